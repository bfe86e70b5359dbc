"""Obstacles that are proposed and not built yet, against the same scene with and without them.

A wall 0.2 m deep at 9.8 m and 7 m high hides all of a front 9 m high at 20 m from an eye at 5 m:
5 + 2 x 20 / 10 = 9 m.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import siting
from siting.coverage.key_places import counted
from siting.coverage.table import cover
from siting.coverage.unbuilt import BEHIND_PROPOSED
from tests.coverage.readings import area_m2, covered
from tests.scenes import building, camera, entrance, home, obstacle, rect, scene, zone

if TYPE_CHECKING:
    from siting.model import Scene

WALL = rect(-500, 9.8, 500, 10)
FLATS = home(rect(-500, 20, 500, 30), 9.0, id="flats")
ON = "2026-03-01"


def street(*obstacles: dict[str, Any], status: str = "proposed", **options: Any) -> Scene:
    """Return flats of three storeys 20 m north of a camera at 5 m, and what may stand between."""
    seeing = camera(height_m=5.0, id="cam", status=status)
    doors = [entrance(0.0, 20.0, "flats", id="door")]
    return scene([FLATS], [seeing], obstacles=obstacles, entrances=doors, **options)


def wall(status: str | None = "proposed", top_m: float = 7.0, **fields: Any) -> dict[str, Any]:
    return obstacle(WALL, top_m, **{"status": status, "id": "wall", **fields})


def homes(made: Scene, **options: Any) -> list[tuple[str, int, float, str]]:
    """Return view, storey, area and flags of each row of the facades."""
    rows = cover(made, **options).facades
    return [
        (row["view"], row["storey"], round(row["area_m2"], 6), row["flags"])
        for row in rows.to_dict("records")
    ]


BARE = homes(street())
UNTIL_BUILT = [
    ("unbuilt:main", storey, area, ",".join(sorted([BEHIND_PROPOSED, flags])))
    for _, storey, area, flags in BARE
]


@pytest.mark.parametrize("kind", [{}, {"kind": "tree", "deciduous": "no", "base_m": 0.0}])
def test_a_wall_or_evergreen_not_planned_any_more_but_built_hides_all(kind: dict[str, Any]) -> None:
    assert [storey for _, storey, *_ in BARE] == [0, 1, 2]
    for status in ("existing", None):
        for of_camera in ("existing", "proposed"):
            assert homes(street(wall(status, **kind), status=of_camera)) == []


@pytest.mark.parametrize("kind", [{}, {"kind": "tree", "deciduous": "no", "base_m": 0.0}])
def test_what_is_not_built_protects_nobody_from_a_camera_that_is_there(kind: dict[str, Any]) -> None:
    assert homes(street(wall(**kind), status="existing")) == BARE


def test_from_a_proposed_camera_it_hides_nothing_for_sure() -> None:
    assert homes(street(wall())) == UNTIL_BUILT


def test_what_counts_as_built_hides() -> None:
    for of_camera in ("existing", "proposed"):
        assert homes(street(wall(), status=of_camera), built=["wall"]) == []
        assert homes(street(wall(), status=of_camera), built=["other"]) != []


def test_a_low_wall_splits_the_storeys() -> None:
    # Over 3.5 m at 10 m the eye at 5 m sees down to 5 - 1.5 x 20 / 10 = 2 m: a strip of the lowest band.
    rows = homes(street(wall(top_m=3.5)))
    assert [row for row in rows if row[0] == "main"] == homes(street(wall("existing", top_m=3.5)))
    (behind,) = [row for row in rows if row[0] != "main"]
    assert behind == UNTIL_BUILT[0]
    strip = next(area for view, storey, area, _ in rows if (view, storey) == ("main", 0))
    assert strip == pytest.approx(BARE[0][2] * (2.1 - 2.0) / 1.2, rel=1e-6)


def test_a_wall_that_hides_no_window_changes_nothing() -> None:
    assert homes(street(wall(top_m=1.0))) == BARE


def test_doors_are_as_windows() -> None:
    for of_camera, view in (("existing", "main"), ("proposed", "unbuilt:main")):
        (row,) = cover(street(wall(), status=of_camera)).places.doors.to_dict("records")
        assert row["view"] == view
        assert (BEHIND_PROPOSED in row["flags"]) == (view != "main")
    assert cover(street(wall("existing"))).places.doors.empty


def test_gardens_are_open_to_cameras_that_are_there() -> None:
    garden = [zone(rect(-2, 12, 2, 15), "garden")]
    for obstacles, of_camera, count in (
        ([wall()], "existing", 1),
        ([wall("existing")], "existing", 0),
        ([wall()], "proposed", 0),
    ):
        views = cover(street(*obstacles, status=of_camera, zones=garden)).places.zone_views
        assert len(views) == count
        assert views["area_m2"].sum() == pytest.approx(12.0 * count, rel=1e-9)


def test_a_camera_that_is_there_hangs_where_it_hangs() -> None:
    # Drawn in the proposed wall: today it hangs in the open, 20 m from the flats.
    around = obstacle(rect(-2, -0.5, 2, 0.5), 9.0, status="proposed", id="around")
    table = cover(street(around, status="existing"))
    assert table.cameras["moved_m"].tolist() == [0.0]
    assert table.cameras["standing"].tolist() == ["outside"]
    assert area_m2(table, "cam") == pytest.approx(area_m2(cover(street()), "cam"), rel=1e-12)
    assert homes(street(around, status="existing")) == BARE
    assert cover(street(around)).cameras["moved_m"].iloc[0] > 0.5


def test_leaves_are_a_view_of_their_own() -> None:
    crown = obstacle(rect(-2, 9.8, 2, 10), 9.0, kind="tree", deciduous="yes")
    table, bare = cover(street(crown)), cover(street())
    views = table.coverage.groupby("view")["area_m2"].sum()
    assert views["leaf_off"] == pytest.approx(area_m2(bare, "cam"), rel=1e-9)
    assert area_m2(table, "cam") == pytest.approx(views["main"])
    assert views["main"] < 0.9 * views["leaf_off"]
    assert set(bare.coverage["view"]) == {"main"}
    in_winter = table.coverage[table.coverage["view"] == "leaf_off"]
    assert in_winter.geometry.union_all().symmetric_difference(bare.coverage.geometry.union_all()).area < 1e-6


def test_a_garden_behind_leaves_is_in_view() -> None:
    crown = obstacle(rect(-50, 9.8, 50, 10), 9.0, kind="tree", deciduous="yes")
    garden = [zone(rect(-2, 12, 2, 15), "garden")]
    assert covered(cover(street(crown)), "cam").intersection(rect(-2, 12, 2, 15)).area < 1e-9
    (view,) = cover(street(crown, zones=garden)).places.zone_views.to_dict("records")
    assert view["area_m2"] == pytest.approx(12.0, rel=1e-9)


def test_a_place_that_must_be_covered_is_not_covered_through_leaves() -> None:
    crown = obstacle(rect(-50, 9.8, 50, 10), 9.0, kind="tree", deciduous="yes")
    must = [zone(rect(-2, 12, 2, 15), "must_cover")]
    place = counted(cover(street(crown, zones=must)).places.key_sights, [""])[0]
    assert (place.covered_m2, place.possible_m2) == pytest.approx((0.0, 0.0), abs=1e-6)


@pytest.mark.parametrize(
    ("of_wall", "of_camera", "outcome"),
    [
        ("proposed", "existing", "fail"),
        ("proposed", "proposed", "undecided"),
        ("existing", "proposed", "pass"),
        ("existing", "existing", "pass"),
    ],
)
def test_what_the_law_hears(of_wall: str, of_camera: str, outcome: str) -> None:
    made = scene(
        [FLATS, building(rect(30, -30, 40, -20))],
        [camera(height_m=5.0, id="cam", status=of_camera, regime="gov", social_public_area="yes")],
        obstacles=[wall(of_wall)],
    )
    found = siting.assess(made, on=ON).findings
    views = found[
        found["duty_id"].str.endswith("view_into_residence") & (found["outcome"] != "not_applicable")
    ]
    assert len(views)
    assert set(views["outcome"]) == {outcome}
    if outcome == "undecided":
        assert views["flags"].str.contains(BEHIND_PROPOSED).all()
        assert views["message_en"].str.contains("only a proposed obstacle, not built yet").all()
        assert not views["flags"].str.contains("preset_only|capability_only").any()
