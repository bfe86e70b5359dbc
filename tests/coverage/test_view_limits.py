"""Limits and densities of views within tolerances, against cameras drawn at random."""

from __future__ import annotations

import math

import numpy as np
import pytest

from siting.coverage.beams import pyramid, wedges
from siting.coverage.leeway import Leeway
from siting.coverage.optics import resolve
from siting.coverage.reach_bounds import highest_px_per_m, lowest_px_per_m, may_face
from siting.coverage.view_limits import limits
from siting.coverage.wall_pieces import meets, pieces_of
from siting.model import Lens
from siting.tolerance import Tolerance

TOLERANCE = Tolerance(position_m=0.6, aim_deg=4.0, height_m=0.4)
LEEWAY = Leeway(
    0.6,
    0.6 * 1.01 * np.array([(math.cos(a), math.sin(a)) for a in np.linspace(0, 2 * math.pi, 33)[:-1]]),
    np.empty((0, 3)),
)


def _beam(tilt_deg=12.0, roll_deg=8.0, **lens):
    lens = {"image_width_px": 1920, "image_height_px": 1080, "hfov_deg": 60.0, **lens}
    optics = resolve(Lens(**lens))
    return pyramid(
        optics, height_m=5.0, azimuth_grid_deg=20.0, tilt_deg=tilt_deg, roll_deg=roll_deg, range_m=None
    )


def _turn(rng, angle):
    axis = rng.normal(size=3)
    x, y, z = axis / np.linalg.norm(axis)
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + math.sin(angle) * skew + (1 - math.cos(angle)) * skew @ skew


def _image(beam, away):
    """Depth, and how far right and up in the image, of points about the camera."""
    sin_t, cos_t, azimuth, sin_r, cos_r = (beam.view[k] for k in (1, 2, 3, 8, 9))
    ahead = away[:, 0] * math.sin(azimuth) + away[:, 1] * math.cos(azimuth)
    side = away[:, 0] * math.cos(azimuth) - away[:, 1] * math.sin(azimuth)
    depth, up = ahead * cos_t - away[:, 2] * sin_t, ahead * sin_t + away[:, 2] * cos_t
    return depth, cos_r * side - sin_r * up, cos_r * up + sin_r * side


def _shows(beam, away):
    depth, right, up = _image(beam, away)
    return (
        (depth > 0)
        & (np.abs(right) <= beam.view[4] * depth)
        & (np.abs(up) <= beam.view[5] * depth)
        & (depth <= beam.reach_m)
    )


def _wall(rng):
    near = rng.uniform(2.0, 60.0)
    start, turn = rng.uniform(0, 2 * math.pi), rng.uniform(0, 2 * math.pi)
    corner = near * np.array([math.cos(start), math.sin(start)])
    run = rng.uniform(1.0, 25.0) * np.array([math.cos(turn), math.sin(turn)])
    low = rng.uniform(0.0, 12.0)
    return pieces_of((0.0, 0.0), np.array([[*corner, *(corner + run)]]), np.array([[low, low + 1.2]]))


def _draws(rng, count):
    for _ in range(count):
        far, way = TOLERANCE.position_m * math.sqrt(rng.random()), rng.uniform(0, 2 * math.pi)
        shift = np.array([far * math.cos(way), far * math.sin(way), rng.uniform(-1, 1) * TOLERANCE.height_m])
        yield shift, _turn(rng, math.radians(TOLERANCE.aim_deg) * rng.random() ** 0.3)


def _inside(limit, u, z):
    return (limit[:, 0] * u[:, None] + limit[:, 1] * z[:, None] + limit[:, 2] >= -1e-9).all(axis=1)


@pytest.mark.parametrize("beam", [_beam(), _beam(tilt_deg=-10.0), _beam(hfov_deg=95.0, roll_deg=90.0)])
def test_no_camera_within_the_tolerance_contradicts_the_limits(beam):
    rng = np.random.default_rng(3)
    checked = np.zeros(2, int)
    for _ in range(150):
        piece = _wall(rng)
        u = rng.uniform(0, piece.length_m[0], 40)
        z = rng.uniform(*piece.z_m[0], 40)
        away = np.column_stack([piece.corner + u[:, None] * piece.along, z - beam.view[0]])
        any_limit, all_limit = (
            limits(beam, piece, TOLERANCE, leeway=LEEWAY, of_all=of_all)[0] for of_all in (False, True)
        )
        in_any, in_all = _inside(any_limit, u, z), _inside(all_limit, u, z)
        for shift, turn in _draws(rng, 25):
            # What the turned camera sees at v is what the plain one sees at v turned back.
            v = away - shift
            if piece.apart_m[0] > 1.0:
                shown = _shows(beam, v @ turn)
                assert in_any[shown].all()
                assert shown[in_all].all()
                assert meets(any_limit[None], piece)[0] or not shown.any()
                faced = may_face(beam, piece, TOLERANCE)[0]
                assert faced or not shown.any()
                checked += shown.sum(), in_all.sum()
    assert (checked > 1000).all()


def test_densities_lie_between_their_bounds():
    rng = np.random.default_rng(4)
    beam = _beam()
    for _ in range(200):
        piece = _wall(rng)
        corners = np.array([(u, z) for u in (0.0, piece.length_m[0]) for z in piece.z_m[0]])
        away = np.column_stack([piece.corner + corners[:, :1] * piece.along, corners[:, 1] - beam.view[0]])
        if (_image(beam, away)[0] < 3.0).any():
            continue
        highest = highest_px_per_m(beam, away, 0.0, TOLERANCE)
        lowest = lowest_px_per_m(beam, away, math.inf, TOLERANCE)
        for shift, turn in _draws(rng, 40):
            depth = _image(beam, (away - shift) @ turn)[0]
            best = beam.f_px / depth.min()
            assert lowest <= best * (1 + 1e-12)
            assert best <= highest * (1 + 1e-12)


def test_straight_ahead_the_bounds_are_those_of_the_shift_alone():
    beam = _beam(tilt_deg=0.0, roll_deg=0.0)
    away = 20.0 * np.array([[math.sin(math.radians(20.0)), math.cos(math.radians(20.0)), 0.0]])
    only = Tolerance(position_m=0.5)
    assert highest_px_per_m(beam, away, 20.0, only) == pytest.approx(beam.f_px / 19.5)
    assert lowest_px_per_m(beam, away, 20.0, only) == pytest.approx(beam.f_px / 20.5)


def test_elevations_of_a_panoramic_view():
    rng = np.random.default_rng(5)
    beam = wedges(600.0, height_m=5.0, azimuths_deg=(0.0, 80.0), range_m=None, elevations_deg=(-30.0, 10.0))[
        0
    ]
    hits = np.zeros(2, int)
    for _ in range(150):
        piece = _wall(rng)
        if piece.apart_m[0] < 1.0:
            continue
        u, z = rng.uniform(0, piece.length_m[0], 40), rng.uniform(*piece.z_m[0], 40)
        away = np.column_stack([piece.corner + u[:, None] * piece.along, z - 5.0])
        in_any = _inside(limits(beam, piece, TOLERANCE, leeway=LEEWAY, of_all=False)[0], u, z)
        in_all = _inside(limits(beam, piece, TOLERANCE, leeway=LEEWAY, of_all=True)[0], u, z)
        for shift, turn in _draws(rng, 25):
            v = (away - shift) @ turn
            azimuth = np.degrees(np.arctan2(v[:, 0], v[:, 1]))
            elevation = np.degrees(np.arctan2(v[:, 2], np.hypot(v[:, 0], v[:, 1])))
            shown = (azimuth >= 0) & (azimuth <= 80) & (elevation >= -30) & (elevation <= 10)
            assert in_any[shown].all()
            assert shown[in_all].all()
            hits += shown.sum(), in_all.sum()
    assert (hits > 1000).all()
