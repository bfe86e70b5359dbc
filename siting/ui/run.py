"""The script that Streamlit runs when the app is started from the installed package."""

from __future__ import annotations

from siting.ui.page import show

if __name__ == "__main__":
    show()
