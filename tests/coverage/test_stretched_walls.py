"""Windows of buildings of unsure height, against the storeys of buildings of every height in between."""

from __future__ import annotations

import numpy as np
import pytest

from siting.coverage.solids import prepare_solids
from siting.coverage.stretched_walls import surely_windows, windows_at_all
from siting.coverage.walls import protected_walls
from tests.scenes import home, rect, scene, window, zone

TOLERANCE_M = 1.0


def _walls(height_m, **fields):
    plan = scene(
        [home(rect(0, 0, 10, 8), height_m, **fields)],
        zones=[
            zone(rect(2, 0, 6, 4), id="room", base_m=0.5, top_m=2.8),
            zone(rect(6, 0, 8, 4), id="upstairs", base_m=3.0, top_m=4.2),
        ],
        windows=[window([(1, 8), (3, 8)], 3.2, 4.9)],
    )
    solids = prepare_solids(plan, np.arange(1))
    return plan, solids, protected_walls(plan, solids, np.arange(1))


def _heights(walls):
    """Whatever counts as window, by edge and room: lowest and highest of each band."""
    owner = np.repeat(np.arange(len(walls.solid)), np.diff(walls.band_starts))
    return [
        ((int(walls.number[w]), int(walls.zone[w])), low, high)
        for w, (low, high) in zip(owner, walls.bands.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("height_m", "fields"),
    [
        (9.6, {"levels": 3.0}),
        (8.5, {}),
        (12.4, {}),
        (5.0, {"levels": 2.0}),
        (9.0, {"residential_from_level": 1.0}),
    ],
)
def test_windows_of_every_height_lie_between(height_m, fields):
    plan, solids, plain = _walls(height_m, **fields)
    tops = np.array([TOLERANCE_M])
    anywhere = _heights(windows_at_all(plan, plain, solids, np.arange(1), tops_m=tops))
    sure = [each for each in _heights(surely_windows(plan, plain, solids, tops_m=tops)) if each[2] > each[1]]
    for change in np.linspace(-TOLERANCE_M, TOLERANCE_M, 11):
        _, _, walls = _walls(height_m + float(change), **fields)
        built = _heights(walls)
        for key, low, high in built:
            if high > low:
                assert any(k == key and a <= low + 1e-9 and high <= b + 1e-9 for k, a, b in anywhere)
        for key, low, high in sure:
            # A drawn window may be parted by the floor between two storeys.
            spans = sorted((a, b) for k, a, b in built if k == key and b > low and a < high)
            reach = low
            for a, b in spans:
                assert a <= reach + 1e-9
                reach = max(reach, b)
            assert reach >= high - 1e-9


def test_a_lowest_storey_of_known_count_has_a_sure_window():
    plan, solids, plain = _walls(9.6, levels=3.0)
    sure = _heights(surely_windows(plan, plain, solids, tops_m=np.array([TOLERANCE_M])))
    assert ((0, -1), 0.9, 2.1) in [(key, low, pytest.approx(high)) for key, low, high in sure]


def test_without_a_tolerance_nothing_changes():
    plan, solids, plain = _walls(9.6)
    assert windows_at_all(plan, plain, solids, np.arange(1), tops_m=np.zeros(1)) is plain
    assert surely_windows(plan, plain, solids, tops_m=np.zeros(1)) is plain
