"""Rasters at the door: found, checked, read in the scene's system."""

from __future__ import annotations

import warnings

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import rasterio
from rasterio.warp import transform

from siting.errors import InputError
from siting.io import read_scene
from siting.io.rasters import checked_raster, raster_beside, raster_tables
from tests.io.frames import EAST_M, EPSG, NORTH_M, cameras, houses, scene

CRS = pyproj.CRS.from_epsg(EPSG)
VOID = -9999.0
ALL = 1_000_000


def heights(rows=200, columns=200):
    """Return heights that rise by 1 mm a metre to the east and 1 cm to the north, from north to south."""
    row, column = np.mgrid[:rows, :columns]
    return (0.001 * column + 0.01 * (rows - 1 - row)).astype("float32")


def write(path, *, band=None, crs=f"EPSG:{EPSG}", corner=(EAST_M - 100, NORTH_M + 100), cell=1.0, **options):
    """Write a raster of which the north-western corner is given."""
    band = heights() if band is None else band
    bands = band[None] if band.ndim == 2 else band
    profile = {"driver": "GTiff", "height": bands.shape[1], "width": bands.shape[2], "count": len(bands)}
    profile |= {"dtype": bands.dtype.name, "crs": crs, "nodata": VOID}
    profile["transform"] = rasterio.Affine(cell, 0, corner[0], 0, -cell, corner[1])
    with rasterio.open(path, "w", **{**profile, **options}) as raster:
        raster.write(bands)
    return path


def read(path, west=EAST_M, south=NORTH_M, east=EAST_M + 10, north=NORTH_M + 10, *, most_cells=ALL, crs=CRS):
    return checked_raster(path).reader(crs).read((west, south, east, north), most_cells=most_cells)


def refused(path):
    with pytest.raises(InputError) as refusal:
        checked_raster(path)
    return str(refusal.value)


# --- At the door -----------------------------------------------------------------------------------------


def test_a_raster_with_its_system_is_kept(tmp_path):
    path = write(tmp_path / "t.tif")
    assert checked_raster(path).path == path
    assert checked_raster(None) is None
    made = scene(terrain=path)
    assert made.terrain == path
    assert made.ground.name == "t.tif"
    assert made.sources[-1].layer == "terrain"
    assert len(made.sources[-1].sha256) == 64


def test_rasters_that_cannot_be_used(tmp_path):
    assert "gdal_translate -a_srs" in refused(write(tmp_path / "plain.tif", crs=None))
    assert "no such file" in refused(tmp_path / "no.tif")
    (tmp_path / "bad.tif").write_bytes(b"x")
    assert "no raster that can be read" in refused(tmp_path / "bad.tif")
    picture = write(tmp_path / "rgb.tif", band=np.zeros((3, 4, 4), "uint8"), nodata=None)
    assert "rgb.tif, bands: found 3 bands; allowed one band of heights" in refused(picture)


def test_heights_in_feet_are_refused(tmp_path):
    path = write(tmp_path / "feet.tif")
    with rasterio.open(path, "r+") as raster:
        raster.units = ["ft"]
    assert "feet.tif, unit: found ft; allowed heights in metres" in refused(path)


def test_a_raster_of_another_place_is_refused(tmp_path):
    path = write(tmp_path / "far.tif", corner=(EAST_M + 5000, NORTH_M + 5000))
    with pytest.raises(InputError, match=r"far\.tif: found heights of another place"):
        scene(terrain=path, cameras=cameras())


def test_a_raster_that_is_all_void_is_refused(tmp_path):
    path = write(tmp_path / "void.tif", band=np.full((200, 200), VOID, "float32"))
    with pytest.raises(InputError, match="all void"):
        scene(terrain=path, cameras=cameras())


def test_a_surface_is_said_not_to_be_used(tmp_path):
    made = scene(surface=write(tmp_path / "dsm.tif"))
    assert made.surface.name == "dsm.tif"
    row = made.ledger[made.ledger["layer"] == "surface"].iloc[0]
    assert row["found"] == "a raster of the surface, dsm.tif"
    assert row["done"].startswith("not used")


# --- Beside a scene -----------------------------------------------------------------------------------------


def test_in_a_folder_it_is_called_terrain(tmp_path):
    houses().to_file(tmp_path / "buildings.gpkg")
    cameras().to_file(tmp_path / "cameras.gpkg")
    write(tmp_path / "terrain.tif")
    write(tmp_path / "ortho.tif")
    made = read_scene(tmp_path)
    assert made.terrain == tmp_path / "terrain.tif"
    unused = made.ledger[(made.ledger["layer"] == "scene") & (made.ledger["field"] == "files")]
    assert unused["found"].tolist() == ["ortho.tif"]
    other = write(tmp_path.parent / "other.tif")
    assert read_scene(tmp_path, terrain=other).ground.name == "other.tif"


def test_two_of_that_name_are_a_fault(tmp_path):
    write(tmp_path / "terrain.tif")
    write(tmp_path / "terrain.img", driver="HFA")
    with pytest.raises(InputError, match=r"terrain: found terrain.img and terrain.tif; allowed one raster"):
        raster_beside(tmp_path, "terrain")


def test_in_a_geopackage_it_is_a_table_called_terrain(tmp_path):
    path = tmp_path / "plan.gpkg"
    houses().to_file(path, layer="buildings")
    cameras().to_file(path, layer="cameras")
    write(path, driver="GPKG", RASTER_TABLE="terrain", APPEND_SUBDATASET="YES", nodata=None)
    assert raster_tables(path) == ["terrain"]
    made = read_scene(path)
    assert made.terrain == path
    grid = made.ground.reader(made.crs).read((EAST_M, NORTH_M, EAST_M + 5, NORTH_M + 5), most_cells=ALL)
    assert grid.heights_m[0, 0] == pytest.approx(0.1 + 1.0)


def test_a_geopackage_without_rasters_has_none(tmp_path):
    houses().to_file(tmp_path / "plan.gpkg", layer="buildings")
    assert raster_tables(tmp_path / "plan.gpkg") == []
    assert raster_tables(tmp_path / "none.gpkg") == []
    assert raster_beside(tmp_path / "plan.gpkg", "terrain") is None


# --- Read where it is wanted --------------------------------------------------------------------------------


def test_its_own_cells_are_read_as_they_are(tmp_path):
    grid = read(write(tmp_path / "t.tif"))
    assert grid.heights_m.shape == (10, 10)
    assert grid.bounds_m == (EAST_M, NORTH_M, EAST_M + 10, NORTH_M + 10)
    # From the south-west, as the columns and rows of a map.
    expected = 0.1 + 0.001 * np.arange(10) + 1.0 + 0.01 * np.arange(10)[:, None]
    assert grid.heights_m == pytest.approx(expected, abs=1e-6)


def test_beyond_its_rim_and_in_voids_nothing_is_known(tmp_path):
    band = heights()
    band[95, 103] = VOID
    grid = read(write(tmp_path / "t.tif", band=band), west=EAST_M - 110, east=EAST_M + 10)
    assert np.isnan(grid.heights_m[:, :10]).all()
    assert np.argwhere(np.isnan(grid.heights_m[:, 10:])).tolist() == [[4, 103]]
    assert np.isnan(read(write(tmp_path / "u.tif"), west=EAST_M + 500, east=EAST_M + 510).heights_m).all()


def test_scale_and_offset_count(tmp_path):
    path = write(tmp_path / "t.tif", band=np.full((200, 200), 50, "int16"), nodata=-1)
    with rasterio.open(path, "r+") as raster:
        raster.scales, raster.offsets = [0.1], [100.0]
    assert (read(path).heights_m == 105.0).all()


def test_too_many_cells_are_put_together(tmp_path):
    grid = read(write(tmp_path / "t.tif"), most_cells=25)
    assert (grid.cell_m, grid.merged_count) == (2.0, 2)
    assert grid.heights_m[0, 0] == pytest.approx(1.1055, abs=1e-3)


@pytest.mark.parametrize("epsg", [4326, 3067])
def test_another_system_is_brought_into_the_scenes(tmp_path, epsg):
    # The same inclined plane, sampled at the middles of cells of another system.
    far, near = 120.0, 60.0
    x, y = transform(
        f"EPSG:{EPSG}", f"EPSG:{epsg}", [EAST_M - far, EAST_M + far], [NORTH_M - far, NORTH_M + far]
    )
    cell = (1.0 if epsg == 3067 else 1e-5, 1.0 if epsg == 3067 else 1e-5)[0]
    columns, rows = int((x[1] - x[0]) / cell), int((y[1] - y[0]) / cell)
    at_x = x[0] + (np.arange(columns) + 0.5) * cell
    at_y = y[1] - (np.arange(rows) + 0.5) * cell
    grid_x, grid_y = np.meshgrid(at_x, at_y)
    east, north = transform(f"EPSG:{epsg}", f"EPSG:{EPSG}", grid_x.ravel(), grid_y.ravel())
    plane = 0.1 * (np.array(east) - EAST_M) + 0.2 * (np.array(north) - NORTH_M)
    path = write(
        tmp_path / "t.tif",
        band=plane.reshape(rows, columns).astype("float32"),
        crs=f"EPSG:{epsg}",
        corner=(x[0], y[1]),
        cell=cell,
    )
    grid = read(path, EAST_M - near, NORTH_M - near, EAST_M + near, NORTH_M + near)
    assert 0.5 < grid.cell_m < 1.5
    eastings, northings = grid.middles_m()
    expected = 0.1 * (eastings - EAST_M) + 0.2 * (northings[:, None] - NORTH_M)
    assert not np.isnan(grid.heights_m).any()
    # The two frames of reference differ by less than the bilinear grid's own rounding.
    assert grid.heights_m == pytest.approx(expected, abs=0.05)


def test_a_turned_raster_is_set_upright(tmp_path):
    turned = rasterio.Affine(0.8, 0.6, EAST_M - 100, 0.6, -0.8, NORTH_M + 20)
    column, row = np.meshgrid(np.arange(200) + 0.5, np.arange(200) + 0.5)
    east = turned.a * column + turned.b * row + turned.c - EAST_M
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = write(tmp_path / "t.tif", band=(0.1 * east).astype("float32"), transform=turned)
    grid = read(path, EAST_M - 20, NORTH_M - 20, EAST_M + 20, NORTH_M + 20)
    eastings, _ = grid.middles_m()
    assert grid.cell_m == pytest.approx(1.0)
    assert grid.heights_m == pytest.approx(
        np.tile(0.1 * (eastings - EAST_M), (len(grid.heights_m), 1)), abs=0.02
    )


def test_the_vertical_part_of_a_system_does_not_count(tmp_path):
    grid = read(write(tmp_path / "t.tif", crs=f"EPSG:{EPSG}+3900"))
    assert grid.cell_m == 1.0
    assert grid.heights_m[0, 0] == pytest.approx(1.1)


def test_layers_stay_as_they_were_without_a_raster(tmp_path):
    made = scene()
    assert made.ground is None
    assert made.terrain is None
    assert isinstance(made.buildings, gpd.GeoDataFrame)
    assert not list(tmp_path.iterdir())
