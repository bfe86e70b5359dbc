"""Starting the app: Streamlit on this computer alone, telling nobody."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib import resources
from pathlib import Path

from siting.errors import Fault, InputError
from siting.ui.limits import UPLOAD_MB

DEFAULT_PORT = 8501
LOOPBACK = "127.0.0.1"
OPTIONS = {
    "server.address": LOOPBACK,
    "server.enableStaticServing": "false",
    "server.enableXsrfProtection": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": str(UPLOAD_MB),
    "server.showEmailPrompt": "false",
    "browser.gatherUsageStats": "false",
    # Else Streamlit asks the internet for the address of this computer when it answers at all of them.
    "browser.serverAddress": LOOPBACK,
    "client.toolbarMode": "minimal",
    "client.showErrorLinks": "false",
    "theme.base": "light",
    "theme.primaryColor": "#14639f",
}
"""What Streamlit is told whenever the app starts; `.streamlit/config.toml` says the same."""


def command(scene: str | None, *, port: int = DEFAULT_PORT, host: str = LOOPBACK) -> list[str]:
    """Return the command that starts the app.

    Parameters
    ----------
    scene : str or None
        File or folder to open; None opens the demo.
    port : int
        Port on `host`.
    host : str
        Address to answer at; one that others reach only behind a login (`siting.ui.access`).
    """
    asked = {"server.address": host, "server.port": str(port)}
    options = {**OPTIONS, **asked, "server.headless": str(not _has_display()).lower()}
    script = str(resources.files("siting.ui").joinpath("run.py"))
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", script, *flags, "--", *([scene] if scene else [])]


def launch(scene: str | None, *, port: int = DEFAULT_PORT, host: str = LOOPBACK) -> int:
    """Return the exit code of the app, once the user has ended it.

    Parameters
    ----------
    scene : str or None
        File or folder to open; None opens the demo.
    port : int
        Port on `host`.
    host : str
        Address to answer at; one that others reach only behind a login (`siting.ui.access`).

    Raises
    ------
    InputError
        When there is no such file or folder.
    UsageError
        When others would reach `host` and no login is configured.
    """
    if host != LOOPBACK:
        from siting.ui.access import refuse_open

        refuse_open(host)
    if scene is not None and not Path(scene).expanduser().exists():
        raise InputError(
            [Fault(scene, "", "nothing there", "a scene file or folder", "Leave it out to open the demo")]
        )
    with subprocess.Popen(command(scene, port=port, host=host)) as app:
        # Ended from outside, it takes the server with it.
        signal.signal(signal.SIGTERM, lambda *_: app.terminate())
        try:
            return app.wait()
        except KeyboardInterrupt:
            app.terminate()
            return 0


def _has_display() -> bool:
    """Return whether a browser could be opened on this computer."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
