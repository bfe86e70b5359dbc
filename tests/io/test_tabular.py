"""CSV and workbooks."""

from __future__ import annotations

import pytest

from siting.errors import InputError
from siting.io.tabular import read_csv


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found_out(tmp_path, encoding, delimiter):
    path = tmp_path / "cameras.csv"
    rows = [["编号", "高度", "用途"], ["C1", "4,5" if delimiter == ";" else "4.5", "住宅"]]
    path.write_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(encoding))
    read = read_csv(path)
    assert list(read.frame.columns) == rows[0]
    assert read.frame.iloc[0].tolist() == rows[1]
    assert bool(read.remarks) == (encoding in ("gb18030", "utf-16"))


def test_blanks_quotes_empty_lines_and_short_rows(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('id, name ,note\n\n " a ", "x, y",\n b\n', encoding="utf-8")
    read = read_csv(path)
    assert list(read.frame.columns) == ["id", "name", "note"]
    assert read.frame.to_numpy().tolist() == [["a", "x, y", None], ["b", None, None]]


def test_repeated_and_empty_names_are_told_apart(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,a,\n1,2,3\n", encoding="utf-8")
    assert list(read_csv(path).frame.columns) == ["a", "a_2", "column_3"]


def test_rows_that_are_too_long_are_faults(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n1,2,3\n1,2,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="3 cells") as caught:
        read_csv(path)
    assert [fault.row for fault in caught.value.faults] == ["3", "4"]


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


def test_rows_are_counted_as_a_spreadsheet_counts_them(tmp_path):
    path = tmp_path / "c.csv"
    text = 'id,note\n\nC1,"one\ntwo"\n,\nC2,x\n\n\n'
    path.write_text(text, encoding="utf-8")
    read = read_csv(path)
    assert read.frame["id"].tolist() == ["C1", "C2"]
    assert (read.numbers, read.lines) == ((3, 5), (3, 6))
    # Empty rows at the end are nobody's.
    assert read.left_out == ()
    assert [found for _, found, _ in read.remarks] == ["2 empty rows: 2, 4"]


@pytest.mark.parametrize(
    "text",
    [
        'id,lon,lat,note\nC1,1,2,"open\nC2,3,4,x\n',
        'id,lon,lat,note\nC1,1,2,"open\nC2,3,4,"closed here"\nC3,5,6,x\n',
        'id,lon,lat,note\nC1,1,2,"open\nC2,3,4,x\nC3,5,6,x,"\nC4,5,6,x\n',
    ],
)
def test_a_quote_that_is_not_closed_is_told_where_it_opens(tmp_path, text):
    path = tmp_path / "c.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="Close the quote") as caught:
        read_csv(path)
    assert [fault.row for fault in caught.value.faults] == ["2"]


def test_quotes_that_are_closed_may_hold_lines_and_delimiters(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text('id,lon,lat,note\nC1,1,2,"a, b\nc, ""d"", e"\nC2,3,4,12\'6"\n', encoding="utf-8")
    assert read_csv(path).frame["note"].tolist() == ['a, b\nc, "d", e', "12'6\""]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_preamble_is_not_read_and_told(tmp_path, delimiter):
    path = tmp_path / "c.csv"
    rows = [["编号", "经度", "纬度", "方位角"], ["C1", "120.6", "31.3", "90"]]
    text = "某某路视频监控点位表\n编制：某设计院\n\n" + "\n".join(delimiter.join(row) for row in rows)
    path.write_bytes(text.encode("gb18030"))
    read = read_csv(path, layer="cameras")
    assert list(read.frame.columns) == rows[0]
    assert (read.numbers, read.frame.iloc[0].tolist()) == ((5,), rows[1])
    _, found, done = read.remarks[1]
    assert found.startswith("2 lines above the names of the columns: '某某路视频监控点位表'")
    assert done == "not read: the names of the columns stand in row 4"


def test_a_spreadsheets_word_for_the_delimiter(tmp_path):
    path = tmp_path / "c.csv"
    path.write_text("sep=;\nid;height\nC1;4,5\n", encoding="utf-8")
    read = read_csv(path, layer="cameras")
    assert read.frame.to_dict("records") == [{"id": "C1", "height": "4,5"}]
    assert read.numbers == (3,)


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path):
    path = tmp_path / "c.csv"
    rows = ["id;lon;lat;height", *(f"C{n};24,9{n};60,1{n};4,5" for n in range(9))]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert list(read_csv(path, layer="cameras").frame.columns) == ["id", "lon", "lat", "height"]
