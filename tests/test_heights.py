"""Heights between the middles of cells."""

from __future__ import annotations

import numpy as np
import pytest

from siting.heights import HeightGrid

GRID = HeightGrid(np.array([[0.0, 1.0, 2.0], [10.0, 11.0, np.nan]], np.float32), 100.0, 200.0, 2.0)


def test_middles_and_bounds():
    eastings, northings = GRID.middles_m()
    assert eastings.tolist() == [101.0, 103.0, 105.0]
    assert northings.tolist() == [201.0, 203.0]
    assert GRID.bounds_m == (100.0, 200.0, 106.0, 204.0)


@pytest.mark.parametrize(
    ("place", "height_m"),
    [
        ((101.0, 201.0), 0.0),
        ((102.0, 202.0), 5.5),
        ((103.5, 201.0), 1.25),
        ((100.0, 200.0), 0.0),
        # Of four cells one is not known: the other three count.
        ((104.0, 202.0), (1.0 + 2.0 + 11.0) / 3.0),
    ],
)
def test_between_cells_heights_are_bilinear(place, height_m):
    assert GRID.at(np.array([place]))[0] == pytest.approx(height_m)


@pytest.mark.parametrize("place", [(99.9, 201.0), (105.0, 204.1), (105.0, 203.0)])
def test_off_the_grid_and_on_a_void_nothing_is_known(place):
    assert np.isnan(GRID.at(np.array([place]))[0])


def test_cells_put_together_have_the_mean_of_what_is_known():
    merged = GRID.merged(2)
    assert merged.heights_m.tolist() == [[5.5, 2.0]]
    assert (merged.cell_m, merged.merged_count, merged.west_m, merged.south_m) == (4.0, 2, 100.0, 200.0)
