"""Workbooks as design institutes write them."""

from __future__ import annotations

import openpyxl
import pytest

from siting.errors import InputError
from siting.io.workbook import read_xlsx, sheet_names


def book(path, *, sheet="Sheet", rows=(), merged=(), before=None, hidden=()):
    """Write a workbook of one sheet with rows, perhaps after another sheet."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    if before is not None:
        for row in before:
            (made["封面"] if "封面" in made.sheetnames else made.create_sheet("封面")).append(row)
    page = made.create_sheet(sheet)
    for row in rows:
        page.append(row)
    for cells in merged:
        page.merge_cells(cells)
    for number in hidden:
        page.row_dimensions[number].hidden = True
    made.save(path)
    return path


def test_sheets_by_name_and_by_what_they_hold(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        before=[["某某工程"], ["2025年"]],
        sheet="表1",
        rows=[[" id ", "高度"], ["C1", 4.5], [None, None], ["C2", 5]],
    )
    read = read_xlsx(path, None, "cameras")
    assert read.frame.to_dict("records") == [{"id": "C1", "高度": 4.5}, {"id": "C2", "高度": 5}]
    assert (read.name, read.numbers) == ("表1", (2, 4))
    assert read.left_out == ()
    empty, others = read.remarks
    assert empty[1] == "1 empty row: 3"
    assert others == ("", "sheets 封面", "not used: 表1 was read; choose another as a.xlsx:封面")
    assert read_xlsx(path, "封面").name == "封面"
    assert sheet_names(path) == ["封面", "表1"]
    with pytest.raises(InputError, match=r"one of 封面, 表1. Choose one: a.xlsx:封面"):
        read_xlsx(path, "三")


def test_a_title_two_lines_of_names_and_a_total(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        rows=[
            ["某某路视频监控点位一览表", None, None, None, None],
            ["编号", "坐标", None, "安装高度", "镜头"],
            [None, "经度", "纬度", "(cm)", "焦距（mm）"],
            ["一、东区"],
            ["C1", 120.6, 31.3, 450, 4],
            ["C2", 120.7, 31.4, 600, 6],
            ["合计", None, None, "2台"],
            ["备注：高度距地面"],
        ],
        merged=["A1:E1", "A2:A3", "B2:C2"],
    )
    read = read_xlsx(path, None, "cameras")
    assert list(read.frame.columns) == ["编号", "经度", "纬度", "安装高度(cm)", "焦距（mm）"]
    assert read.frame["编号"].tolist() == ["C1", "C2"]
    assert read.numbers == (5, 6)
    assert [name for name, *_ in read.left_out] == ["row 4", "row 7", "row 8"]


def test_cells_merged_over_rows_hold_for_each_of_them(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        rows=[["编号", "安装高度", "朝向"], ["C1", 4.5, "N"], ["C2", None, "E"], ["C3", 6, "S"]],
        merged=["B2:B3"],
        hidden=[4],
    )
    read = read_xlsx(path, None, "cameras")
    assert read.frame["安装高度"].tolist() == [4.5, 4.5, 6]
    assert [found for _, found, _ in read.remarks] == [
        "cells merged over several rows: B2:B3",
        "rows hidden in the sheet: 4",
    ]


def test_names_in_two_languages_and_names_once_more_on_the_next_page(tmp_path):
    head = ["编号", "经度", "纬度", "朝向"]
    path = book(
        tmp_path / "a.xlsx",
        rows=[head, ["id", "lon", "lat", "azimuth"], ["C1", 1, 2, 90], head, ["C2", 1, 2, 180]],
    )
    read = read_xlsx(path, None, "cameras")
    assert read.frame["编号"].tolist() == ["C1", "C2"]
    assert read.left_out == (("row 4", "the names of the columns once more", "left out"),)


def test_a_row_of_a_camera_is_never_taken_for_a_heading(tmp_path):
    path = book(
        tmp_path / "a.xlsx",
        rows=[["编号", "经度", "纬度", "朝向"], ["十字路口1", None, None, None], ["注塑厂", 1, 2, 90]],
    )
    assert read_xlsx(path, None, "cameras").frame["编号"].tolist() == ["十字路口1", "注塑厂"]


def test_what_is_no_workbook(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"not a workbook")
    with pytest.raises(InputError, match=r"save it as \.xlsx"):
        read_xlsx(path)
