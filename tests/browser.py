"""A real headless Chromium for tests: pages from files or from this computer, every request recorded."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import ConsoleMessage, Request, Route

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass
class Log:
    """What a page did that it should not: requests elsewhere, errors in its console."""

    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def executable() -> str:
    """Return where Chromium is; skip the test where there is none, but never in continuous integration."""
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    if os.environ.get("CI"):
        pytest.fail("no Chromium here, and continuous integration must have one")
    pytest.skip("no Chromium on this computer (Debian: apt-get install chromium)")


@contextlib.contextmanager
def browser_page(
    *, allowed: str, width_px: int = 1280, height_px: int = 800, lang: str = "en-GB"
) -> Iterator[tuple[Page, Log]]:
    """Yield a page of a new browser, and its log; requests that do not start with `allowed` are blocked.

    Parameters
    ----------
    allowed : str
        How an address must start to be let through, as ``file://`` or ``http://127.0.0.1:8501/``.
    width_px, height_px : int
        Size of the window [px].
    lang : str
        Language of the browser.
    """
    log = Log()

    def watched(route: Route, request: Request) -> None:
        if request.url.startswith((allowed, "data:", "blob:")):
            route.continue_()
            return
        log.requests.append(request.url)
        route.abort()

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            log.errors.append(message.text)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=list(_FLAGS))
        context = browser.new_context(viewport={"width": width_px, "height": height_px}, locale=lang)
        page = context.new_page()
        page.route("**/*", watched)
        page.on("console", heard)
        page.on("pageerror", lambda error: log.errors.append(str(error)))
        page.on("websocket", lambda socket: _socket(socket.url, allowed, log))
        try:
            yield page, log
        finally:
            browser.close()


def _socket(url: str, allowed: str, log: Log) -> None:
    """Return nothing; note a web socket to another place than the allowed one."""
    if not url.replace("ws://", "http://").startswith(allowed):
        log.requests.append(url)
