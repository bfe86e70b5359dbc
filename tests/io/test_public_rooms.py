"""The word for a room's kind may say as well that it is a public one."""

from __future__ import annotations

import geopandas as gpd
import pytest

from tests.io.frames import EPSG, cameras, scene, square


def zone(**cells):
    frame = gpd.GeoDataFrame({name: [cell] for name, cell in cells.items()}, geometry=[square()], crs=EPSG)
    (row,) = scene(cameras=cameras(), zones=frame).zones.to_dict("records")
    return row["kind"], row["is_public"]


@pytest.mark.parametrize(
    ("word", "kind", "said"),
    [
        ("公共厕所", "toilet", "yes"),
        ("公厕", "toilet", "yes"),
        ("public toilet", "toilet", "yes"),
        ("公共浴室", "bath", "yes"),
        ("公共更衣室", "changing_room", "yes"),
        ("非公共厕所", "toilet", "no"),
        ("厕所", "toilet", None),
        ("toilet", "toilet", None),
        ("卫生间", "toilet", None),
    ],
)
def test_the_word_is_kept(word, kind, said):
    assert zone(kind=word) == (kind, said)


def test_a_column_of_its_own_says_it_before_the_word_does():
    assert zone(kind="公共厕所", 是否公共="否") == ("toilet", "no")
    assert zone(kind="toilet", is_public="yes") == ("toilet", "yes")
