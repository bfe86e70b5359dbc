"""The planner's app: `streamlit run app.py`, or `siting app` for an installed package."""

from __future__ import annotations

from importlib import resources

from siting.ui.server import checked_app

app = checked_app(str(resources.files("siting.ui").joinpath("script.py")))
