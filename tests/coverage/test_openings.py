"""What counts as window on a wall, against the union of rectangles drawn by shapely."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.coverage.openings import openings
from siting.coverage.windows import Panes

BANDS = np.array([[0.9, 2.1], [3.9, 5.1]])
STOREYS = np.array([0, 1])


def panes(rows):
    """Return panes on edge 0 of rows of storey, west, east, low, high and whether it is a scrap."""
    table = np.array([row[:5] for row in rows], float).reshape(-1, 5)
    count = len(table)
    return Panes(
        edge=np.zeros(count, np.int64),
        storey=table[:, 0].astype(np.int64),
        along_m=table[:, 1:3],
        heights_m=table[:, 3:5],
        is_scrap=np.array([len(row) > 5 for row in rows], bool),
        height_assumed=np.zeros(count, bool),
        window=np.arange(count),
    )


def boxes(rows, *, stretch_m=(0.0, 10.0), limits_m=(-np.inf, np.inf)):
    """Return what counts as window: boxes of each storey, and its flags."""
    found: dict[int, list[shapely.Polygon]] = {0: [], 1: []}
    flags: dict[int, set[str]] = {0: set(), 1: set()}
    made = openings(panes(rows), 0, stretch_m=stretch_m, bands_m=BANDS, storey=STOREYS, limits_m=limits_m)
    for opening in made:
        west, east = opening.along_m
        for (low, high), storey, flag in zip(opening.bands_m, opening.storey, opening.flags, strict=True):
            found[storey].append(shapely.box(west, low, east, high))
            flags[storey] |= flag
    return found, flags


def areas(found):
    return {storey: sum(box.area for box in each) for storey, each in found.items()}


def test_a_storey_without_a_window_is_glazed_from_end_to_end():
    found, flags = boxes([(1, 2.0, 3.0, 3.5, 5.5)])
    assert areas(found) == pytest.approx({0: 12.0, 1: 2.0})
    assert flags == {0: {"windows_assumed"}, 1: set()}
    assert found[1] == [shapely.box(2, 3.5, 3, 5.5)]


def test_windows_on_another_edge_say_nothing():
    made = openings(panes([(0, 2.0, 3.0, 1.0, 2.0)]), 7, stretch_m=(0.0, 10.0), bands_m=BANDS, storey=STOREYS)
    assert [opening.along_m for opening in made] == [(0.0, 10.0)]
    assert made[0].flags == [{"windows_assumed"}] * 2


def test_a_scrap_is_added_to_what_is_assumed():
    found, flags = boxes([(0, 9.95, 10.0, 0.0, 3.0, "scrap")])
    assert areas(found)[0] == pytest.approx(12.0 + 0.05 * 1.8)
    assert flags[0] == {"windows_assumed"}
    # Beside a window that speaks for the wall it counts like that one.
    found, flags = boxes([(0, 9.95, 10.0, 0.0, 3.0, "scrap"), (0, 1.0, 2.0, 1.0, 2.0)])
    assert areas(found)[0] == pytest.approx(1.0 + 0.05 * 3.0)
    assert flags[0] == set()


def test_a_room_has_the_part_of_a_window_that_is_before_it():
    found, _ = boxes([(0, 2.0, 6.0, 0.5, 2.5)], stretch_m=(5.0, 8.0), limits_m=(1.0, 3.0))
    assert found[0] == [shapely.box(5, 1, 6, 2.5)]
    assert found[1] == []


@pytest.mark.parametrize("seed", range(20))
def test_any_windows_are_cut_into_their_union(seed):
    random = np.random.default_rng(seed)
    rows = []
    for storey in (0, 1):
        for _ in range(random.integers(1, 9)):
            west, east = sorted(random.integers(0, 40, 2) / 4.0)
            low, high = sorted(3 * storey + random.integers(0, 12, 2) / 4.0)
            rows.append((storey, west, east + 0.25, low, high + 0.25))
    found, _ = boxes(rows)
    for storey in (0, 1):
        drawn = shapely.union_all([shapely.box(r[1], r[3], r[2], r[4]) for r in rows if r[0] == storey])
        mine = shapely.union_all(found[storey])
        assert shapely.symmetric_difference(mine, shapely.clip_by_rect(drawn, 0, -9, 10, 9)).area < 1e-9
        # Disjoint, so that areas can be added.
        assert areas(found)[storey] == pytest.approx(mine.area)
