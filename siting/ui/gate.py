"""The gate of the server: nobody gets in from elsewhere, or past a login that is configured."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.requests import HTTPConnection
from starlette.responses import Response
from streamlit import config
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from siting.ui import access, people

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from siting.ui.people import Person

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Message, Receive, Send], Awaitable[None]]

# What holds plans, or takes files: none of it is for one who has not logged in.
_BEHIND_LOGIN = ("/siting/layer/", "/_stcore/upload_file/", "/media/")
_POLICY_VIOLATION = 1008


class Gate:
    """Lets a request through that comes to this computer's own address, or behind a login."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Return nothing; pass a request on, or answer it with a refusal."""
        if scope["type"] in ("http", "websocket") and (why := refusal(scope)):
            await _refuse(scope, receive, send, why)
            return
        await self._app(scope, receive, send)


def refusal(scope: Message) -> str:
    """Return why a request is not let in, empty when it is.

    Parameters
    ----------
    scope : mapping
        Of ASGI, for ``http`` or ``websocket``.
    """
    if not access.is_login_asked():
        server = scope.get("server")
        if server and not access.is_loopback(str(server[0])):
            return "Siting answers on this computer alone unless a login is configured"
        # A page from elsewhere may give its own name the address of this computer (DNS rebinding).
        name = _host_of(HTTPConnection(scope).headers.get("host", ""))
        return "" if access.is_loopback(name) else "Siting is called by another name than this computer's"
    base = str(config.get_option("server.baseUrlPath") or "").strip("/")
    path = str(scope["path"]).removeprefix(f"/{base}" if base else "")
    if path.startswith(_BEHIND_LOGIN) and person_of(scope) is None:
        return "log in first"
    return ""


def person_of(scope: Message) -> Person | None:
    """Return who sends a request, by the signed cookie of the login; None for nobody.

    Parameters
    ----------
    scope : mapping
        Of ASGI, for ``http`` or ``websocket``.
    """
    if not access.is_login_asked():
        return people.here()
    cookies, secret = HTTPConnection(scope).cookies, get_cookie_secret()

    def signed(name: str) -> bytes | None:
        value = cookies.get(name)
        return None if value is None else decode_signed_value(secret, name, value.encode("latin-1"))

    try:
        content = get_cookie_with_chunks(signed, USER_COOKIE_NAME)
        claims = json.loads(content) if content else {}
    except (ValueError, UnicodeError):
        return None
    person = people.of_claims(claims) if isinstance(claims, dict) else None
    return person if person is not None and person.may(people.LOOK) else None


async def _refuse(scope: Message, receive: Receive, send: Send, why: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": why})
        return
    await Response(why, status_code=403, media_type="text/plain")(scope, receive, send)


def _host_of(header: str) -> str:
    """Return the name in a header ``Host`` without its port."""
    if header.startswith("["):
        return header.partition("]")[0].strip("[")
    return header.partition(":")[0]
