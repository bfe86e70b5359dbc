"""Real files that stand beside the repository and never in it; tests that need them are skipped without."""

from __future__ import annotations

from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the shared data folder is not beside the repository"
)
