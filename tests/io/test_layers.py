"""Signs, zones, windows, obstacles, walks and tables."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely

from siting.errors import InputError
from siting.io import ledger_counts
from tests.io.frames import EAST_M, NORTH_M, houses, point, rows_of, scene, square

LINE = shapely.LineString([(EAST_M, NORTH_M), (EAST_M + 5, NORTH_M)])


def faults(**layers):
    with pytest.raises(InputError) as caught:
        scene(**layers)
    return [(fault.row, fault.field) for fault in caught.value.faults]


def test_signs():
    read = scene(signs=houses(point(), camera_ids=["C1;C2"], facing=["NE"], width=["600 mm"], 高度=[400]))
    row = read.signs.iloc[0]
    assert (row["id"], row["camera_ids"], row["facing_deg"]) == ("signs/1", "C1;C2", 45.0)
    assert (row["width_mm"], row["height_mm"]) == (600.0, 400.0)


def test_zones_have_known_kinds_only():
    assert scene(zones=houses(square(), type=["浴室"])).zones["kind"].tolist() == ["bath"]
    with pytest.raises(InputError, match="must_cover") as caught:
        scene(zones=houses(square(), square(20), kind=["spaceport", None]))
    assert [(fault.row, fault.field) for fault in caught.value.faults] == [("1", "kind"), ("2", "kind")]
    assert faults(zones=houses(square())) == [("", "kind")]


def test_a_zone_that_is_no_area_is_never_dropped():
    assert faults(zones=houses(None, kind=["bath"])) == [("1", "geometry")]
    assert faults(windows=houses(point())) == [("1", "geometry")]
    assert faults(entrances=houses(LINE)) == [("1", "geometry")]
    assert faults(signs=houses(shapely.Point())) == [("1", "geometry")]


def test_a_broken_zone_is_repaired_and_told():
    bowtie = shapely.Polygon(
        [(EAST_M, NORTH_M), (EAST_M + 9, NORTH_M + 9), (EAST_M + 9, NORTH_M), (EAST_M, NORTH_M + 9)]
    )
    read = scene(zones=houses(bowtie, kind=["garden"]))
    assert read.zones.geometry.is_valid.all()
    assert len(rows_of(read, "zones", "repaired")) == 1


def test_an_obstacle_without_a_height_hides_nothing():
    read = scene(obstacles=houses(point(), point(30), LINE, kind=["tree"] * 3, height=["8 m", None, "2"]))
    assert read.obstacles["top_m"].tolist() == [8.0, 2.0]
    assert ledger_counts(read.ledger).set_index("layer").loc["obstacles"].tolist() == [3, 2, 0, 1]


def test_obstacles_need_their_columns():
    assert faults(obstacles=houses(point())) == [("", "kind"), ("", "top_m")]


def test_walks_and_counties_lose_what_is_no_line_or_area():
    read = scene(
        walks=houses(LINE, point(), LINE, osm_id=["1", "2", "1"]),
        counties=houses(square(), point(), adcode=["320508", "x"]),
    )
    assert read.walks["id"].tolist() == ["1", "1/2"]
    assert read.counties["code"].tolist() == ["320508"]
    counts = ledger_counts(read.ledger).set_index("layer")
    assert counts.loc["walks"].tolist() == [3, 2, 0, 1]
    assert counts.loc["counties"].tolist() == [2, 1, 0, 1]


def test_tables():
    systems = pd.DataFrame(
        {
            "id": ["S1", "S2"],
            "保存天数": ["30天", None],
            "ct_key_target": ["是", "no"],
            "acceptance_date": ["2025年4月1日", "20250501"],
            "main_works": ["new", None],
        }
    )
    read = scene(systems=systems)
    assert read.systems["retention_days"].iloc[0] == 30
    assert read.systems["ct_key_target"].tolist() == ["yes", "no"]
    assert read.systems["acceptance_date"].tolist() == ["2025-04-01", "2025-05-01"]
    assert read.systems["main_works"].tolist() == ["new", None]


def test_systems_in_chinese():
    systems = pd.DataFrame(
        {
            "系统编号": ["S1", "S2"],
            "主体工程": ["新建", "改建"],
            "备案日期": ["2025年4月1日", None],
            "备案数量": [3, 4],
        }
    )
    read = scene(systems=systems)
    assert read.systems["main_works"].tolist() == ["new", "rebuilt"]
    assert read.systems["filing_date"].tolist() == ["2025-04-01", None]
    assert read.systems["declared_count"].tolist() == [3, 4]


@pytest.mark.parametrize("word", ["none", "None", "无"])
def test_none_is_an_answer_where_it_may_be_chosen(word):
    systems = pd.DataFrame(
        {"id": ["S1", "S2", "S3"], "main_works": [word, "", "-"], "unit_name": [word, "", ""]}
    )
    read = scene(systems=systems)
    assert read.systems["main_works"].tolist() == ["none", None, None]
    assert read.systems["unit_name"].tolist() == [None, None, None]


def test_faults_of_tables():
    systems = pd.DataFrame(
        {"id": ["S1", "S1", None], "acceptance_date": ["1/4/25", "2025-02-30", "2025-04-01"]}
    )
    assert sorted(faults(systems=systems)) == [
        ("1", "acceptance_date"),
        ("2", "acceptance_date"),
        ("2", "id"),
        ("3", "id"),
    ]
    assert faults(presets=pd.DataFrame({"camera_id": ["C1"], "name": ["p"], "azimuth": ["90;180"]})) == [
        ("1", "azimuth_deg")
    ]


def test_days_of_a_workbook():
    documents = pd.DataFrame({"system_id": ["S1"], "kind": ["filing"], "date": [pd.Timestamp(2025, 4, 1)]})
    assert scene(documents=documents).documents["date"].tolist() == ["2025-04-01"]


@pytest.mark.parametrize(("layer", "kind"), [("zones", "toilet"), ("obstacles", "wall")])
@pytest.mark.parametrize("base_m", [3.0, 2.5])
def test_what_has_its_top_at_or_below_its_base_is_refused(layer, kind, base_m):
    # A room without height would lie under no window, and a camera in it pass.
    with pytest.raises(InputError) as caught:
        scene(**{layer: houses(square(), square(20), kind=[kind] * 2, base_m=[0, base_m], top_m=[3.0, 2.5])})
    (fault,) = caught.value.faults
    assert (fault.row, fault.field) == ("2", "base_m, top_m")
    assert fault.found == f"base_m {base_m:g} and top_m 2.5"
    assert fault.remedy


def test_windows_without_height_are_refused():
    assert faults(windows=houses(LINE, base_m=[2.0], top_m=[1.0])) == [("1", "base_m, top_m")]
    assert len(scene(windows=houses(LINE, base_m=[2.0], top_m=[None])).windows) == 1


def test_one_id_for_all_rows_is_told_as_such_and_not_as_read():
    zones = houses(square(), square(20), zone_id=["1", "1"], kind=["toilet", "bath"])
    read = scene(zones=zones)
    assert read.zones["id"].tolist() == ["zones/1", "zones/2"]
    told = rows_of(read, "zones", "note")
    assert "2 rows of one and the same id, '1' in zone_id" in told["found"].tolist()
    assert "columns" not in told["field"].tolist()
