"""The planner's app: `streamlit run app.py`, or `siting app` for an installed package."""

from __future__ import annotations

from siting.ui.page import show

if __name__ == "__main__":
    show()
