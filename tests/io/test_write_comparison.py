"""A comparison is written whole, and over nothing but another comparison."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from siting.errors import OutputError
from siting.io.write_comparison import write_comparison

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = {"made_by": "siting", "kind": "difference"}
CHANGES = pd.DataFrame({"subject_id": ["=SUM(A1)", "摄像机"], "deviation": [1.5, float("nan")]})
FILING = pd.DataFrame({"system_id": []}, dtype=object)


def write(folder: Path, document: dict[str, object] = DOCUMENT) -> Path:
    return write_comparison(folder, document, changes=CHANGES, change_filing=FILING)


def test_the_folder_and_its_files(tmp_path: Path) -> None:
    out = write(tmp_path / "out")
    assert json.loads((out / "diff.json").read_text(encoding="utf-8")) == DOCUMENT
    text = (out / "changes.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf")
    assert text.decode("utf-8-sig").splitlines() == ["subject_id,deviation", "'=SUM(A1),1.5", "摄像机,"]
    assert (out / "change_filing.csv").read_text(encoding="utf-8-sig").strip() == "system_id"
    assert write(tmp_path / "out") == out
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("name", ["thesis.docx", "assessment.gpkg"])
def test_what_is_no_comparison_is_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("years of work")
    with pytest.raises(OutputError, match=f"found {name}; allowed nothing but a comparison"):
        write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_file_of_the_same_name_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "diff.json").write_text('{"made_by": "somebody"}')
    with pytest.raises(OutputError, match=r"found no diff.json made by Siting"):
        write(tmp_path)


def test_half_a_comparison_is_never_left(tmp_path: Path) -> None:
    out = write(tmp_path / "out")
    with pytest.raises(ValueError, match="JSON compliant"):
        write(tmp_path / "out", {"made_by": "siting", "count": float("nan")})
    assert json.loads((out / "diff.json").read_text(encoding="utf-8")) == DOCUMENT
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
