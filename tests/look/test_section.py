"""Sections, against drawings with round numbers and against a march through what is cut."""

from __future__ import annotations

import math

import numpy as np
import pytest
from shapely import affinity

from siting.assess import assess
from siting.errors import UsageError
from siting.look.section import section_of
from tests.ground import ground, standing_on
from tests.scenes import MERIDIAN, building, camera, home, obstacle, rect, scene

DAY = "2026-03-01"


def _street(**options):
    return scene(
        [
            building(rect(-20, 20, 20, 25), 3.0, id="shed"),
            home(rect(-20, 40, 20, 50), 9.0, id="home", levels=3.0),
        ],
        [camera(0, 0, id="cam", tilt_deg=10.0, vfov_deg=30.0, **{"height_m": 6.0, **options})],
    )


@pytest.fixture(scope="module")
def street():
    return assess(_street(), on=DAY)


def test_it_cuts_what_stands_in_its_way(street):
    section = section_of(street, "cam", length_m=60.0)

    assert section.eye_m == 6.0
    assert section.off_axis_deg == pytest.approx(0.0, abs=1e-9)
    assert [(cut.id, cut.use, cut.is_protected) for cut in section.cuts] == [
        ("shed", "office", False),
        ("home", "residence", True),
    ]
    shed, house = section.cuts
    assert (shed.from_m, shed.to_m, shed.base_m, shed.top_m) == pytest.approx((20, 25, 0, 3))
    assert (house.from_m, house.to_m, house.base_m, house.top_m) == pytest.approx((40, 50, 0, 9))
    assert house.floors_m == pytest.approx((3.0, 6.0))


def test_its_rays_are_the_edges_of_the_image(street):
    section = section_of(street, "cam")

    upper, lower, axis = section.ray("upper"), section.ray("lower"), section.ray("axis")
    assert (upper.angle_deg, lower.angle_deg, axis.angle_deg) == pytest.approx((5.0, -25.0, -10.0))
    # The lower edge meets the ground at 6 / tan 25, the axis the shed at its near wall.
    assert lower.hit.kind == "ground"
    assert lower.hit.distance_m == pytest.approx(6 / math.tan(math.radians(25)))
    assert (axis.hit.id, axis.hit.distance_m) == ("shed", pytest.approx(20.0))
    assert axis.hit.elevation_m == pytest.approx(6 - 20 * math.tan(math.radians(10)))
    assert upper.hit is None or upper.hit.id == "home"


def test_what_is_seen_of_the_target_plane_is_worked_out_by_hand(street):
    section = section_of(street, "cam")

    drop = 6.0 - 1.5
    near = drop / math.tan(math.radians(25))
    # Past the shed, whose far upper edge hides down to where the line over it meets the plane.
    beyond = 25.0 * drop / (6.0 - 3.0)
    runs = [(each.from_m, each.to_m) for each in section.stretches]
    assert runs[0][0] == pytest.approx(near, abs=1e-6)
    ends = [low for low, _ in runs] + [high for _, high in runs]
    assert min(abs(end - 20.0) for end in ends) < 1e-6
    assert min(abs(end - beyond) for end in ends) < 1e-6
    assert runs[-1][1] == pytest.approx(40.0, abs=1e-6)
    assert not any(low < 20.0 + 1e-6 < 25.0 < high for low, high in runs)


def test_exposed_windows_stand_where_the_plane_cuts_them(street):
    section = section_of(street, "cam")

    told = {(each.building_id, each.storey): each for each in section.exposed}
    assert set(told) == {("home", storey) for storey in (0, 1, 2)}
    assert all(each.distance_m == pytest.approx(40.0) for each in section.exposed)
    assert (told["home", 1].low_m, told["home", 1].high_m) == pytest.approx((3.9, 5.1))
    # The line over the shed's far edge meets the home at 6 - 3/25 * 40, which is 1.2 m.
    assert (told["home", 0].low_m, told["home", 0].high_m) == pytest.approx((1.2, 2.1))


def test_a_line_to_a_point_says_what_it_meets(street):
    here = MERIDIAN.easting_m, MERIDIAN.northing_m
    hidden = section_of(street, "cam", to=(here[0], here[1] + 27.0)).ray("sight")
    assert (hidden.hit.id, hidden.hit.distance_m) == ("shed", pytest.approx(20.0))
    seen = section_of(street, "cam", to=(here[0], here[1] + 39.0, 4.0))
    assert seen.ray("sight").hit is None
    assert seen.target_m == pytest.approx((39.0, 4.0))


def test_across_the_axis_it_shows_the_image_edges_there(street):
    grid = section_of(street, "cam", azimuth_deg=20.0)
    ahead = math.cos(math.radians(20.0))
    # Rays of the image's lower edge: depth times tan 15 below the axis, in the plane turned by 20 degrees.
    angle = math.radians(grid.ray("lower").angle_deg)
    down = np.array([math.cos(angle) * ahead, math.sin(angle)])
    tilt = math.radians(10.0)
    depth = down @ [math.cos(tilt), -math.sin(tilt)]
    rise = down @ [math.sin(tilt), math.cos(tilt)]
    assert rise / depth == pytest.approx(-math.tan(math.radians(15.0)))
    assert grid.ray("axis") is None
    assert grid.off_axis_deg == pytest.approx(20.0)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"azimuth_deg": 1.0, "to": (0.0, 0.0)}, "allowed one of them"),
        ({"azimuth_deg": math.nan}, "number of degrees"),
        ({"length_m": -3.0}, "above 0"),
        ({"to": (MERIDIAN.easting_m, MERIDIAN.northing_m)}, "not the camera's own place"),
        ({"view": "preset:none"}, "allowed main"),
    ],
)
def test_what_makes_no_sense_is_refused(street, options, told):
    with pytest.raises(UsageError, match=told):
        section_of(street, "cam", **options)


def test_a_camera_that_is_not_there_is_told():
    with pytest.raises(UsageError, match="nobody"):
        section_of(assess(_street(), on=DAY), "nobody")


def test_a_dome_without_azimuth_needs_a_direction():
    drawn = scene(
        [home(rect(-5, 20, 5, 25), 6.0)],
        [camera(id="dome", kind="panoramic", hfov_deg=360.0, azimuth_deg=None)],
    )
    seen = assess(drawn, on=DAY)
    with pytest.raises(UsageError, match="no azimuth"):
        section_of(seen, "dome")
    assert section_of(seen, "dome", azimuth_deg=0.0).cuts


def _random_town(rng):
    solids, things = [], []
    for k in range(14):
        east, north = rng.uniform(-40, 40), rng.uniform(4, 60)
        w, d = rng.uniform(2, 9), rng.uniform(2, 9)
        base = float(rng.choice([0.0, 0.0, 2.5]))
        solids.append(
            building(rect(east, north, east + w, north + d), rng.uniform(1.0, 9.0), id=f"b{k}", base_m=base)
        )
    for k in range(3):
        low = rng.uniform(0, 3)
        spot = rect(0, 0, 1.5, 1.5)
        spot = affinity.translate(spot, rng.uniform(-15, 15), rng.uniform(3, 30))
        things.append(obstacle(spot, low + 3.0, base_m=low, kind="tree", id=f"t{k}"))
    cam = camera(
        0.0,
        0.0,
        id="cam",
        height_m=float(rng.uniform(2.5, 9)),
        azimuth_grid_deg=float(rng.uniform(-20, 20) % 360),
        tilt_deg=float(rng.uniform(-5, 50)),
        roll_deg=float(rng.choice([0.0, 90.0, rng.uniform(-20, 20)])),
        hfov_deg=float(rng.uniform(30, 90)),
        range_m=float(rng.choice([25.0, 300.0])),
    )
    return scene(solids, [cam], obstacles=things)


def test_the_stretches_are_what_a_march_through_the_cuts_finds():
    """Coverage is worked out in plan; here each point of the plane is looked at in the section alone."""
    rng = np.random.default_rng(3)
    looked = 0
    for _ in range(12):
        assessment = assess(_random_town(rng), on=DAY)
        used = assessment.cameras.iloc[0]
        if used["standing"] != "outside":
            continue
        axis = float(used["azimuth_grid_deg"])
        for off in (0.0, 7.0, -15.0):
            true_deg = float(used["azimuth_deg"]) + off
            section = section_of(assessment, "cam", azimuth_deg=true_deg, length_m=80.0)
            at = np.arange(-20.0, 80.0, 0.05) + 0.013
            seen = np.zeros(len(at), bool)
            for each in section.stretches:
                seen |= (each.from_m < at) & (at < each.to_m)
            expected = np.array([_is_seen(used, section, axis + off, d) for d in at])
            edges = np.array([[s.from_m, s.to_m] for s in section.stretches]).ravel()
            near = (abs(at[:, None] - edges) < 0.02).any(axis=1) if len(edges) else np.zeros(len(at), bool)
            inside = at >= section.start_m
            assert (seen == expected)[~near & inside].all()
            looked += int(seen.sum())
    assert looked > 1000


def _is_seen(used, section, azimuth, distance):
    """Return whether a point of the target plane lies in the image, near enough, and behind no cut."""
    height = section.target_height_m
    tilt, roll, turn = (
        math.radians(v) for v in (used["tilt_deg"], used["roll_deg"], azimuth - used["azimuth_grid_deg"])
    )
    ahead, aside, rise = distance * math.cos(turn), distance * math.sin(turn), height - section.eye_m
    depth, up = ahead * math.cos(tilt) - rise * math.sin(tilt), ahead * math.sin(tilt) + rise * math.cos(tilt)
    right, high = aside * math.cos(roll) - up * math.sin(roll), up * math.cos(roll) + aside * math.sin(roll)
    if depth <= 0 or used["f_px"] / depth < 12.5 or abs(distance) > used["range_m"]:
        return False
    if abs(right) > math.tan(math.radians(used["hfov_deg"] / 2)) * depth:
        return False
    if abs(high) > math.tan(math.radians(used["vfov_deg"] / 2)) * depth:
        return False
    for cut in section.cuts:
        low, top = 0.0, 1.0
        for a, b, start, end in (
            (cut.from_m, cut.to_m, 0.0, distance),
            (cut.base_m, cut.top_m, section.eye_m, height),
        ):
            if start == end:
                low, top = (low, top) if a < start < b else (1.0, 0.0)
                continue
            one, other = sorted(((a - start) / (end - start), (b - start) / (end - start)))
            low, top = max(low, one), min(top, other)
        inside = cut.from_m < distance < cut.to_m and cut.base_m < height < cut.top_m
        if top - low > 1e-9 or inside:
            return False
    return True


def test_on_a_slope_the_ground_and_what_stands_on_it_rise(tmp_path):
    raster = ground(tmp_path / "slope.tif", lambda at: 100.0 + 0.1 * at.north, half_m=80.0)
    section = section_of(assess(standing_on(_street(), raster), on=DAY), "cam", length_m=60.0)

    assert not section.is_level
    assert section.foot_m == pytest.approx(100.0, abs=0.01)
    assert section.eye_m == pytest.approx(106.0, abs=0.01)
    distance, height = section.ground.T
    assert height == pytest.approx(100.0 + 0.1 * distance, abs=0.06)
    shed = section.cuts[0]
    # A building's heights count from the lowest ground along it.
    assert (shed.base_m, shed.top_m) == pytest.approx((102.0, 105.0), abs=0.06)
    hit = section.ray("lower").hit
    assert hit.elevation_m == pytest.approx(np.interp(hit.distance_m, distance, height), abs=1e-9)
