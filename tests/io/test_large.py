"""A town of many buildings read in reach against the same town read whole."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import affinity

import siting
from siting.coverage.reach import optical_reach
from siting.io import large, large_vector, ledger_counts
from siting.io.large import boxes_hold, large_parquet
from siting.io.ledger import rows_beyond_reach
from siting.io.nearby import AROUND_M
from tests.scenes import rect

EPSG = 25832
EAST_M, NORTH_M = 520_000.0, 5_500_000.0
SIDE = 40
STEP_M = 60.0


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch):
    for module in (large, large_vector):
        monkeypatch.setattr(module, "MANY_ROWS", 100)


def buildings(seed: int = 5) -> gpd.GeoDataFrame:
    """Return 1,600 houses on a grid, 60 m apart, some broken, copied or of one name."""
    random = np.random.default_rng(seed)
    east, north = (each.ravel() * STEP_M for each in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
    shapes = [
        affinity.rotate(rect(e, n, e + w, n + d), a)
        for e, n, w, d, a in zip(
            east, north, *random.uniform((8, 8, 0), (20, 20, 90), (SIDE**2, 3)).T, strict=True
        )
    ]
    shapes[7] = shapely.Polygon([(0, 0), (0, 900), (5, 5), (-5, 5)])
    shapes[1500] = None
    ids = [f"B{k}" for k in range(SIDE**2)]
    ids[1599] = ids[820]
    ids[821] = ids[3]
    ids[822] = None
    frame = gpd.GeoDataFrame(
        {
            "id": ids,
            "height_m": random.uniform(4, 20, SIDE**2).round(1),
            "levels": np.nan,
            "use": random.choice(["residence", "office", "unknown"], SIDE**2),
            "remark": "nothing",
        },
        geometry=shapes,
        crs=EPSG,
    )
    return frame.set_geometry(frame.geometry.translate(EAST_M, NORTH_M))


def cameras() -> gpd.GeoDataFrame:
    """Return three cameras in the middle, one at the rim that looks out, and a tele lens."""
    places = [(20.6, 20.6), (21.6, 20.6), (20.6, 22.6), (-0.3, 10.5), (30.6, 5.6)]
    columns = {
        "id": [f"C{k}" for k in range(5)],
        "azimuth_deg": [10.0, 130.0, 250.0, 270.0, 45.0],
        "tilt_deg": 8.0,
        "height_m": [4.0, 6.0, 9.0, 5.0, 12.0],
        "hfov_deg": [90.0, 60.0, 75.0, 90.0, 12.0],
        "image_width_px": 1920,
        "range_m": 60.0,
        "social_public_area": "yes",
    }
    points = shapely.points(np.array(places) * STEP_M + (EAST_M, NORTH_M))
    return gpd.GeoDataFrame(columns, geometry=points, crs=EPSG)


def streets() -> gpd.GeoDataFrame:
    """Return ways on foot through the gaps between the houses, from end to end."""
    ends = np.array([[-30.0, 0.0], [SIDE * STEP_M, 0.0]])
    gaps = np.arange(0, SIDE, 4) * STEP_M + STEP_M / 2.0
    lines = [ends + np.array([0.0, gap]) for gap in gaps] + [
        ends[:, ::-1] + np.array([gap, 0.0]) for gap in gaps
    ]
    return gpd.GeoDataFrame(
        geometry=shapely.linestrings(np.array(lines) + np.array([EAST_M, NORTH_M])), crs=EPSG
    )


def written(folder, ending: str = "parquet", *, epsg: int = EPSG) -> str:
    """Return where the houses were written; bare files state no bounds of their rows."""
    frame = buildings().to_crs(epsg)
    path = folder / f"buildings.{ending}"
    if ending.endswith("parquet"):
        frame.to_parquet(path, write_covering_bbox=ending == "parquet", row_group_size=64)
    else:
        frame.to_file(path, **({} if ending == "gpkg" else {"SPATIAL_INDEX": "NO"}))
    return str(path)


def read(path: str, *, reach=optical_reach, **layers) -> siting.Scene:
    return siting.read_scene(buildings=path, cameras=cameras(), reach=reach, **layers)


def same(one: pd.DataFrame, other: pd.DataFrame, drop: tuple[str, ...] = ()) -> None:
    pd.testing.assert_frame_equal(
        pd.DataFrame(one.drop(columns=list(drop))), pd.DataFrame(other.drop(columns=list(drop)))
    )


@pytest.mark.parametrize(
    ("ending", "epsg"),
    [
        ("parquet", EPSG),
        ("bare.parquet", EPSG),
        ("parquet", 4326),
        ("bare.parquet", 3857),
        ("gpkg", EPSG),
        ("fgb", 4326),
    ],
)
def test_what_is_found_is_what_the_whole_town_gives(tmp_path, ending, epsg):
    path = written(tmp_path, ending, epsg=epsg)
    near, whole = (read(path, reach=reach, walks=streets()) for reach in (optical_reach, None))
    assert len(near.buildings) < len(whole.buildings) / 2
    assert near.crs == whole.crs
    of_near, of_whole = (siting.assess(scene, on="2026-03-01") for scene in (near, whole))
    for name in ("cameras", "coverage", "facades"):
        same(getattr(of_near, name), getattr(of_whole, name))
    # How far off the nearest home is, is not told where it is beyond what was read.
    far = of_whole.findings["duty_id"].str.endswith("/distance_from_residence") & (
        of_whole.findings["margin"] > 100
    )
    kept = ~far.to_numpy()
    same(of_near.findings[kept].reset_index(drop=True), of_whole.findings[kept].reset_index(drop=True))
    assert (of_near.findings["outcome"] == of_whole.findings["outcome"]).all()
    assert {"looks_beyond"} == {
        flag for flag in of_near.cameras["flags"].str.split(",").explode() if "beyond" in flag
    }


def test_rows_add_up_and_names_are_those_of_the_whole_file(tmp_path):
    path = written(tmp_path)
    near, whole = read(path), read(path, reach=None)
    sums = ledger_counts(near.ledger).set_index("layer").loc["buildings"]
    beyond = rows_beyond_reach(near.ledger)["buildings"]
    assert sums["rows"] == SIDE**2 == sums[["used", "repaired", "rejected"]].sum() + beyond
    assert beyond == SIDE**2 - len(near.buildings) - sums["rejected"]
    assert rows_beyond_reach(whole.ledger)["buildings"] == 0
    assert set(near.buildings["id"]) <= set(whole.buildings["id"])
    assert {"B820", "B3/2", "buildings/823"} <= set(near.buildings["id"])
    both = whole.buildings[whole.buildings["id"].isin(near.buildings["id"])].reset_index(drop=True)
    same(near.buildings, both)
    rejected = near.ledger[near.ledger["outcome"] == "rejected"]
    assert rejected["found"].tolist() == ["null geometry"]
    assert near.sources[0].row_count == SIDE**2


def test_the_hull_is_that_of_all_buildings(tmp_path):
    near, whole = (read(written(tmp_path), reach=reach) for reach in (optical_reach, None))
    hull = shapely.convex_hull(shapely.geometrycollections(whole.buildings.geometry.to_numpy()))
    assert near.outermost.equals_exact(hull, 1e-9) or near.outermost.symmetric_difference(hull).area < 1e-6
    assert whole.outermost is None
    assert near.known_within_m == AROUND_M


def test_what_doors_and_signs_ask_about_is_read(tmp_path):
    path = written(tmp_path)
    far = shapely.points(np.array([[38.0, 38.0]]) * STEP_M + (EAST_M, NORTH_M))
    doors = gpd.GeoDataFrame({"id": ["E1"], "building_id": ["B45"]}, geometry=far, crs=EPSG)
    near = set(read(path, entrances=doors).buildings["id"])
    assert {"B45", f"B{38 * SIDE + 38}"} <= near
    assert not {"B45", f"B{38 * SIDE + 38}"} & set(read(path).buildings["id"])


def test_bounds_that_lie_are_not_trusted(tmp_path):
    path = written(tmp_path)
    honest = large_parquet(tmp_path / "buildings.parquet")
    boxes = honest.boxes()
    assert boxes_hold(boxes, honest.rows(np.arange(SIDE**2)).geometry.to_numpy())
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pq.read_table(path)
    bounds = table.column("bbox").combine_chunks()
    low = pa.compute.add(bounds.field("xmin"), 5.0)
    moved = pa.StructArray.from_arrays([low, *(bounds.field(k) for k in (1, 2, 3))], fields=list(bounds.type))
    place = table.schema.get_field_index("bbox")
    pq.write_table(table.set_column(place, table.schema.field("bbox"), moved), path, row_group_size=64)
    found = read(path)
    assert found.outermost is None
    assert len(found.buildings) == SIDE**2 - 1
    assert "not trusted: the whole file is read" in set(found.ledger["done"])


def test_small_files_are_read_whole(tmp_path, monkeypatch):
    path = written(tmp_path)
    monkeypatch.setattr(large, "MANY_ROWS", SIDE**2)
    assert large_parquet(tmp_path / "buildings.parquet") is None
    assert read(path).outermost is None


def test_bounds_of_shapes_are_those_that_the_file_states(tmp_path):
    written(tmp_path)
    stated = large_parquet(tmp_path / "buildings.parquet").boxes()
    written(tmp_path, "bare.parquet")
    without = large_parquet(tmp_path / "buildings.bare.parquet")
    assert without.bounds == ""
    assert shapely.equals(stated, without.boxes()).sum() == SIDE**2 - 1


def test_a_distance_beyond_what_was_read_is_undecided(tmp_path):
    lone = buildings().assign(use="school")
    path = tmp_path / "buildings.parquet"
    lone.to_parquet(path, write_covering_bbox=True, row_group_size=64)
    scene = read(str(path))
    name = "cn_2016_draft/11/distance_from_residence"
    for limit_m, outcome in ((150.0, "pass"), (250.0, "undecided")):
        found = siting.assess(scene, on="2026-03-01", overrides={f"{name}.min_distance_m": limit_m}).findings
        assert set(found[found["duty_id"] == name]["outcome"]) == {outcome}
