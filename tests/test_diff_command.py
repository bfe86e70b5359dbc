"""``siting diff`` on the command line."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio
import pytest

import siting
from tests.change.test_difference import town

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from siting.model import Scene

    Run = Callable[..., tuple[int, str, str]]

ON = ("--on", "2026-03-01")


def written(made: Scene, path: Path, *, crs: int | None = None) -> Path:
    """Return the GeoPackage into which a scene of `town` was written."""
    columns = ["id", "azimuth_deg", "height_m", "hfov_deg", "image_width_px", "image_height_px"]
    used = siting.assess(made, on="2026-03-01").cameras.round({"azimuth_deg": 3})
    layers: dict[str, gpd.GeoDataFrame] = {
        "buildings": made.buildings[["id", "height_m", "use", "geometry"]],
        "cameras": used[[*columns, "tilt_deg", "regime", "social_public_area", "system_id", "geometry"]],
        "systems": made.systems[["id", "demonstration_date", "filing_date"]],
    }
    for name, frame in layers.items():
        shown = frame.to_crs(crs) if crs and isinstance(frame, gpd.GeoDataFrame) else frame
        pyogrio.write_dataframe(shown, path, layer=name, driver="GPKG", append=path.exists())
    return path


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return a plan, the same in another system, one moved within and one beyond tolerance."""
    folder = tmp_path_factory.mktemp("plans")
    return {
        "plan": written(town(), folder / "plan.gpkg"),
        "same": written(town(), folder / "same.gpkg", crs=25833),
        "near": written(town(shift_m=0.5), folder / "near.gpkg"),
        "far": written(town(shift_m=3.0), folder / "far.gpkg"),
    }


def test_nothing_that_matters_leaves_with_zero(run: Run, plans: dict[str, Path]) -> None:
    for built in ("plan", "same", "near"):
        code, out, err = run("diff", plans["plan"], plans[built], *ON)
        assert (code, err) == (0, ""), out
        assert "Nothing changed that matters." in out
    assert "moved: within 1" in out


def test_a_deviation_leaves_with_one(run: Run, plans: dict[str, Path]) -> None:
    code, out, _ = run("diff", plans["plan"], plans["far"], *ON)
    assert code == 1
    assert out.splitlines()[0] == "cam-a  position_m  3 > 1 m  moved"
    assert "S1  cam-a  moved / as planned  moderate (draft only, binds nobody): " in out
    assert "camera cam-a is not as planned: moved 3.00 m" in out
    assert "What was built deviates from the plan." in out


def test_a_tolerance_of_ones_own(run: Run, plans: dict[str, Path]) -> None:
    assert run("diff", plans["plan"], plans["far"], *ON, "--tolerance", "position_m=3")[0] == 0
    assert run("diff", plans["plan"], plans["near"], *ON, "--tolerance", "position_m=0.4")[0] == 1


def test_quiet_leaves_the_summary_out(run: Run, plans: dict[str, Path]) -> None:
    assert run("diff", plans["plan"], plans["near"], *ON, "--quiet") == (0, "", "")


def test_json_and_csv(run: Run, plans: dict[str, Path]) -> None:
    _, out, err = run("diff", plans["plan"], plans["far"], *ON, "--format", "json")
    document = json.loads(out)
    assert not err
    assert {"summary", "geometry"}.isdisjoint(document)
    assert [each["change"] for each in document["changes"]] == ["moved"]
    assert all(isinstance(each["liability"], list) for each in document["findings_of_change"])
    _, out, _ = run("diff", plans["plan"], plans["far"], *ON, "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(out, newline=""))
    assert (row["subject_id"], row["change"], row["extent"], row["deviation"]) == (
        "cam-a", "moved", "beyond", "3.0",
    )  # fmt: skip


def test_a_folder_is_written_whole(run: Run, plans: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    for _ in range(2):
        code, _, err = run("diff", plans["plan"], plans["far"], *ON, "--out", out)
        assert (code, err) == (1, "siting: written: out/\n")
    assert sorted(path.name for path in out.iterdir()) == ["change_filing.csv", "changes.csv", "diff.json"]
    code, _, err = run("check", plans["plan"], *ON, "--out", out)
    assert code == 2
    assert "allowed nothing but an assessment" in err


def test_chinese(run: Run, plans: dict[str, Path]) -> None:
    _, out, _ = run("diff", plans["plan"], plans["far"], *ON, "--lang", "zh")
    assert "移位" in out
    assert "与方案不符" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("PLAN",), "arguments, BUILT: found nothing; allowed a value"),
        (("PLAN", "nowhere.gpkg"), "nowhere.gpkg: found no such file"),
        (("PLAN", "PLAN", "--tolerance", "position_m"), "tolerance: found position_m; allowed name=value"),
        (("PLAN", "PLAN", "--tolerance", "far=1"), "tolerance: found 'far'; allowed position_m"),
        (("PLAN", "PLAN", "--set", "limit"), "set: found limit; allowed duty_id.name=value"),
        (("PLAN", "PLAN", "--format", "geojson"), "found 'geojson'; allowed text, json, csv."),
        (("PLAN", "PLAN", "--on", "2010-01-01"), "2016-11-28"),
    ],
)
def test_bad_input_leaves_with_two(
    run: Run, plans: dict[str, Path], arguments: tuple[str, ...], *, said: str
) -> None:
    code, out, err = run("diff", *(plans["plan"] if each == "PLAN" else each for each in arguments))
    assert code == 2
    assert said in err
    assert not out
    assert "Traceback" not in err


def test_all_that_is_wrong_with_two_plans_is_told_at_once(run: Run) -> None:
    options = ("--set", "cn_2025/13/has_sing.x=1", "--tolerance", "positon_m=2", "--on", "2010-01-01")
    code, out, err = run("diff", "nowhere.gpkg", "nor_here.gpkg", *options)
    assert (code, out) == (2, "")
    for said in ("nowhere.gpkg", "nor_here.gpkg", "has_sing", "did you mean position_m?", "2016-11-28"):
        assert said in err


def test_without_a_camera_in_either_nothing_was_checked(
    run: Run, plans: dict[str, Path], tmp_path: Path
) -> None:
    empty = tmp_path / "empty.gpkg"
    for layer, _ in pyogrio.list_layers(plans["plan"]):
        frame = gpd.read_file(plans["plan"], layer=layer)
        pyogrio.write_dataframe(
            frame.iloc[:0] if layer == "cameras" else frame,
            empty,
            layer=layer,
            driver="GPKG",
            append=empty.exists(),
            **({"geometry_type": "Point"} if layer == "cameras" else {}),
        )
    code, out, _ = run("diff", empty, empty, *ON)
    assert code == 0
    assert out.splitlines()[-1].startswith("NOTHING WAS CHECKED")
    _, out, _ = run("diff", empty, empty, *ON, "--lang", "zh")
    assert out.splitlines()[-1].startswith("未作任何检查")


def test_answers_beside_the_plan_are_read_though_a_camera_is_gone(
    run: Run, plans: dict[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / "of_plan"
    folder.mkdir()
    plan = folder / "plan.gpkg"
    plan.write_bytes(plans["plan"].read_bytes())
    built = tmp_path / "built.gpkg"
    made = town()
    written(replace(made, cameras=tuple(each for each in made.cameras if each.id != "cam-a")), built)
    (folder / "answers.yaml").write_text(
        "answers:\n"
        "- {duty_id: cn_2025/23/not_moved_without_authority, answer: yes, name: Wang}\n"
        "- {duty_id: cn_2025/13/has_sign, subject_id: cam-a, answer: yes, name: Wang}\n",
        encoding="utf-8",
    )
    code, out, err = run("diff", plan, built, *ON)
    assert (code, "answers and waivers: answers.yaml, beside the scene" in err) == (1, True), err
    assert "cam-a" in out
    (folder / "answers.yaml").write_text(
        "answers: [{duty_id: cn_2025/13/has_sign, subject_id: cam-z, answer: yes, name: Wang}]\n",
        encoding="utf-8",
    )
    code, _, err = run("diff", plan, built, *ON)
    assert (code, "'cam-z' of cn_2025/13/has_sign" in err) == (2, True), err
