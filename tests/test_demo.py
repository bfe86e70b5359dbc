"""The demo as a user runs it: what it prints, what it leaves, what the README shows of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyogrio
import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "docs"))
from update_readme import BLOCK, demo_output, shortened  # noqa: E402  (docs/ is no package)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def output(folder: Path) -> str:
    return demo_output(folder)


def test_readme_shows_what_the_demo_prints(output: str) -> None:
    block = BLOCK.search((ROOT / "README.md").read_text(encoding="utf-8"))
    assert block is not None
    assert block[2] == shortened(output), "run python docs/update_readme.py"


def test_readme_names_the_two_commands_first() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert readme.index("make demo") < readme.index("make test") < readme.index("## ")
    assert (ROOT / "docs" / "pictures" / "demo_map.png").is_file()


def test_demo_leaves_everything_and_nothing_else(folder: Path, output: str) -> None:
    assert "demo_out/map.html" in output
    out = folder / "demo_out"
    assert [path.name for path in folder.iterdir()] == ["demo_out"]
    assert {path.name for path in out.iterdir()} == {
        "assessment.gpkg",
        "findings.csv",
        "map.html",
        "summary.json",
    }
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["on"] == "2025-09-01"
    assert len(summary["inputs"][0]["sha256"]) == 64


def test_demo_shows_each_kind_of_trouble(folder: Path, output: str) -> None:
    assert output
    findings = pyogrio.read_dataframe(folder / "demo_out" / "assessment.gpkg", layer="findings")
    fails = findings[findings["outcome"] == "fail"]
    assert set(fails["check"]) >= {
        "device_in_room",
        "view_into_residence",
        "view_into_room",
        "has_sign",
        "sign_near_camera",
        "keep_distance",
        "filing_in_time",
        "entitled_installer",
    }
    assert set(findings["outcome"]) == {"pass", "fail", "undecided", "not_applicable"}
    binding = fails[fails["force"] == "binding"]
    assert not binding["liability"].eq("[]").all()
    assert fails.loc[fails["force"] != "binding", "liability"].eq("[]").all()


def test_demo_runs_again_over_its_own_folder_and_gives_the_same_bytes(folder: Path, output: str) -> None:
    before = {path.name: path.read_bytes() for path in (folder / "demo_out").iterdir()}
    assert demo_output(folder) == output
    after = {path.name: path.read_bytes() for path in (folder / "demo_out").iterdir()}
    assert [name for name in before if before[name] != after[name]] == []


def test_demo_says_nothing_of_where_it_ran(folder: Path, output: str) -> None:
    assert str(folder) not in output
    for path in (folder / "demo_out").iterdir():
        assert str(folder).encode() not in path.read_bytes(), path.name


def test_command_is_installed() -> None:
    command = Path(sys.executable).with_name("siting")
    done = subprocess.run([command, "--version"], check=True, capture_output=True, text=True)
    assert done.stdout.startswith("siting ")
