"""CSV and workbooks."""

from __future__ import annotations

import pandas as pd
import pytest

from siting.errors import InputError
from siting.io.tabular import read_csv, read_xlsx


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(tmp_path, encoding, delimiter):
    path = tmp_path / "cameras.csv"
    rows = [["编号", "高度", "用途"], ["C1", "4,5" if delimiter == ";" else "4.5", "住宅"]]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    frame, remarks = read_csv(path)
    assert list(frame.columns) == rows[0]
    assert frame.iloc[0].tolist() == rows[1]
    assert bool(remarks) == (encoding in ("gb18030", "utf-16"))


def test_blanks_quotes_empty_lines_and_short_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('id, name ,note\n\n " a ", "x, y",\n b\n', encoding="utf-8")
    frame, _ = read_csv(path)
    assert list(frame.columns) == ["id", "name", "note"]
    assert frame.to_numpy().tolist() == [["a", "x, y", ""], ["b", "", ""]]


def test_repeated_and_empty_names_are_told_apart(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,a,\n1,2,3\n", encoding="utf-8")
    assert list(read_csv(path)[0].columns) == ["a", "a_2", "column_3"]


def test_rows_that_are_too_long_are_faults(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n1,2,3\n1,2,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="3 cells") as caught:
        read_csv(path)
    assert [fault.row for fault in caught.value.faults] == ["2", "3"]


@pytest.mark.parametrize(
    ("content", "encoding", "match"),
    [
        (b"", None, "empty file"),
        (b"\xc4\xe3", "utf-8", "not utf-8"),
        (b"a", "no-such", "an encoding such as"),
    ],
)
def test_what_cannot_be_decoded(tmp_path, content, encoding, match):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=match):
        read_csv(path, encoding)


def test_workbooks(tmp_path):
    path = tmp_path / "a.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({" id ": ["C1", None], "高度": [4.5, None]}).to_excel(book, sheet_name="一", index=False)
        pd.DataFrame({"id": ["D1"]}).to_excel(book, sheet_name="二", index=False)
    assert read_xlsx(path).to_dict("records") == [{"id": "C1", "高度": 4.5}]
    assert read_xlsx(path, "二")["id"].tolist() == ["D1"]
    with pytest.raises(InputError, match="one of 一, 二"):
        read_xlsx(path, "三")


def test_what_is_no_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"not a workbook")
    with pytest.raises(InputError, match="workbook"):
        read_xlsx(path)
