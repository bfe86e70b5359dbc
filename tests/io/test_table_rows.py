"""Where a table begins, and what in it is no row."""

from __future__ import annotations

import pytest

from siting.errors import InputError
from siting.io.table_head import Line, known_count
from siting.io.table_rows import refuse_unclear, table_of


def lines(*rows):
    return [Line(number, number, tuple(row)) for number, row in enumerate(rows, start=1)]


HEAD = ("编号", "经度", "纬度", "高度")
ROW = ("C1", "120.6", "31.3", "4")


def test_names_that_are_known_are_counted_once_a_field():
    assert known_count(("编号", "设备编号", "经度", "备注", "高度(cm)", 4, None), "cameras") == 3
    assert known_count(("安装高度m", "焦距/mm"), None) == 2


def test_the_first_line_is_the_head_where_no_line_is_known():
    table = table_of(lines(("a", "b"), ("1", "2")), "cameras")
    assert list(table.frame.columns) == ["a", "b"]
    assert (table.numbers, table.head_known, table.remarks) == ((2,), 0, ())


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("合计", "", "", "25台"), "no row of the table"),
        (("备注：高度距地面", "", "", ""), "no row of the table"),
        (("Total", "25", "", ""), "no row of the table"),
        (("三、东区", "", "", ""), "a heading among the rows"),
        (("（二）南侧", "", "", ""), "a heading among the rows"),
        (("设计：张三", "", "", ""), "no row of the table"),
        (("校对", "李四", "", ""), "no row of the table"),
        (("Drawn by: X", "", "", ""), "no row of the table"),
        (("设计：张三", "", "审核：李四", "日期：2025-08-01"), "no row of the table"),
        (("设计", "张三", "审核", "李四"), "no row of the table"),
    ],
)
def test_what_is_no_row_is_left_out_and_told(row, why):
    table = table_of(lines(HEAD, row, ROW), "cameras")
    assert table.numbers == (3,)
    ((name, found, done),) = table.left_out
    assert (name, done) == ("row 2", "left out")
    assert found.startswith(why)


@pytest.mark.parametrize(
    "row",
    [("注塑厂", "120.6", "31.3", "4"), ("总务处1", "", "", ""), ("三号门", "", "", ""), ("C1", "", "", ""),
     ("设计院门口", "", "", ""), ("设计1", "120.6", "31.3", "4"), ("日期", "120.6", "31.3", "")],
)  # fmt: skip
def test_what_may_be_a_camera_is_never_left_out(row):
    assert table_of(lines(HEAD, row, ROW), "cameras").numbers == (2, 3)


@pytest.mark.parametrize("blank", ["", None, "  "])
def test_empty_rows_are_noted_and_not_counted(blank):
    table = table_of(lines(HEAD, ROW, (blank,) * 4, (blank,) * 4, ROW), "cameras")
    assert (table.numbers, table.left_out) == ((2, 5), ())
    ((field, found, done),) = table.remarks
    assert (field, found) == ("row", "2 empty rows: 3, 4")
    assert "not counted" in done


def test_a_table_without_names_is_refused():
    with pytest.raises(InputError, match="Put a line of names above the rows"):
        refuse_unclear(table_of(lines(ROW, ROW), "cameras"), "c.csv")
    refuse_unclear(table_of(lines(("a", "b"), ("1", "2")), "cameras"), "c.csv")


@pytest.mark.parametrize("told", ["单位：mm", "某表  单位: 厘米", "Unit: ft"])
def test_a_unit_for_the_whole_table_is_asked_into_the_names(told):
    with pytest.raises(InputError, match="a unit for the whole table"):
        refuse_unclear(table_of(lines((told,), HEAD, ROW), "cameras"), "c.csv")


@pytest.mark.parametrize("told", ["单位：m", "单位：台", "设计单位：某某设计院", "表1"])
def test_other_words_above_a_table_are_no_unit(told):
    refuse_unclear(table_of(lines((told,), HEAD, ROW), "cameras"), "c.csv")
