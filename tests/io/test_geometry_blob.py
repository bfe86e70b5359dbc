"""Shapes as a GeoPackage stores them, against those that GDAL writes and reads."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import pytest
import shapely

from siting.io.geometry_blob import blobs_of, shapes_of

if TYPE_CHECKING:
    from pathlib import Path

SHAPES = [
    shapely.Point(0.1, 1.0 / 3.0),
    shapely.LineString([(0, 0), (1e-9, 6672123.123456789)]),
    shapely.Polygon([(0, 0), (9, 0), (9, 9)], [[(4, 1), (5, 1), (5, 2)]]),
    shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)]),
    shapely.Polygon(),
    None,
]


def test_shapes_come_back_to_the_last_bit() -> None:
    found = shapes_of(blobs_of(SHAPES, 3879))
    assert [shapely.to_wkb(each) for each in found] == [shapely.to_wkb(each) for each in SHAPES]


def test_heads_of_gdal_with_and_without_bounds_are_read(tmp_path: Path) -> None:
    path = tmp_path / "gdal.gpkg"
    written = gpd.GeoDataFrame({"id": range(4)}, geometry=SHAPES[:4], crs="EPSG:3879")
    pyogrio.write_dataframe(written, path, layer="shapes", geometry_type="Unknown")
    with closing(sqlite3.connect(path)) as connection:
        blobs = [row[0] for row in connection.execute("SELECT geom FROM shapes ORDER BY fid")]
    assert {(blob[3] >> 1) & 7 for blob in blobs} == {0, 1}
    assert shapely.equals(shapes_of(blobs), SHAPES[:4]).all()


@pytest.mark.parametrize(
    "blob", [b"", b"GP", b"XX\x00\x01" + b"\x00" * 25, b"GP\x00\x01\x00\x00\x00\x00\x01\x09"]
)
def test_what_is_no_shape_is_refused(blob: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        shapes_of([blob])
