"""YAML is read strictly: yes and no are text, days are text, keys stand once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.strict_yaml import read_yaml

if TYPE_CHECKING:
    from pathlib import Path


def test_words_and_days_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: [yes, no, on, off, y, true, false, 2025-04-01, 1, 1.5, null]\n", encoding="utf-8")
    assert read_yaml(path) == {"a": ["yes", "no", "on", "off", "y", True, False, "2025-04-01", 1, 1.5, None]}
