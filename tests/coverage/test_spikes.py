"""Spikes and notches hide nothing, whether they are drawn with no width or with less than a millimetre."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.coverage.rings import rings_of
from siting.coverage.spikes import without_spikes
from siting.coverage.table import cover
from tests.coverage.readings import area_m2, rows_of
from tests.scenes import building, camera, home, rect, scene

HOUSE = [(0.0, 0.0), (20.0, 0.0), (20.0, 3.0), (0.0, 3.0)]


def spiked(width_m: float, length_m: float = 30.0) -> shapely.Polygon:
    """Return a house with a spike of some width at its root, due north of its north wall."""
    return shapely.Polygon([*HOUSE[:3], (9.0 + width_m, 3.0), (9.0, 3.0 + length_m), (9.0, 3.0), HOUSE[3]])


def without(shapes: list[shapely.Polygon], ids: str) -> tuple[list[shapely.Polygon], list[tuple[str, ...]]]:
    """Return shapes without spikes, and the ledger's rows."""
    footprints = np.array(shapes, object)
    cleaned, rings, notes = without_spikes(footprints, np.array([*ids], object), rings_of(footprints))
    # The rings that come back are those of the shapes that come back.
    assert np.array_equal(rings.xy, rings_of(cleaned).xy)
    return list(cleaned), notes


@pytest.mark.parametrize("width_m", [1e-8, 1e-5, 9e-4])
def test_a_spike_is_left_out_and_told(width_m: float) -> None:
    cleaned, notes = without([spiked(width_m)], "h")
    assert cleaned[0].symmetric_difference(shapely.Polygon(HOUSE)).area < 1e-6
    assert [note[:2] for note in notes] == [("buildings", "h")]


def test_what_is_wider_stays_as_it_is() -> None:
    shapes = [spiked(2e-3), shapely.Polygon(HOUSE), rect(0, 0, 5e-4, 9)]
    cleaned, notes = without(shapes, "abc")
    assert [one is other for one, other in zip(cleaned, shapes, strict=True)] == [True, True, True]
    assert not notes


def test_a_notch_and_a_spike_that_comes_back_half_way() -> None:
    notched = shapely.Polygon([(0, 0), (20, 0), (20, 10), (9.0005, 10), (9, 1), (9, 10), (0, 10)])
    half_way = shapely.Polygon([*HOUSE[:3], (9.0, 3.0), (9.0, 33.0), (9.0004, 18.0), (8.9996, 3.0), HOUSE[3]])
    holed = shapely.Polygon([(-9, -9), (29, -9), (29, 49), (-9, 49)], [[*spiked(1e-5).exterior.coords]])
    cleaned, _ = without([notched, half_way, holed], "abc")
    assert cleaned[0].area == pytest.approx(200.0, abs=0.01)
    assert cleaned[1].area == pytest.approx(60.0, abs=0.01)
    assert cleaned[1].bounds == pytest.approx((0.0, 0.0, 20.0, 3.0), abs=1e-9)
    assert cleaned[2].area == pytest.approx(38.0 * 58.0 - 60.0, abs=0.01)


def test_a_home_behind_a_spike_is_seen() -> None:
    eye = camera(2.0, 20.0, azimuth_grid_deg=90.0)
    behind = home(rect(40.0, 10.0, 50.0, 30.0), id="behind")
    free = cover(scene([building(shapely.Polygon(HOUSE)), behind], [eye]))
    table = cover(scene([building(spiked(1e-8)), behind], [eye]))
    assert area_m2(table) == pytest.approx(area_m2(free), rel=1e-9)
    assert len(rows_of(table, building_id="behind")) == len(rows_of(free, building_id="behind")) > 0
