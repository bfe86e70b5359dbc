"""Places: a plan that draws none has none, in tables of the same form."""

from __future__ import annotations

from dataclasses import fields

from siting.coverage.places import Places
from siting.coverage.table import cover
from tests.scenes import camera, entrance, home, rect, scene, zone

FRAMES = [field.name for field in fields(Places) if field.name not in ("unplaced_doors", "key_sights")]
ZONES = [
    zone(rect(-3.0, 10.0, 3.0, 30.0), "must_cover"),
    zone(rect(-3.0, 30.0, 3.0, 40.0), "garden"),
    zone(rect(-100.0, -1.0, 100.0, 200.0), "parcel"),
]


def test_nothing_drawn_gives_empty_tables_of_the_same_form():
    places = cover(scene([home(rect(-10, 40, 10, 50))], [camera()])).places
    for name in FRAMES:
        frame, empty = getattr(places, name), getattr(Places(), name)
        assert frame.empty
        assert list(frame.columns) == list(empty.columns)
    assert (places.unplaced_doors, places.key_sights) == ((), ())


def test_what_is_drawn_is_measured_in_tables_of_that_form():
    plan = scene(
        [home(rect(-10, 40, 10, 50), id="H")],
        [camera(), camera(status="existing")],
        zones=ZONES,
        entrances=[entrance(0.0, 40.0, "H")],
    )
    places = cover(plan).places
    assert [(each.view, each.regime) for each in places.key_sights] == [("main", ""), ("night", "")]
    for name in FRAMES:
        frame = getattr(places, name)
        assert len(frame)
        assert set(frame.columns) == set(getattr(Places(), name).columns)
        assert frame.crs == plan.crs
