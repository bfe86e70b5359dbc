"""What each camera alone covers, what is covered already, what it sees of homes: by hand and by shapely."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

from siting.coverage.necessity import COUNT_COLUMNS, NECESSITY_COLUMNS
from siting.coverage.rows import by_day
from siting.coverage.table import CoverageTable, cover
from tests.coverage.readings import TAN_H
from tests.scenes import building, camera, home, obstacle, rect, scene


def yard(*cameras: dict) -> CoverageTable:
    return cover(scene([building(rect(300, 300, 310, 310))], cameras))


def seeing(east: float, name: str, **options: object) -> dict:
    return camera(east, 0.0, id=name, range_m=40.0, **options)


def wholes(table: CoverageTable) -> dict[str, object]:
    day = by_day(table.coverage)
    return {name: shapely.union_all(rows.geometry.to_numpy()) for name, rows in day.groupby("camera_id")}


def test_the_counts_add_up_to_the_coverage() -> None:
    table = yard(seeing(0, "a"), seeing(5, "b", status="existing"), seeing(9, "c"), seeing(500, "far"))
    found = table.overlap
    assert tuple(found.columns) == (*COUNT_COLUMNS, "geometry")
    assert (found["area_m2"] * found["cameras"]).sum() == pytest.approx(
        by_day(table.coverage)["area_m2"].sum(), rel=1e-6
    )
    whole = wholes(table)["b"]
    there = found[found["existing"] == 1]
    assert set(found["existing"]) == {0, 1}
    assert there["area_m2"].sum() == pytest.approx(whole.area, rel=1e-6)
    assert set(found["cameras"]) == {1, 2, 3}
    # Classes of one camera are one camera.
    assert (shapely.area(found.geometry.to_numpy()) > 1e-4).all()


def test_necessity_against_shapely() -> None:
    cameras = [seeing(0, "a"), seeing(5, "b", status="existing"), seeing(9, "c"), seeing(500, "far")]
    cameras += [seeing(3, "d", status="existing", azimuth_grid_deg=20.0)]
    table = yard(*cameras)
    found = table.necessity
    assert tuple(found.columns) == NECESSITY_COLUMNS
    assert found["camera_id"].tolist() == ["a", "b", "c", "far", "d"]
    shapes = wholes(table)
    for row in found.to_dict("records"):
        mine = shapes[row["camera_id"]]
        others = [shape for name, shape in shapes.items() if name != row["camera_id"]]
        there = [shapes[name] for name in ("b", "d") if name != row["camera_id"]]
        assert row["area_m2"] == pytest.approx(mine.area, rel=1e-6)
        assert row["only_m2"] == pytest.approx(mine.difference(shapely.union_all(others)).area, abs=1e-2)
        already = mine.intersection(shapely.union_all(there)).area
        assert row["existing_m2"] == pytest.approx(already, abs=1e-2)
        assert row["existing_ratio"] == pytest.approx(already / mine.area, abs=1e-5)
    alone = found.set_index("camera_id").loc["far"]
    assert (alone["only_ratio"], alone["existing_ratio"]) == pytest.approx((1.0, 0.0), abs=1e-6)


def test_a_camera_that_covers_nothing_has_no_share() -> None:
    table = yard(camera(id="up", tilt_deg=-60.0, range_m=40.0))
    (row,) = table.necessity.to_dict("records")
    assert (row["area_m2"], row["only_m2"]) == (0.0, 0.0)
    assert math.isnan(row["only_ratio"])
    assert table.overlap.empty
    assert cover(scene([building(rect(0, 0, 1, 1))], [])).necessity.empty


def test_the_homes_that_it_sees() -> None:
    flats = home(rect(-500, 20, 500, 30), 9.0, id="flats")
    unknown = building(rect(-500, -30, 500, -20), 3.0, use="unknown")
    both = [camera(height_m=5.0, id="north"), camera(height_m=5.0, id="south", azimuth_grid_deg=180.0)]
    found = cover(scene([flats, unknown], both)).necessity.set_index("camera_id")
    assert found.loc["north", "private_facade_m2"] == pytest.approx(3 * 1.2 * 40 * TAN_H, rel=1e-6)
    assert found.loc["north", "unknown_facade_m2"] == 0.0
    assert found.loc["south", "private_facade_m2"] == 0.0
    assert found.loc["south", "unknown_facade_m2"] == pytest.approx(1.2 * 40 * TAN_H, rel=1e-6)
    wall = obstacle(rect(-500, 9.8, 500, 10), 9.0, status="proposed")
    behind = cover(scene([flats], both[:1], obstacles=[wall])).necessity
    assert behind["private_facade_m2"].tolist() == [0.0]


def test_a_turning_camera_counts_each_window_once() -> None:
    flats = home(rect(-500, 20, 500, 30), 9.0, id="flats")
    dome = camera(
        height_m=5.0, kind="ptz", pan_min_deg=-10.0, pan_max_deg=10.0, tilt_min_deg=0.0, tilt_max_deg=10.0
    )
    table = cover(scene([flats], [dome]))
    by_view = table.facades.groupby("view")["area_m2"].sum()
    assert {"main", "capability"} <= set(by_view.index)
    assert table.necessity["private_facade_m2"].iloc[0] == pytest.approx(by_view.max(), rel=1e-6)
    assert np.isfinite(table.necessity["only_ratio"]).all()
