from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

import siting
from siting._map_data import payload
from siting.placement.signs import COLUMNS, MOUNT_M, SIDE_MM
from siting.placement.told import proposed_in_words
from tests.coverage.streets import walks
from tests.scenes import MERIDIAN, building, camera, obstacle, rect, scene

if TYPE_CHECKING:
    from pathlib import Path

    from siting.assess import Assessment
    from siting.model import Scene, Source

ON = "2026-03-01"
AT = (MERIDIAN.easting_m, MERIDIAN.northing_m)


def crossroads(*, obstacles: Any = (), buildings: Any = (), cameras: Any = ()) -> Scene:
    """Return two streets that cross at (0, 20) in the view of a camera, and no sign."""
    seen = cameras or [_camera("C1", 0.0, 0.0, 0.0)]
    drawn = scene(buildings, seen, obstacles=obstacles)
    lines = {"EW": [(-200, 20), (0, 20), (200, 20)], "NS": [(0, -200), (0, 20), (0, 200)]}
    moved = walks(lines)
    moved = moved.set_geometry(moved.translate(*AT)).set_crs(drawn.crs)
    return replace(drawn, walks=moved[["id", "name", "geometry"]].assign(highway="footway"), sources=_told())


def _camera(name: str, east: float, north: float, azimuth: float) -> dict[str, Any]:
    given = {"regime": "operator", "social_public_area": "yes", "range_m": 30.0, "tilt_deg": 10.0}
    return camera(east, north, id=name, azimuth_grid_deg=azimuth, **given)


def _told() -> tuple[Source, ...]:
    from siting.model import Source

    return (Source("signs.geojson", "signs", 0, "0" * 64),)


def with_signs(plan: Scene, proposed: gpd.GeoDataFrame) -> Scene:
    """Return the plan with what was proposed put up."""
    rows = proposed[["id", "camera_ids", "facing_deg", "height_mm", "mount_m"]].assign(width_mm=600.0)
    made = gpd.GeoDataFrame(rows[[*plan.signs.columns[:-1]]], geometry=proposed.geometry, crs=plan.crs)
    return replace(
        plan, signs=gpd.GeoDataFrame(pd.concat([plan.signs, made], ignore_index=True), crs=plan.crs)
    )


def outcomes(found: Assessment) -> list[str]:
    rows = found.findings[found.findings["check"] == "approaches_signed"]
    return rows["outcome"].tolist()


def pole(east: float, north: float, name: str) -> dict[str, Any]:
    return obstacle(shapely.Point(east, north), 5.0, kind="pole", id=name)


def test_what_is_proposed_serves_every_way_in() -> None:
    plan = crossroads(
        obstacles=[pole(3, 3, "south"), pole(-14, 23, "west"), pole(14, 23, "east"), pole(3, 33, "north")]
    )
    found = siting.assess(plan, on=ON)
    assert outcomes(found) == ["fail", "fail"]
    proposed = found.sign_proposals
    assert tuple(proposed.columns[:-1]) == COLUMNS
    assert set(proposed["optimum_proved"]) == {"yes"}
    assert set(proposed["height_mm"]) == {SIDE_MM}
    assert set(proposed["mount_m"]) == {MOUNT_M}
    again = siting.assess(with_signs(plan, proposed), on=ON)
    assert outcomes(again) == ["pass", "pass"]
    assert again.sign_proposals.empty
    assert proposed_in_words(again) is None


def test_no_fewer_of_the_same_poles_would_do() -> None:
    poles = [pole(-16, 23, "west"), pole(16, 23, "east"), pole(3, 32, "north"), pole(4, 6, "south")]
    plan = crossroads(obstacles=poles)
    found = siting.assess(plan, on=ON)
    proposed = found.sign_proposals
    facings = np.arange(0.0, 360.0, 15.0)
    trial = pd.DataFrame(
        [
            {"id": f"{k}-{facing:.0f}", "camera_ids": "C1", "facing_deg": facing, "height_mm": SIDE_MM}
            for k in range(len(poles))
            for facing in facings
        ]
    ).assign(mount_m=MOUNT_M)
    places = [shapely.Point(AT[0] + p["geometry"].x, AT[1] + p["geometry"].y) for p in poles for _ in facings]
    served = [
        _served(plan, gpd.GeoDataFrame(trial.iloc[[k]], geometry=[places[k]], crs=plan.crs))
        for k in range(len(trial))
    ]
    useful = sorted({frozenset(each) for each in served if each}, key=sorted)
    wanted = {way.split(" ", 1)[1] for ways in proposed["serves"] for way in ways.split("; ")}
    smallest = next(
        size
        for size in range(1, len(useful) + 1)
        if any(wanted <= frozenset().union(*some) for some in combinations(useful, size))
    )
    assert len(proposed) <= smallest


def _served(plan: Scene, one: gpd.GeoDataFrame) -> set[str]:
    from siting.coverage.legibility import Reading
    from siting.coverage.routes import search
    from siting.coverage.signage import Signage
    from siting.coverage.table import cover

    made = Signage(scene=with_signs(plan, one), coverage=cover(plan).coverage)
    reading = Reading(distance_factor=40.0, eye_height_m=1.6, mount_m=2.0, largest_side_mm=1000.0)
    readable = made.readable(reading)
    return {
        entry.id
        for entry in made.entries(approach_m=20.0)["C1"]
        if not any(
            search(gate, made.walks["C1"], made.network, approach_m=20.0, readable=readable).reaches_source
            for gate in entry.gates
        )
    }


def test_one_sign_serves_two_cameras() -> None:
    both = [_camera("C1", 0.0, 0.0, 0.0), _camera("C2", 0.5, 0.0, 0.0)]
    found = siting.assess(crossroads(cameras=both), on=ON)
    assert set(found.sign_proposals["camera_ids"]) == {"C1;C2"}


def test_walls_are_used_where_they_stand_near() -> None:
    house = building(rect(-60, 22, -12, 40), 9.0, id="house")
    found = siting.assess(crossroads(buildings=[house]), on=ON)
    walls = found.sign_proposals[found.sign_proposals["host_kind"] == "wall"]
    assert set(walls["host_id"]) == {"house"}
    assert outcomes(
        siting.assess(with_signs(crossroads(buildings=[house]), found.sign_proposals), on=ON)
    ) == [
        "pass",
        "pass",
    ]


def test_new_posts_stand_in_where_nothing_else_does() -> None:
    cameras = [_camera("C1", 0.0, -8.0, 0.0)]
    found = siting.assess(crossroads(cameras=cameras), on=ON)
    assert "new_post" in set(found.sign_proposals["host_kind"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_line_says_how_many(lang: str) -> None:
    found = siting.assess(crossroads(), on=ON)
    told = proposed_in_words(found)
    assert told is not None
    assert str(len(found.sign_proposals)) in told.of(lang)


def test_they_are_written_as_a_layer_only_where_there_are_any(tmp_path: Path) -> None:
    found = siting.assess(crossroads(), on=ON)
    found.write(tmp_path / "one", map_page=False)
    file = tmp_path / "one" / "assessment.gpkg"
    read = gpd.GeoDataFrame(pyogrio.read_dataframe(file, layer="sign_proposals"))
    assert len(read) == len(found.sign_proposals) > 0
    done = siting.assess(with_signs(crossroads(), found.sign_proposals), on=ON)
    done.write(tmp_path / "two", map_page=False)
    assert "sign_proposals" not in {
        str(name) for name, _ in pyogrio.list_layers(tmp_path / "two" / "assessment.gpkg")
    }


def test_the_map_holds_them() -> None:
    found = siting.assess(crossroads(), on=ON)
    assert len(payload(found)["sign_proposals"]) == len(found.sign_proposals) > 0


def test_a_plan_without_walks_is_proposed_nothing() -> None:
    plan = crossroads()
    found = siting.assess(replace(plan, walks=plan.walks.iloc[:0]), on=ON)
    assert found.sign_proposals.empty
    assert tuple(found.sign_proposals.columns[:-1]) == COLUMNS
