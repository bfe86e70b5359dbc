"""The camera's own view, against rays cast one by one through its pixels."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from siting.assess import assess
from siting.errors import UsageError
from siting.look.camera_view import camera_view
from tests.ground import ground, standing_on
from tests.scenes import building, camera, home, obstacle, rect, scene
from tests.street import street

DAY = "2026-03-01"


def _shapes(items):
    return [shapely.Polygon(outline[0], outline[1:]) for item in items for outline in item.outlines]


def test_a_wall_stands_where_it_is_worked_out_by_hand():
    drawn = scene(
        [home(rect(-5, 20, 5, 30), 6.0, id="home", levels=2.0)],
        [camera(0, 0, id="cam", height_m=3.0, hfov_deg=90.0, vfov_deg=60.0)],
    )
    seen = camera_view(assess(drawn, on=DAY), "cam", width_px=1000.0)

    wall = next(part for part in seen.parts if part.kind == "wall")
    middle = seen.height_px / 2.0
    # 5 m aside and 3 m up and down at a depth of 20 m, focal length 500 px.
    assert shapely.bounds(_shapes([wall])[0]) == pytest.approx((375, middle - 75, 625, middle + 75))
    assert (wall.id, wall.use, wall.is_protected) == ("home", "residence", True)
    assert wall.facing_deg == pytest.approx(180.0)
    assert wall.distance_m == pytest.approx(math.hypot(20.0, 5.0, 3.0), abs=1.5)
    panes = {pane.storey: shapely.bounds(_shapes([pane])[0]) for pane in seen.panes}
    assert panes[0] == pytest.approx((375, middle + 0.9 * 25, 625, middle + 2.1 * 25))
    assert panes[1] == pytest.approx((375, middle - 2.1 * 25, 625, middle - 0.9 * 25))
    (line,) = seen.horizon
    assert line[:, 1] == pytest.approx([middle, middle])
    assert {part.kind for part in seen.parts} == {"wall"}


def _town(rng, cam):
    solids = []
    for k in range(16):
        east, north = rng.uniform(-45, 40), rng.uniform(-45, 50)
        w, d = rng.uniform(3, 12), rng.uniform(3, 12)
        box = rect(east, north, east + w, north + d)
        if box.distance(shapely.Point(0, 0)) < 1.0:
            continue
        base = float(rng.choice([0.0, 0.0, 0.0, 3.5, 8.0]))
        make = home if k % 3 == 0 else building
        solids.append(make(box, float(rng.uniform(2, 14)), id=f"b{k}", base_m=base))
    return scene(solids, [cam])


ROUND = {"kind": "panoramic", "vfov_deg": 80.0}
CAMERAS = {
    "flat": {"tilt_deg": 12.0, "azimuth_grid_deg": 40.0, "hfov_deg": 75.0, "height_m": 6.0},
    "high": {"tilt_deg": 40.0, "azimuth_grid_deg": 300.0, "hfov_deg": 80.0, "height_m": 16.0},
    "corridor": {"tilt_deg": 8.0, "roll_deg": 90.0, "hfov_deg": 70.0, "height_m": 4.0},
    "wide": {"tilt_deg": 20.0, "hfov_deg": 130.0, "vfov_deg": 80.0, "azimuth_grid_deg": 100.0},
    "panorama": {**ROUND, "hfov_deg": 180.0, "tilt_deg": 10.0, "azimuth_grid_deg": 80.0},
    "dome": {**ROUND, "hfov_deg": 360.0, "tilt_deg": 30.0, "azimuth_deg": None},
    "ceiling": {**ROUND, "hfov_deg": 180.0, "vfov_deg": 180.0, "tilt_deg": 90.0, "azimuth_grid_deg": 20.0},
}


@pytest.mark.parametrize("kind", CAMERAS)
def test_every_pixel_shows_what_a_ray_through_it_meets_first(kind):
    rng = np.random.default_rng(sorted(CAMERAS).index(kind))
    met = set()
    for _ in range(3):
        assessment = assess(_town(rng, camera(id="cam", image_width_px=4000, **CAMERAS[kind])), on=DAY)
        seen = camera_view(assessment, "cam", width_px=1000.0)
        pixels = rng.uniform(0.0, 1.0, (400, 2)) * (seen.width_px, seen.height_px)
        shapes = _shapes(seen.parts)
        names = [part.id for part in seen.parts for _ in part.outlines]
        edges = shapely.union_all(shapely.boundary(shapes))
        points = shapely.points(pixels)
        clear = shapely.distance(edges, points) > 1.5 if shapes else np.ones(len(points), bool)
        clear &= _in_view(seen, pixels)
        for point, direction in zip(points[clear], seen.image.directions(pixels[clear]), strict=True):
            expected = _first_met(assessment, direction)
            drawn = {names[k] for k, shape in enumerate(shapes) if shape.contains(point)}
            assert drawn == ({expected} if expected else set()), (point, expected, drawn)
            met |= drawn
    assert len(met) > 4


def _in_view(seen, pixels):
    """Return which pixels the lens fills: all of a flat image, within the circle of a round one."""
    if seen.image.projection == "round":
        return np.hypot(*(pixels - seen.width_px / 2.0).T) < seen.width_px / 2.0 - 2.0
    if seen.image.projection == "equidistant":
        ahead, right, up = seen.image.axes @ seen.image.directions(pixels).T
        half = seen.width_px / 2.0 / seen.image.f_px, seen.height_px / 2.0 / seen.image.f_px
        return (abs(right) < 0.99 * math.tan(half[0]) * ahead) & (abs(up) < 0.99 * math.tan(half[1]) * ahead)
    return np.ones(len(pixels), bool)


def _first_met(assessment, direction):
    """Return the id of the box that a ray meets first, empty for ground and sky (slabs, one by one)."""
    used = assessment.cameras.iloc[0]
    eye = np.array([used.geometry.x, used.geometry.y, used["height_m"]])
    best, name = (eye[2] / -direction[2] if direction[2] < 0 else math.inf), ""
    for row in assessment.scene.buildings.itertuples():
        west, south, east, north = row.geometry.bounds
        low, high = np.array([west, south, row.base_m]), np.array([east, north, row.base_m + row.height_m])
        with np.errstate(divide="ignore"):
            a, b = (low - eye) / direction, (high - eye) / direction
        enters, leaves = np.minimum(a, b).max(), np.maximum(a, b).min()
        if 0 < enters < leaves and enters < best:
            best, name = enters, row.id
    return name if best * np.linalg.norm(direction) <= 299.0 else ""


def test_ground_is_classed_by_its_depth():
    drawn = scene([], [camera(0, 0, id="cam", height_m=6.0, tilt_deg=20.0, hfov_deg=60.0, range_m=40.0)])
    assessment = assess(drawn, on=DAY)
    seen = camera_view(assessment, "cam", width_px=1000.0)
    used = assessment.cameras.iloc[0]
    rng = np.random.default_rng(1)
    pixels = rng.uniform(0.0, 1.0, (500, 2)) * (seen.width_px, seen.height_px)
    told = set()
    for pixel, direction in zip(pixels, seen.image.directions(pixels), strict=True):
        point = shapely.Point(pixel)
        drawn_as = {patch.name for patch in seen.ground if shapely.contains(_shapes([patch]), point).any()}
        expected = set()
        if direction[2] < 0:
            hit = direction * (6.0 / -direction[2])
            if math.hypot(hit[0], hit[1]) < 40.0:
                expected = {assessment.ladder.class_of(used["f_px"] / float(hit @ seen.image.axes[0]))}
        assert drawn_as == expected
        told |= drawn_as
    assert len(told) >= 3


def _listed(assessment, camera_id, view="main"):
    rows = assessment.facades
    return rows[(rows["camera_id"] == camera_id) & (rows["view"] == view)]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", CAMERAS)
def test_every_listed_facade_is_in_the_image_and_within_its_frame(kind, seed):
    rng = np.random.default_rng(100 + seed)
    assessment = assess(_town(rng, camera(id="cam", image_width_px=4000, **CAMERAS[kind])), on=DAY)
    _assert_listed(assessment, "cam")


def _assert_listed(assessment, camera_id):
    seen = camera_view(assessment, camera_id, width_px=800.0)
    frame = shapely.box(-0.01, -0.01, seen.width_px + 0.01, seen.height_px + 0.01)
    for shape in _shapes([*seen.parts, *seen.panes, *seen.ground]):
        assert frame.contains(shape)
    shown = {(pane.building_id, pane.storey, pane.wall, pane.zone_id) for pane in seen.panes}
    rows = _listed(assessment, camera_id)
    # A hundredth of a square pixel is nothing that anybody could see.
    seen_at_all = rows["area_m2"] * rows["max_px_per_m"] ** 2 > 1.0
    keys = zip(
        rows["building_id"], rows["storey"], rows["wall"], rows["zone_id"].fillna("").astype(str), strict=True
    )
    listed = {key for key, is_seen in zip(keys, seen_at_all, strict=True) if is_seen}
    assert listed <= shown
    return seen


def test_in_the_street_all_that_is_listed_is_shown():
    drawn = street()
    assessment = assess(drawn, on=DAY)
    for each in drawn.cameras:
        seen = _assert_listed(assessment, each.id)
        assert seen.camera_id == each.id


def test_a_tree_that_may_be_bare_hides_no_window_in_the_image():
    drawn = scene(
        [home(rect(-5, 20, 5, 30), 6.0, id="home")],
        [camera(0, 0, id="cam", height_m=3.0)],
        obstacles=[obstacle(rect(-3, 10, 3, 12), 8.0, kind="tree", base_m=0.0, deciduous="yes", id="tree")],
    )
    seen = camera_view(assess(drawn, on=DAY), "cam")
    tree = [part for part in seen.parts if part.id == "tree"]
    assert tree
    assert all(part.is_thin and part.solid == "obstacle" and part.use == "tree" for part in tree)
    wall = max(_shapes([p for p in seen.parts if p.id == "home"]), key=lambda shape: shape.area)
    assert wall.contains(shapely.union_all(_shapes(seen.panes)).centroid)


def test_of_several_sensors_each_has_its_image():
    drawn = scene(
        [home(rect(-5, 20, 5, 30), 6.0, id="north"), home(rect(-5, -30, 5, -20), 6.0, id="south")],
        [camera(0, 0, id="cam", kind="multi", azimuth_deg=None)],
    )
    aims = {"name": ["a", "b"], "azimuth_deg": [0.0, 180.0], "tilt_deg": 5.0, "hfov_deg": 60.0}
    rows = pd.DataFrame({"camera_id": "cam", **aims}).reindex(columns=drawn.presets.columns)
    drawn = replace(drawn, presets=rows)
    assessment = assess(drawn, on=DAY)
    ids = [{pane.building_id for pane in camera_view(assessment, "cam", sensor=k).panes} for k in (0, 1)]
    assert ids == [{"north"}, {"south"}]
    with pytest.raises(UsageError, match="allowed 0 to 1"):
        camera_view(assessment, "cam", sensor=2)


def test_a_turning_camera_shows_its_presets():
    drawn = scene(
        [home(rect(-5, 20, 5, 30), 6.0, id="north"), home(rect(20, -5, 30, 5), 6.0, id="east")],
        [camera(0, 0, id="cam", kind="ptz", azimuth_deg=None, tilt_min_deg=0.0, tilt_max_deg=90.0)],
    )
    rows = [{"camera_id": "cam", "name": "door", "azimuth_deg": 90.0, "tilt_deg": 5.0, "hfov_deg": 50.0}]
    told = replace(drawn, presets=pd.DataFrame(rows).reindex(columns=drawn.presets.columns))
    seen = camera_view(assess(told, on=DAY), "cam")
    assert (seen.view, {pane.building_id for pane in seen.panes}) == ("preset:door", {"east"})
    with pytest.raises(UsageError, match="found no image"):
        camera_view(assess(drawn, on=DAY), "cam")


def test_an_indoor_camera_has_no_image():
    drawn = scene([building(rect(-9, -9, 9, 9), 9.0)], [camera(0, 0, id="cam")])
    with pytest.raises(UsageError, match="indoor"):
        camera_view(assess(drawn, on=DAY), "cam")


def test_on_a_slope_walls_stand_on_their_ground(tmp_path):
    raster = ground(tmp_path / "slope.tif", lambda at: 50.0 + 0.05 * at.north, half_m=120.0)
    drawn = scene(
        [home(rect(-5, 20, 5, 30), 6.0, id="home")],
        [camera(0, 0, id="cam", height_m=3.0, hfov_deg=90.0, vfov_deg=60.0, image_width_px=4000)],
    )
    seen = camera_view(assess(standing_on(drawn, raster), on=DAY), "cam", width_px=1000.0)
    wall = max(_shapes([part for part in seen.parts if part.id == "home"]), key=lambda shape: shape.area)
    middle = seen.height_px / 2.0
    # Its foot is 1 m higher than the camera's: 2 m below the eye, 4 m above.
    assert shapely.bounds(wall) == pytest.approx((375, middle - 100, 625, middle + 50), abs=3.0)
    assert seen.ground
