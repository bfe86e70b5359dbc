"""The app's server: a policy on every answer, the map's own files, and the layers of open plans."""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from starlette.middleware import Middleware
from starlette.responses import Response
from starlette.routing import Route

from siting.errors import UsageError
from siting.ui import access
from siting.ui.gate import Gate, person_of
from siting.ui.layer_store import find

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping
    from typing import Any

    from starlette.requests import Request

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Message, Receive, Send], Awaitable[None]]

POLICY = "; ".join(
    (
        "default-src 'self'",
        # Streamlit compiles parts of itself in the page, and its map of the third dimension does too.
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'self' data: blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
"""The browser itself refuses whatever would leave this computer, even by a mistake in the page."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "png": "image/png",
}
_KEPT_FOR_EVER = "private, max-age=31536000, immutable"
_NOT_KEPT = "private, no-store"
_FAULTY = 2


class _Guard:
    """Adds the policy to every answer over HTTP."""

    def __init__(self, app: Application) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Return nothing; pass the request on, and its answer back with the headers of the policy."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message["headers"] if name.decode() not in _HEADERS]
                ours = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message = {**message, "headers": kept + ours}
            await send(message)

        await self._app(scope, receive, guarded)


@cache
def _asset_content(name: str) -> bytes | None:
    """Return a file of the map; Leaflet's come from its installed package. None when there is none."""
    if not re.fullmatch(r"[\w-]+(/[\w-]+)?\.(js|css|png)", name):
        return None
    leaflet = resources.files("xstatic.pkg.leaflet").joinpath("data")
    is_leaflet = name.startswith(("leaflet.", "images/"))
    file = leaflet.joinpath(name) if is_leaflet else resources.files("siting.ui").joinpath("map_assets", name)
    if not file.is_file():
        return None
    content = file.read_bytes()
    # Browsers would ask for the source map, which is not served.
    return re.sub(rb"//# sourceMappingURL=\S+", b"", content) if name.endswith(".js") else content


async def _asset(request: Request) -> Response:
    """Return a script, style or picture of the map."""
    name = request.path_params["name"]
    content = _asset_content(name)
    if content is None:
        return Response("no such file", status_code=404)
    return Response(
        content, media_type=_TYPES[name.rpartition(".")[2]], headers={"cache-control": "private, no-cache"}
    )


async def _layer(request: Request) -> Response:
    """Return one layer of a plan that is open in the app."""
    person = person_of(request.scope)
    owner = None if person is None else person.id
    content = find(request.path_params["token"], request.path_params["digest"], owner=owner)
    if content is None:
        return Response("no such layer", status_code=404)
    # After a logout nothing of a plan stays in the browser.
    kept = _NOT_KEPT if access.is_login_asked() else _KEPT_FOR_EVER
    return Response(content, media_type="application/json", headers={"cache-control": kept})


ROUTES = [
    Route("/siting/asset/{name:path}", _asset),
    Route("/siting/layer/{token}/{digest}", _layer),
]
MIDDLEWARE = [Middleware(_Guard), Middleware(Gate)]


def check_address() -> None:
    """Return nothing; end the program with a message when it would answer others without a login."""
    try:
        access.refuse_open()
    except UsageError as error:
        # Streamlit would show a trace of calls.
        print(f"siting: {error}", file=sys.stderr, flush=True)
        os._exit(_FAULTY)
