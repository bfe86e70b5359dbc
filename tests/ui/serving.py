"""A running app, and a provider of logins, both on this computer."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from siting.ui import launch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

ROOT = Path(__file__).parents[2]
PATIENCE_S = 120
CLIENT, SECRET = "siting", "a secret of the client"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of an app whose projects lie in a folder."""
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SITING_PROJECTS": str(folder / "projects"),
        "HOME": str(folder),
    }


@contextlib.contextmanager
def served(folder: Path, *, port: int | None = None, host: str = "127.0.0.1") -> Iterator[str]:
    """Yield the address of a running app; its secrets are those under `folder`."""
    port = port or free_port()
    command = launch.command(None, port=port, host=host)
    with (folder / "app.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, env=surroundings(folder), stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(2 * PATIENCE_S):
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(address + "_stcore/health", timeout=2).close()
                break
            assert process.poll() is None, (folder / "app.log").read_text()
            time.sleep(0.5)
        else:
            pytest.fail((folder / "app.log").read_text())
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@dataclass
class Provider:
    """A provider of logins (OpenID Connect Core 1.0, authorization code flow) that asks nobody anything."""

    address: str
    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    nonces: dict[str, str] = field(default_factory=dict)

    def secrets(self, port: int, more: str = "") -> str:
        """Return the secrets of an app that lets this provider log people in."""
        return (
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\n'
            'cookie_secret = "0123456789abcdef0123456789abcdef"\n'
            f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
            f'server_metadata_url = "{self.address}/.well-known/openid-configuration"\n{more}'
        )

    def routes(self) -> list[Route]:
        """Return the routes of the provider."""
        return [
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
        ]

    async def _metadata(self, _: Request) -> Response:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return JSONResponse(
            {
                "issuer": self.address,
                **{name: f"{self.address}/{path}" for name, path in ends.items()},
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def _authorize(self, request: Request) -> Response:
        asked = request.query_params
        code = f"code-{len(self.nonces)}"
        self.nonces[code] = asked.get("nonce", "")
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}")

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300}
        claims |= {"nonce": self.nonces[str(form["code"])], **self.claims}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return JSONResponse(
            {"access_token": "none", "token_type": "Bearer", "expires_in": 300, "id_token": token}
        )

    async def _keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})


@contextlib.contextmanager
def provider() -> Iterator[Provider]:
    """Yield a running provider of logins."""
    port = free_port()
    made = Provider(f"http://127.0.0.1:{port}")
    server = uvicorn.Server(
        uvicorn.Config(Starlette(routes=made.routes()), host="127.0.0.1", port=port, log_level="error")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield made
    finally:
        server.should_exit = True
        thread.join(timeout=10)
