"""The planner's app: `streamlit run app.py`, or `siting app` for an installed package."""

from __future__ import annotations

from importlib import resources

import streamlit as st

from siting.ui.server import MIDDLEWARE, ROUTES, check_address

check_address()
# Streamlit knows the app by this very line.
app = st.App(str(resources.files("siting.ui").joinpath("script.py")), routes=ROUTES, middleware=MIDDLEWARE)
