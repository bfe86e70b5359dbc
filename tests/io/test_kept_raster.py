"""Rasters inside a project: the same bytes where a file is whole, the same heights where it is not."""

from __future__ import annotations

import gc
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np
import pyproj
import pytest
import rasterio
from rasterio.transform import Affine

from siting.errors import InputError
from siting.io.kept_raster import keep_raster, lay_out_raster
from siting.io.project_schema import PROJECT
from siting.io.rasters import checked_raster

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CRS = pyproj.CRS("EPSG:3879")
BOUNDS_M = (25_000_000.0, 6_000_000.0, 25_000_020.0, 6_000_020.0)


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.executescript(PROJECT)
        yield opened


def written(path: Path, driver: str) -> Path:
    heights = np.random.default_rng(3).uniform(0, 90, (20, 20)).astype("float32")
    heights[3, 4] = -9999.0
    place = Affine(1.0, 0.0, BOUNDS_M[0], 0.0, -1.0, BOUNDS_M[3])
    options = {"width": 20, "height": 20, "count": 1, "dtype": "float32", "nodata": -9999.0}
    with rasterio.open(path, "w", driver=driver, crs=CRS.to_wkt(), transform=place, **options) as out:
        out.write(heights, 1)
    return path


@pytest.mark.parametrize(
    ("name", "driver"), [("ground.tif", "GTiff"), ("ground.img", "HFA"), ("ground.bil", "EHdr")]
)
def test_heights_come_back(name: str, driver: str, connection: sqlite3.Connection, tmp_path: Path) -> None:
    given = checked_raster(written(tmp_path / name, driver))
    assert given is not None
    keep_raster(connection, "terrain", given)
    kept = lay_out_raster(connection, "terrain", file="p.siting.gpkg")
    assert kept is not None
    assert kept.name == name
    assert kept.path.parent != tmp_path
    one, other = (each.reader(CRS).read(BOUNDS_M, most_cells=1000) for each in (given, kept))
    np.testing.assert_array_equal(one.heights_m, other.heights_m)
    assert np.isnan(one.heights_m).sum() == 1
    assert one.bounds_m == other.bounds_m
    if driver == "GTiff":
        assert kept.path.read_bytes() == given.path.read_bytes()


def test_the_folder_lasts_as_long_as_what_reads_it(connection: sqlite3.Connection, tmp_path: Path) -> None:
    given = checked_raster(written(tmp_path / "ground.tif", "GTiff"))
    assert given is not None
    keep_raster(connection, "terrain", given)
    kept = lay_out_raster(connection, "terrain", file="p.siting.gpkg")
    assert kept is not None
    folder = kept.path.parent
    assert folder.exists()
    del kept
    gc.collect()
    assert not folder.exists()
    assert lay_out_raster(connection, "surface", file="p.siting.gpkg") is None


def test_other_bytes_and_names_that_lead_out(connection: sqlite3.Connection, tmp_path: Path) -> None:
    given = checked_raster(written(tmp_path / "ground.tif", "GTiff"))
    assert given is not None
    keep_raster(connection, "terrain", given)
    connection.execute("UPDATE siting_rasters SET name = '../../evil.tif'")
    kept = lay_out_raster(connection, "terrain", file="p.siting.gpkg")
    assert kept is not None
    assert kept.path.name == "evil.tif"
    assert kept.path.parent.name.startswith("siting-")
    connection.execute("UPDATE siting_raster_pieces SET piece = x'00'")
    with pytest.raises(InputError, match="other bytes than were stored"):
        lay_out_raster(connection, "terrain", file="p.siting.gpkg")
