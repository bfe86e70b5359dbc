"""Whole scenes: real districts read without hand edits, nasty files read or refused, rows that add up."""

from __future__ import annotations

import math

import numpy as np
import pyogrio
import pytest

from siting.errors import InputError
from siting.fields import LAYERS
from siting.io import demo_path, demo_scene, ledger_counts, read_scene
from tests.io.frames import cameras, houses, scene, square
from tests.io.shared import DATA, needs_data

DISTRICTS = {
    "helsinki_center": ("helsinki_center.gpkg", 32635, 446, 221),
    "berlin_neukoelln": ("berlin_neukoelln.gpkg", 32633, 126, 0),
    "taipei": ("taipei.gpkg", 32651, 61, 0),
    "karhula_suburb": ("karhula_suburb.gpkg", 32635, 2171, 0),
    "suzhou_gusu": ("suzhou_gusu.gpkg", 4549, 3076, 0),
    "delft_centre": ("delft.gpkg", 28992, 160, 0),
    "goteborg_kronhuset": ("goteborg_kronhuset.gpkg", 3007, 137, 0),
    "switzerland_cameras": ("switzerland_cameras.gpkg", 32632, 0, 2144),
}
SIDECARS = (".shx", ".prj", ".cpg")


def nasty() -> list[str]:
    folder = DATA / "robustness"
    if not folder.is_dir():
        return []
    names = [path.name for path in sorted(folder.iterdir()) if path.suffix not in SIDECARS]
    return [name for name in names if name != "MANIFEST.csv" and not _has_shape(folder / name)]


def _has_shape(path) -> bool:
    return path.suffix == ".dbf" and path.with_suffix(".shp").exists()


def check(read) -> None:
    """Assert what every scene promises."""
    counts = ledger_counts(read.ledger)
    assert (counts["used"] + counts["repaired"] + counts["rejected"] == counts["rows"]).all()
    assert set(counts["layer"]) == {source.layer for source in read.sources}
    assert dict(zip(counts["layer"], counts["rows"], strict=True)) == {
        source.layer: source.row_count for source in read.sources
    }
    for outcome in ("repaired", "rejected"):
        rows = read.ledger[read.ledger["outcome"] == outcome]
        told = rows.groupby("layer")["id"].nunique()
        for layer, number in zip(counts["layer"], counts[outcome], strict=True):
            assert told.get(layer, 0) >= min(number, 1)
    assert read.crs.is_projected
    assert {axis.unit_name for axis in read.crs.axis_info} == {"metre"}
    for name, layer in LAYERS.items():
        if name == "cameras":
            continue
        frame = getattr(read, name)
        assert {field.name for field in layer.fields} <= set(frame.columns)
        assert frame.index.tolist() == list(range(len(frame)))
        if layer.shape != "table":
            assert frame.crs == read.crs
            assert frame.geometry.is_valid.all()
            assert not frame.geometry.has_z.any()
            assert not frame.geometry.is_empty.any()
        if "id" in frame.columns:
            assert frame["id"].is_unique
            assert frame["id"].map(type).eq(str).all()
    assert read.buildings["use"].notna().all()
    assert (read.buildings["base_m"].notna()).all()
    assert len({camera.id for camera in read.cameras}) == len(read.cameras)


@needs_data
@pytest.mark.parametrize("district", list(DISTRICTS))
def test_real_districts_are_read_without_hand_edits(district):
    name, epsg, building_count, camera_count = DISTRICTS[district]
    read = read_scene(DATA / district / name)
    check(read)
    assert read.crs.to_epsg() == epsg
    counts = ledger_counts(read.ledger).set_index("layer")["rows"]
    assert counts.get("buildings", 0) == building_count
    assert counts.get("cameras", 0) == camera_count
    assert len(read.cameras) >= camera_count


@needs_data
@pytest.mark.parametrize(
    "extract",
    [
        "helsinki_center/helsinki_center.osm.bz2",
        "helsinki_center/helsinki_center_raw.osm.pbf",
        "berlin_neukoelln/berlin_neukoelln_raw.osm.bz2",
        "taipei/taipei.osm.bz2",
        "karhula_suburb/karhula_suburb_raw.osm.pbf",
    ],
)
def test_real_extracts_are_read_clipped_or_not(extract):
    read = read_scene(DATA / extract)
    check(read)
    assert len(read.buildings) > 60
    assert len(read.walks) > 40
    assert "OpenStreetMap" in read.attribution[0]


@needs_data
def test_the_parts_of_an_extract_and_of_the_table_made_from_it_agree():
    text = read_scene(DATA / "berlin_neukoelln" / "berlin_neukoelln.osm.bz2").buildings
    table = read_scene(DATA / "berlin_neukoelln" / "berlin_neukoelln.gpkg").buildings
    assert len(text) == len(table)
    assert text.geometry.area.sum() == pytest.approx(table.geometry.area.sum(), rel=1e-6)
    np.testing.assert_allclose(np.sort(text["height_m"].dropna()), np.sort(table["height_m"].dropna()))


@needs_data
def test_planned_cameras_of_helsinki():
    folder = DATA / "helsinki_center"
    plan = folder / "cameras_planned_SYNTHETIC_OPTICS.csv"
    read = read_scene(buildings=folder / "helsinki_center.gpkg", cameras=plan)
    check(read)
    first = read.cameras[0]
    assert len(read.cameras) == 221
    assert (first.id, first.azimuth_deg, first.height_m, first.tilt_deg, first.range_m) == (
        "HEL-001",
        53,
        3.5,
        15,
        50,
    )
    assert first.lens is not None
    assert (first.lens.focal_length_mm, first.lens.sensor_width_mm, first.lens.hfov_deg) == (6.0, 5.37, 48.2)
    assert (first.lens.image_width_px, first.lens.image_height_px) == (1920, 1080)
    # The file gives the places in EPSG:3879 too.
    crossed = read_scene(buildings=folder.parent / "robustness" / "helsinki_duplicates.gpkg", cameras=plan)
    assert crossed.crs.to_epsg() == 3879
    assert (
        math.dist((crossed.cameras[0].easting_m, crossed.cameras[0].northing_m), (25496602.21, 6672944.29))
        < 0.02
    )


@needs_data
@pytest.mark.parametrize("name", nasty())
def test_nasty_files_are_read_or_refused_never_a_traceback(name):
    path = DATA / "robustness" / name
    for options in (
        {"buildings": path},
        {"cameras": path},
        {"source": path},
        {"terrain": path, "buildings": houses()},
    ):
        read, faults = outcome(options)
        assert (read is None) == bool(faults)
        assert all(fault.file and fault.found and fault.allowed for fault in faults)
        assert not any(str(DATA) in str(fault) for fault in faults)
        if read is not None:
            check(read)


def outcome(options):
    """Return the scene, or the faults for which it was refused."""
    try:
        return read_scene(**options), ()
    except InputError as refusal:
        return None, refusal.faults


@needs_data
def test_what_can_be_read_of_the_nasty_files_is_read():
    folder = DATA / "robustness"
    gbk = read_scene(buildings=folder / "suzhou_gbk_cgcs2000_nocpg.shp").buildings
    assert len(gbk) == 400
    assert gbk["levels"].notna().all()
    assert set(gbk["use"]) == {"residence", "commercial", "office"}
    assert len(read_scene(buildings=folder / "suzhou_zone40_noprj.shp", crs="EPSG:4528").buildings) == 400
    assert (
        len(read_scene(buildings=folder / "helsinki_metres_no_crs.geojson", crs="EPSG:3879").buildings) == 30
    )
    assert len(read_scene(buildings=folder / "helsinki_duplicates.gpkg").buildings) == 90
    assert len(read_scene(buildings=folder / "helsinki_invalid.gpkg").buildings) == 21
    assert len(read_scene(buildings=folder / "mixed_geometry.geojson").buildings) == 3
    assert len(read_scene(buildings=folder / "osm_self_intersection.osm").buildings) == 1
    assert len(read_scene(buildings=folder / "empty_layer.gpkg").buildings) == 0


@needs_data
def test_shifted_footprints_come_back_to_where_they_were():
    folder = DATA / "robustness"
    back = read_scene(buildings=folder / "suzhou_gcj02.geojson", crs="GCJ-02").buildings
    true = read_scene(buildings=folder / "suzhou_gbk_cgcs2000_nocpg.shp").buildings
    away_m = [a.centroid.distance(b.centroid) for a, b in zip(back.geometry, true.geometry, strict=True)]
    assert max(away_m) < 0.05


@needs_data
def test_every_fault_of_the_messy_cameras_is_told_at_once():
    with pytest.raises(InputError) as caught:
        read_scene(
            buildings=DATA / "helsinki_center" / "helsinki_center.gpkg",
            cameras=DATA / "robustness" / "cameras_messy.csv",
            defaults={"image_width_px": 1920},
        )
    told = {fault.row for fault in caught.value.faults}
    # C2 swapped, C4 no place, a second C1, C6 and C7 nonsense, C8 null island; the rest can be read.
    assert told == {"3", "5", "7", "8", "9", "10"}


@needs_data
def test_mangled_coordinates_are_refused_with_the_cause():
    with pytest.raises(InputError, match="spreadsheet has lost the decimal point") as caught:
        read_scene(cameras=DATA / "robustness" / "geneva_cameras_excel_mangled.csv")
    assert len(caught.value.faults) < 60


def test_the_demo_is_read_clean():
    assert demo_path().is_file()
    read = demo_scene()
    check(read)
    counts = ledger_counts(read.ledger)
    assert (counts["rejected"] == 0).all()
    assert len(read.cameras) > 30
    assert any("OpenStreetMap" in text for text in read.attribution)


@pytest.mark.slow
def test_a_hundred_thousand_buildings_take_seconds(tmp_path):
    import time

    count = 100_000
    side = math.isqrt(count) + 1
    shapes = [square(30.0 * (number % side), 30.0 * (number // side)) for number in range(count)]
    frame = houses(*shapes, osm_id=np.arange(count), height=["12.5"] * count, building=["apartments"] * count)
    path = tmp_path / "big.gpkg"
    pyogrio.write_dataframe(frame, path, layer="buildings")
    begun_s = time.perf_counter()
    read = read_scene(path)
    assert len(read.buildings) == count
    # A few seconds alone; the rest is room for a busy machine.
    assert time.perf_counter() - begun_s < 20


def test_a_scene_without_buildings_or_cameras_says_what_that_means():
    only = scene(houses())
    assert "there is nothing to check" in only.ledger["done"].tolist()
    alone = read_scene(cameras=cameras({}))
    assert "nothing hides anything, and no home is known" in alone.ledger["done"].tolist()
    check(only)
    check(alone)
