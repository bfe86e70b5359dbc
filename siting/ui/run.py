"""The server that `siting app` starts; `app.py` of a checkout starts the same."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from siting.ui.server import MIDDLEWARE, ROUTES, check_address

check_address()
# Streamlit knows the app by this very line.
app = st.App(str(Path(__file__).with_name("script.py")), routes=ROUTES, middleware=MIDDLEWARE)
