"""The script that Streamlit runs at every action of the user."""

from __future__ import annotations

from siting.ui.page import show

if __name__ == "__main__":
    show()
