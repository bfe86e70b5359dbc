"""``siting whatif`` on the command line."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pyogrio
import pytest

from tests.change.test_whatif import drawn, street, wall
from tests.test_diff_command import written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

BY = ("--on", "2026-03-01", "--pack", "cn_2025")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a street, the same with an existing wall, and a wall to add."""
    folder = tmp_path_factory.mktemp("whatif")
    made = {"open": written(street(), folder / "open.gpkg"), "wall": folder / "wall.gpkg"}
    pyogrio.write_dataframe(drawn(wall()), made["wall"], layer="obstacles", driver="GPKG")
    made["walled"] = written(street(), folder / "walled.gpkg")
    standing = drawn(wall("existing"))
    pyogrio.write_dataframe(standing, made["walled"], layer="obstacles", driver="GPKG", append=True)
    return made


def test_a_wall_added_harms_nobody(run: Run, files: dict[str, Path]) -> None:
    code, out, err = run("whatif", files["open"], "--add", files["wall"], *BY)
    lines = out.splitlines()
    assert (code, err) == (0, ""), out
    assert any(line.startswith("cam  main observe  lost ") for line in lines)
    assert "cam  flats  storeys 0, 1, 2  newly hidden: 83.1 px/m before" in lines
    assert "open: obstacles wall added, nothing removed; law of 2026-03-01" in lines
    assert "What is added counts as built." in out
    assert lines[-1] == "It exposes no home and breaks no more of the law."


def test_a_wall_removed_exposes_homes(run: Run, files: dict[str, Path]) -> None:
    code, out, _ = run("whatif", files["walled"], "--remove", "wall", *BY)
    assert code == 1
    assert "cam  flats  storeys 0, 1, 2  newly exposed: 83.1 px/m" in out.splitlines()
    assert "cam  main observe  gained " in out
    assert "new, fail, " in out
    assert "It exposes homes or breaks more of the law." in out


def test_quiet_leaves_the_summary_out(run: Run, files: dict[str, Path]) -> None:
    _, out, _ = run("whatif", files["walled"], "--remove", "wall", *BY, "--quiet")
    assert "newly exposed" in out
    assert "law of" not in out


def test_data(run: Run, files: dict[str, Path]) -> None:
    _, out, _ = run("whatif", files["walled"], "--remove", "wall", *BY, "--format", "json")
    document = json.loads(out)
    assert document["removed"] == {"obstacles": ["wall"]}
    assert {row["change"] for row in document["homes"]} == {"exposed"}
    assert document["ground"][0]["gained_m2"] > 0.0
    _, out, _ = run("whatif", files["walled"], "--remove", "wall", *BY, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out, newline="")))
    assert [(row["building_id"], row["storey"], row["change"]) for row in rows] == [
        ("flats", storey, "exposed") for storey in "012"
    ]


def test_a_folder_is_written_whole(run: Run, files: dict[str, Path], tmp_path: Path) -> None:
    for _ in range(2):
        code, _, err = run(
            "whatif", files["open"], "--add", files["wall"], *BY, "--out", tmp_path / "out", "--quiet"
        )
        assert (code, err) == (0, "")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "homes.csv", "whatif.gpkg", "whatif.json",
    ]  # fmt: skip


def test_chinese(run: Run, files: dict[str, Path]) -> None:
    _, out, _ = run("whatif", files["walled"], "--remove", "wall", *BY, "--lang", "zh")
    assert "新暴露：83.1 px/m" in out
    assert "将新暴露住户" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "found nothing; allowed a value (The plan"),
        (("SCENE",), "nothing to add or remove"),
        (("SCENE", "--remove", "fence"), "found 'fence'; allowed a file of ids, or the id of one of the"),
        (("SCENE", "--add", "nowhere.gpkg"), "nowhere.gpkg: found no such file"),
        (("SCENE", "--add", "SCENE"), "allowed layers called obstacles, buildings, cameras"),
    ],
)
def test_bad_input_leaves_with_two(
    run: Run, files: dict[str, Path], arguments: tuple[str, ...], *, said: str
) -> None:
    code, out, err = run("whatif", *(files["open"] if each == "SCENE" else each for each in arguments))
    assert code == 2
    assert said in err
    assert not out
    assert "Traceback" not in err


def test_all_that_is_wrong_is_told_at_once(run: Run, files: dict[str, Path]) -> None:
    faulty = ("--set", "cn_2025/13/has_sing.x=1", "--on", "2010-01-01")
    code, out, err = run("whatif", "nowhere.gpkg", "--remove", "wall", *faulty)
    assert (code, out) == (2, "")
    for said in ("nowhere.gpkg", "has_sing", "2016-11-28"):
        assert said in err
    code, _, err = run("whatif", files["walled"], "--remove", "wal", "--add", "no.gpkg", *BY)
    assert code == 2
    assert "Did you mean wall?" in err
    assert "no.gpkg" in err
