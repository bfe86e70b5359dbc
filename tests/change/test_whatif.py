"""What an edit does to views and findings, against closed forms and against whole scenes assessed anew."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyogrio
import pytest
import shapely

import siting
from siting.change.effects import GROUND_COLUMNS, HOME_COLUMNS, PIECE_COLUMNS
from siting.errors import InputError
from siting.io.additions import Additions
from tests.coverage.readings import F_PX
from tests.scenes import MERIDIAN, building, camera, entrance, home, obstacle, rect, scene

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

    from siting.model import Scene

ON, PACK = "2026-03-01", "cn_2025"
# From an eye at 4 m a board up to 3 m hides the plane at 1.5 m up to 2.5 times its distance.
BOARD = rect(-1, 10, 1, 10.3)
BOARD_M2 = (2 + 5) / 2 * 15 + 5 * 0.75
# A wall 7 m high at 10 m hides a front of 9 m at 20 m from an eye at 5 m.
WALL = rect(-500, 9.8, 500, 10)


def asked(made: Scene, **options: Any) -> siting.WhatIf:
    """Return what an edit of a scene would do, by one text."""
    return siting.whatif(made, on=ON, packs=PACK, **options)


def yard(*obstacles: dict[str, Any], **options: Any) -> Scene:
    """Return an open yard that one camera sees from 4 m, 60 m far."""
    seeing = camera(id="cam", status="existing", range_m=60.0, **options)
    return scene([building(rect(300, 300, 310, 310), id="far")], [seeing], obstacles=obstacles)


def street(*obstacles: dict[str, Any], more: tuple[dict[str, Any], ...] = (), **options: Any) -> Scene:
    """Return flats of three storeys 20 m north of a camera at 5 m, and further cameras."""
    told = {"status": "existing", "regime": "gov", "social_public_area": "yes", **options}
    flats = home(rect(-500, 20, 500, 30), 9.0, id="flats")
    return scene([flats], [camera(height_m=5.0, id="cam", **told), *more], obstacles=obstacles)


def added(*obstacles: dict[str, Any]) -> Additions:
    """Return obstacles of local metres as additions."""
    return Additions(obstacles=scene(obstacles=obstacles).obstacles)


def board(status: str | None = None, **fields: Any) -> dict[str, Any]:
    return obstacle(BOARD, 3.0, **{"id": "board", "status": status, "kind": "billboard", **fields})


def wall(status: str | None = None, **fields: Any) -> dict[str, Any]:
    return obstacle(WALL, 7.0, **{"id": "wall", "status": status, **fields})


def test_a_board_takes_a_trapezoid_and_gives_it_back() -> None:
    without, with_it = yard(), yard(board("existing"))
    for found, name, other in (
        (asked(without, add=added(board())), "lost", "gained"),
        (asked(with_it, remove="board"), "gained", "lost"),
    ):
        assert found.ground[f"{name}_m2"].sum() == pytest.approx(BOARD_M2, abs=1e-6)
        assert found.ground[f"{other}_m2"].sum() == 0.0
        assert getattr(found, other).empty
        layer = getattr(found, name)
        assert layer["area_m2"].sum() == pytest.approx(shapely.area(layer.geometry).sum(), rel=1e-12)
        assert tuple(found.ground.columns) == GROUND_COLUMNS
        assert tuple(layer.columns) == (*PIECE_COLUMNS, "geometry")
        ratio = found.ground[f"{name}_m2"] / found.ground["before_m2"]
        assert found.ground[f"{name}_ratio"].to_list() == pytest.approx(ratio.to_list())
        assert set(found.ground["view"]) == {"main"}
        assert found.homes.empty


def test_class_by_class_the_sums_are_those_of_the_coverage() -> None:
    found = asked(yard(), add=added(board()))
    for side in (found.before, found.after):
        name = "before_m2" if side is found.before else "after_m2"
        sums = side.coverage.set_index("class")["area_m2"]
        for row in found.ground.itertuples():
            assert getattr(row, name) == pytest.approx(sums[row._3], rel=1e-12)
    apart = found.ground["before_m2"] - found.ground["after_m2"]
    assert apart.to_list() == pytest.approx((found.ground["lost_m2"] - found.ground["gained_m2"]).to_list())


def test_a_crown_that_sheds_takes_the_ground_in_summer_only() -> None:
    crown = obstacle(BOARD, 3.0, id="lime", kind="tree", deciduous="yes")
    found = asked(yard(), add=added(crown))
    assert found.ground.groupby("view")["lost_m2"].sum().to_dict() == pytest.approx({"main": BOARD_M2})
    evergreen = obstacle(BOARD, 3.0, id="yew", kind="tree", deciduous="no", base_m=0.0)
    # With a lime in reach already there is a view of the winter, and the yew takes from both.
    lime = obstacle(rect(20, 40, 21, 41), 9.0, id="lime", kind="tree", deciduous="yes", status="existing")
    found = asked(yard(lime), add=added(evergreen))
    taken = found.ground.groupby("view")["lost_m2"].sum().to_dict()
    assert taken == pytest.approx({"main": BOARD_M2, "leaf_off": BOARD_M2})


@pytest.mark.parametrize("of_camera", ["existing", "proposed"])
def test_a_wall_hides_homes_once_it_stands(of_camera: str) -> None:
    found = asked(street(status=of_camera), add=added(wall()))
    assert tuple(found.homes.columns) == (*HOME_COLUMNS, "geometry")
    rows = found.homes.to_dict("records")
    assert [(row["storey"], row["change"], row["is_news"]) for row in rows] == [
        (storey, "hidden", True) for storey in (0, 1, 2)
    ]
    assert [row["before_px_per_m"] for row in rows] == pytest.approx([F_PX / 20] * 3)
    assert [row["after_px_per_m"] for row in rows] == [0.0] * 3
    assert found.summary["counts"]["homes_hidden_from_everyone"] == 3
    gone = found.findings[found.findings["duty_id"].str.endswith("view_into_residence")]
    assert set(gone["outcome_before"]) - {""} == {"fail"}
    assert "fail" not in set(gone["outcome_after"])


def test_taking_the_wall_away_exposes_them() -> None:
    found = asked(street(wall("existing")), remove=["wall"])
    assert found.homes["change"].to_list() == ["exposed"] * 3
    assert found.homes["after_px_per_m"].to_list() == pytest.approx([F_PX / 20] * 3)
    assert found.matters() >= 3
    assert found.summary["counts"]["homes"]["exposed"] == 3
    assert found.findings["is_worse"].any()


def test_a_proposed_wall_that_is_taken_away_never_protected_from_what_stands() -> None:
    found = asked(street(wall("proposed")), remove="wall")
    assert found.homes.empty


def test_leaves_neither_protect_nor_expose() -> None:
    lime = obstacle(WALL, 9.0, id="lime", kind="tree", deciduous="yes")
    assert asked(street(), add=added(lime)).homes.empty
    assert asked(street({**lime, "status": "existing"}), remove="lime").homes.empty


def test_a_low_wall_leaves_less() -> None:
    # Up to 3.5 m at 10 m it hides up to 2 m at 20 m: of the lowest band 0.1 m of 1.2 m stays in view.
    low = obstacle(WALL, 3.5, id="low")
    (row,) = asked(street(), add=added(low)).homes.to_dict("records")
    assert (row["storey"], row["change"], row["is_news"]) == (0, "less", False)
    assert row["after_m2"] / row["before_m2"] == pytest.approx(0.1 / 1.2, rel=1e-6)


def test_a_home_that_another_camera_sees_is_no_news() -> None:
    # The second camera stands beyond the wall.
    beyond = camera(0, 12, height_m=5.0, id="beyond", status="existing")
    found = asked(street(more=(beyond,)), add=added(wall())).homes
    mine = found[found["camera_id"] == "cam"]
    assert set(mine["change"]) == {"hidden"}
    assert mine["is_news"].to_list() == [
        storey not in set(siting.assess(street(more=(beyond,)), on=ON, packs=PACK).facades.query(
            "camera_id == 'beyond'"
        )["storey"])
        for storey in mine["storey"]
    ]  # fmt: skip


def test_a_building_taken_away_exposes_what_stands_behind() -> None:
    row = [
        building(WALL, 7.0, id="hall"),
        home(rect(-500, 20, 500, 30), 9.0, id="flats"),
    ]
    made = scene(row, [camera(height_m=5.0, id="cam")], entrances=[entrance(0, 9.8, id="door")])
    found = asked(made, remove="hall")
    assert found.homes["change"].to_list() == ["exposed"] * 3
    assert found.after.scene.entrances.empty
    found = asked(made, remove=["hall", "flats"])
    assert found.homes.empty


def test_a_home_taken_away_is_gone_and_not_hidden() -> None:
    found = asked(street(), remove="buildings:flats")
    assert set(found.homes["change"]) == {"gone"}
    assert not found.homes["is_news"].any()


def test_a_camera_taken_away_loses_all() -> None:
    found = asked(street(), remove="cam")
    whole = found.before.coverage["area_m2"].sum()
    assert found.ground["lost_m2"].sum() == pytest.approx(whole, rel=1e-12)
    assert found.ground["lost_ratio"].to_list() == pytest.approx([1.0] * len(found.ground))
    assert set(found.homes["change"]) == {"hidden"}


def test_the_law_hears_of_an_added_board_as_a_proposed_one() -> None:
    told = {"regime": "gov", "social_public_area": "yes"}
    found = asked(yard(**told), add=added(obstacle(WALL, 9.0, id="wall")))
    kept = found.findings[found.findings["duty_id"].str.endswith("not_moved_or_hindered")]
    assert set(kept["outcome_after"]) >= {"fail"}
    standing = asked(yard(**told), add=added(obstacle(WALL, 9.0, status="existing")))
    kept = standing.findings[standing.findings["duty_id"].str.endswith("not_moved_or_hindered")]
    assert "fail" not in set(kept["outcome_after"])


def drawn(*obstacles: dict[str, Any], crs: int | None = None) -> gpd.GeoDataFrame:
    frame = scene(obstacles=obstacles).obstacles.dropna(axis="columns", how="all")
    return frame.to_crs(crs) if crs else frame


def test_from_a_file_in_another_system(tmp_path: Path) -> None:
    path = tmp_path / "new boards.gpkg"
    pyogrio.write_dataframe(drawn(board(), crs=4326), path, layer="boards", driver="GPKG")
    found = asked(yard(), add=path)
    assert found.ground["lost_m2"].sum() == pytest.approx(BOARD_M2, rel=1e-5)
    assert found.summary["added"] == {"obstacles": ["board"]}
    assert [source.name for source in found.after.scene.sources] == ["new boards.gpkg:boards"]


def test_a_file_may_hold_buildings_and_obstacles(tmp_path: Path) -> None:
    path = tmp_path / "more.gpkg"
    houses = scene([home(rect(-5, 20, 5, 30), id="new-house")]).buildings
    pyogrio.write_dataframe(drawn(board()).drop(columns="id"), path, layer="obstacles", driver="GPKG")
    pyogrio.write_dataframe(
        houses[["id", "height_m", "use", "geometry"]], path, layer="buildings", append=True
    )
    found = asked(yard(), add=[path])
    assert found.summary["added"] == {"obstacles": ["added/1"], "buildings": ["new-house"]}
    assert set(found.homes["building_id"]) == {"new-house"}
    assert set(found.homes["change"]) == {"exposed"}


def test_ids_from_files(tmp_path: Path) -> None:
    made = yard(board("existing"), wall("existing"))
    listed = tmp_path / "gone.txt"
    listed.write_text("board\nwall\n", encoding="utf-8")
    table = tmp_path / "gone.csv"
    table.write_text("id,why\nboard,old\nwall,old\n", encoding="utf-8")
    layer = tmp_path / "gone.gpkg"
    pyogrio.write_dataframe(drawn(board(), wall()), layer, layer="obstacles", driver="GPKG")
    for given in (listed, table, layer, "board,wall", ["board", "obstacles:wall"]):
        found = asked(made, remove=given)
        assert found.summary["removed"] == {"obstacles": ["board", "wall"]}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({}, "nothing to add or remove; allowed at least one"),
        ({"remove": "nobody"}, "found 'nobody'; allowed a file of ids, or the id of one of the obstacles"),
        ({"remove": "twice"}, "'twice' in obstacles and buildings.*Say which: obstacles:twice or buildings"),
        (
            {"remove": "cameras:board"},
            "found 'board'; allowed a file of ids, or the id of one of the cameras",
        ),
        ({"add": "nowhere.gpkg"}, "nowhere.gpkg: found no such file"),
        ({"add": "board.gpkg"}, "found 'board'; allowed an id that no obstacle of the plan has"),
        ({"add": "far.gpkg"}, r"places \d+ km from the plan; allowed at most 20 km"),
        ({"add": "zones.gpkg"}, "found layers zones; allowed layers called obstacles, buildings, cameras"),
        ({"add": "topless.gpkg"}, "top_m"),
        ({"remove": "empty.txt"}, "empty.txt, id: found no id; allowed at least one id"),
        ({"remove": "noid.csv"}, "noid.csv, id: found no such column .columns: why.; allowed a column id"),
    ],
)
def test_what_cannot_be_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: dict[str, str], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    away = obstacle(rect(60_000, 10, 60_001, 11), 3.0, id="away")
    for name, frame in (
        ("board", drawn(board())),
        ("far", drawn(away)),
        ("zones", drawn(board())),
        ("topless", drawn(board(id="bare")).drop(columns="top_m")),
    ):
        layer = "zones" if name == "zones" else "obstacles"
        pyogrio.write_dataframe(frame, tmp_path / f"{name}.gpkg", layer=layer, driver="GPKG")
    (tmp_path / "empty.txt").write_text("\n", encoding="utf-8")
    (tmp_path / "noid.csv").write_text("why\nold\n", encoding="utf-8")
    house = building(rect(300, 300, 310, 310), id="twice")
    made = scene([house], [camera(id="cam")], obstacles=[board("existing"), wall("existing", id="twice")])
    with pytest.raises(InputError, match=said):
        asked(made, **options)


def test_everything_is_in_the_document_and_the_folder(tmp_path: Path) -> None:
    found = asked(street(), add=added(wall()))
    document = found.as_document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert (document["made_by"], document["kind"]) == ("siting", "whatif")
    assert document["counts"]["homes"] == {"exposed": 0, "hidden": 3, "more": 0, "less": 0, "gone": 0}
    texts = []
    for _ in range(2):
        folder = found.write(tmp_path / "out")
        texts.append([(path.name, path.read_bytes()) for path in sorted(folder.iterdir())])
    assert texts[0] == texts[1]
    assert [name for name, _ in texts[0]] == ["homes.csv", "whatif.gpkg", "whatif.json"]
    layers = dict(pyogrio.list_layers(folder / "whatif.gpkg"))
    assert list(layers) == ["lost", "gained", "homes", "findings"]
    lost = pyogrio.read_dataframe(folder / "whatif.gpkg", layer="lost")
    assert lost["area_m2"].sum() == pytest.approx(found.ground["lost_m2"].sum())
    assert lost.geometry.total_bounds[0] > MERIDIAN.easting_m - 500
    assert "hidden" in found._repr_html_()


def test_progress_counts_both_sides() -> None:
    steps: list[tuple[int, int]] = []
    asked(street(), remove="cam", progress=lambda done, n: steps.append((done, n)))
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
