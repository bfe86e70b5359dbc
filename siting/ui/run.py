"""The server that `siting app` starts; `app.py` of a checkout starts the same."""

from __future__ import annotations

from pathlib import Path

from siting.ui.server import checked_app

app = checked_app(Path(__file__).with_name("script.py"))
