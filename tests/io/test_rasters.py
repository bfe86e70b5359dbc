"""Rasters at the door."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio

from siting.errors import InputError
from siting.io.rasters import checked_raster
from tests.io.frames import scene


def write(path, crs):
    options = {"driver": "GTiff", "width": 2, "height": 2, "count": 1, "dtype": "float32"}
    with rasterio.open(path, "w", crs=crs, transform=rasterio.Affine(1, 0, 0, 0, -1, 2), **options) as raster:
        raster.write(np.zeros((1, 2, 2), dtype="float32"))
    return path


def test_a_raster_with_its_system_is_kept(tmp_path):
    path = write(tmp_path / "t.tif", "EPSG:3879")
    assert checked_raster(path) == path
    assert checked_raster(None) is None
    assert scene(terrain=path).terrain == path


def test_rasters_that_cannot_be_used(tmp_path):
    plain = write(tmp_path / "plain.tif", None)
    with pytest.raises(InputError, match="gdal_translate -a_srs"):
        checked_raster(plain)
    with pytest.raises(InputError, match="no such file"):
        checked_raster(tmp_path / "no.tif")
    (tmp_path / "bad.tif").write_bytes(b"x")
    with pytest.raises(InputError, match="no raster that can be read"):
        checked_raster(str(tmp_path / "bad.tif"))
