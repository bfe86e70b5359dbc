"""Starting the app: Streamlit on this computer alone, telling nobody."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import resources

DEFAULT_PORT = 8501
OPTIONS = {
    "server.address": "127.0.0.1",
    "server.enableStaticServing": "false",
    "server.enableXsrfProtection": "true",
    "server.fileWatcherType": "none",
    "server.maxUploadSize": "500",
    "server.showEmailPrompt": "false",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorLinks": "false",
    "theme.base": "light",
    "theme.primaryColor": "#14639f",
}
"""What Streamlit is told whenever the app starts; `.streamlit/config.toml` says the same."""


def command(scene: str | None, *, port: int = DEFAULT_PORT) -> list[str]:
    """Return the command that starts the app.

    Parameters
    ----------
    scene : str or None
        File or folder to open; None opens the demo.
    port : int
        Port on 127.0.0.1.
    """
    options = {**OPTIONS, "server.port": str(port), "server.headless": str(not _has_display()).lower()}
    script = str(resources.files("siting.ui").joinpath("run.py"))
    flags = [part for name, value in options.items() for part in (f"--{name}", value)]
    return [sys.executable, "-m", "streamlit", "run", script, *flags, "--", *([scene] if scene else [])]


def launch(scene: str | None, *, port: int = DEFAULT_PORT) -> int:
    """Return the exit code of the app, once the user has ended it.

    Parameters
    ----------
    scene : str or None
        File or folder to open; None opens the demo.
    port : int
        Port on 127.0.0.1.
    """
    try:
        return subprocess.run(command(scene, port=port), check=False).returncode
    except KeyboardInterrupt:
        return 0


def _has_display() -> bool:
    """Return whether a browser could be opened on this computer."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
