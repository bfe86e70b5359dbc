"""The command line: exit codes, pure standard output, one line a fact, faults told in full."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas
import numpy as np
import osmnx
import pyogrio
import pytest
import shapely
from rich.cells import cell_len

import siting
import siting.io
from siting.same_fact import facts
from siting.text_report import comparison
from tests.ground import ground
from tests.scenes import building, camera, home, rect, scene

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

ON = ("--on", "2026-03-01")
HELP_S = 1.0
TOYLAND = Path(__file__).parent / "rules" / "packs" / "toyland"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a plan with one home in view of one of two cameras, as a GeoPackage."""
    town = scene(
        [home(rect(-20, 20, 20, 30), id="house"), building(rect(30, -30, 40, 40), id="office")],
        [
            camera(0, 0, id="cam-a", regime="gov", social_public_area="yes"),
            camera(0, -10, id="cam-b", azimuth_grid_deg=180, regime="gov", social_public_area="yes"),
        ],
    )
    path = tmp_path_factory.mktemp("plan") / "plan.gpkg"
    columns = ["id", "azimuth_deg", "height_m", "hfov_deg", "image_width_px", "image_height_px"]
    used = siting.assess(town, on="2026-03-01").cameras
    cameras = used[[*columns, "tilt_deg", "regime", "social_public_area", "geometry"]]
    buildings = town.buildings[["id", "height_m", "use", "geometry"]]
    pyogrio.write_dataframe(buildings, path, layer="buildings", driver="GPKG")
    pyogrio.write_dataframe(cameras, path, layer="cameras", driver="GPKG", append=True)
    return path


def test_fails_leave_with_one(run: Run, plan: Path) -> None:
    code, out, err = run("check", plan, *ON)
    assert code == 1
    assert "cam-a  house  83.1" in out
    assert not err


def test_no_fails_leave_with_zero(run: Run, plan: Path) -> None:
    limits = [f"cn_2025/{name}.limit_px_per_m=100" for name in ("13/extent_of_view", "8/view_into_residence")]
    own = [part for limit in limits for part in ("--set", limit)]
    code, out, _ = run("check", plan, *ON, "--pack", "cn_2025", *own)
    assert code == 0
    assert "No fact breaks a duty." in out


def test_weakest_force_that_counts_can_be_chosen(run: Run, plan: Path) -> None:
    assert run("check", plan, *ON, "--fail-on", "binding")[0] == 0
    assert run("check", plan, *ON, "--fail-on", "advisory")[0] == 1


def test_one_fact_is_one_line_with_every_duty_that_objects(run: Run, plan: Path) -> None:
    _, out, _ = run("check", plan, *ON, "--quiet")
    lines = [line for line in out.splitlines() if "house" in line and "62.5" in line]
    assert len(lines) == 1
    for duty in ("cn_2016_draft/11/view_into_residence", "cn_2025/8/view_into_residence",
                 "cn_2025/13/extent_of_view"):  # fmt: skip
        assert duty in lines[0]
    assert lines[0].startswith("cam-a  house  83.1")
    assert "> 62.5 px/m  moderate, interpretation: sees windows" in lines[0]


def test_quiet_prints_findings_and_nothing_else(run: Run, plan: Path) -> None:
    _, out, err = run("check", plan, *ON, "--quiet")
    assert all(line.startswith(("cam-a  ", "cam-b  ")) for line in out.splitlines() if line)
    assert not err


def test_text_says_what_was_assumed_and_that_the_draft_never_bound(run: Run, plan: Path) -> None:
    _, out, _ = run("check", plan, *ON)
    for said in ("never in force", "assumed", "would settle more", "undecided:", "Not decided:", "Internal:"):
        assert said in out
    assert "buildings: 2 = 2 + 0 + 0" in out
    _, out, _ = run("check", plan, *ON, "--pack", "cn_2025")
    assert "never in force" not in out


def test_the_last_line_parts_what_a_draft_alone_objects_to(run: Run, plan: Path) -> None:
    _, out, _ = run("check", plan, *ON, "--format", "json")
    fails = [row for row in json.loads(out) if row["outcome"] == "fail"]
    assert {row["pack_status"] for row in fails} == {"draft", "in_force"}
    limits = [f"cn_2025/{name}.limit_px_per_m=100" for name in ("13/extent_of_view", "8/view_into_residence")]
    _, out, _ = run("check", plan, *ON, *(part for limit in limits for part in ("--set", limit)))
    lines = out.splitlines()
    draft_count = sum("(draft only, binds nobody): " in line for line in lines)
    assert draft_count > 0
    told = "1 fact rests" if draft_count == 1 else f"{draft_count} facts rest"
    assert lines[-1].endswith(f" {told} on a draft alone, which binds nobody.")
    _, out, _ = run("check", plan, *ON, "--pack", "cn_2025")
    assert "draft" not in out


def test_waivers_that_meet_nothing_are_told(run: Run, plan: Path, tmp_path: Path) -> None:
    _, out, _ = run("check", plan, *ON, "--format", "json")
    met = next(row["finding_id"] for row in json.loads(out) if row["outcome"] == "fail")
    answers = tmp_path / "answers.yaml"
    waivers = [{"finding_id": each, "reason": "ordered", "name": "Li"} for each in (met, "f" * 16)]
    answers.write_text(json.dumps({"waivers": waivers}), encoding="utf-8")
    code, out, err = run("check", plan, *ON, "--answers", answers)
    assert (code, err) == (1, "")
    assert "waivers: 2 = 1 + 0 + 1" in out
    assert "1 waiver names a finding that this run does not have" in out
    stranger = {
        "duty_id": "cn_2025/9/necessary_for_public_safety",
        "subject_id": "cam-z",
        "answer": "yes",
        "name": "Li",
    }
    answers.write_text(json.dumps({"answers": [stranger]}), encoding="utf-8")
    code, out, err = run("check", plan, *ON, "--answers", answers)
    assert (code, out) == (2, "")
    assert "row answer 1, subject_id: found 'cam-z' of cn_2025/9/necessary_for_public_safety" in err
    assert "allowed cam-a, cam-b" in err


def test_findings_in_chinese(run: Run, plan: Path) -> None:
    _, out, _ = run("check", plan, *ON, "--lang", "zh")
    assert "看到建筑 house 的窗" in out
    assert "从未生效" in out


@pytest.mark.parametrize(("shown", "outcome"), [("undecided", "undecided"), ("pass", "pass")])
def test_more_can_be_shown(run: Run, plan: Path, shown: str, outcome: str) -> None:
    _, out, _ = run("check", plan, *ON, "--quiet", "--show", shown)
    lines = [line for line in out.splitlines() if f"  {outcome}: " in line]
    found = siting.assess(siting.read_scene(plan), on="2026-03-01").findings
    assert len(lines) == len(facts(found, outcome)) > 0


def test_json_keeps_one_row_a_duty_and_stdout_pure(run: Run, plan: Path, tmp_path: Path) -> None:
    code, out, err = run("check", plan, *ON, "--format", "json", "--out", tmp_path / "out", "--no-map")
    records = json.loads(out)
    found = siting.assess(siting.read_scene(plan), on="2026-03-01").findings
    assert [record["finding_id"] for record in records] == list(found["finding_id"])
    assert code == 1
    assert "written: out/" in err


def test_csv_and_geojson_are_whole_documents(run: Run, plan: Path) -> None:
    _, text, _ = run("check", plan, *ON, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    _, text, _ = run("check", plan, *ON, "--format", "geojson")
    features = json.loads(text)["features"]
    assert [row["finding_id"] for row in rows] == [each["properties"]["finding_id"] for each in features]


def test_folder_is_written_with_and_without_map(run: Run, plan: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("check", plan, *ON, "--out", out)
    assert (out / "map.html").is_file()
    run("check", plan, *ON, "--out", out, "--no-map")
    assert not (out / "map.html").exists()
    layers = {str(name) for name, _ in pyogrio.list_layers(out / "assessment.gpkg")}
    assert layers == {"cameras", "coverage", "facades", "findings", "ledger", "necessity", "overlap"}
    with sqlite3.connect(out / "assessment.gpkg") as tables:
        said = dict(tables.execute("SELECT table_name, description FROM gpkg_contents"))
    assert set(said) == layers
    assert all("Internal" in text and "内部" in text for text in said.values())


def test_the_map_opens_in_the_language_that_was_asked_for(run: Run, plan: Path, tmp_path: Path) -> None:
    for asked, said in (((), '"lang": ?null'), (("--lang", "zh"), '"lang": ?"zh"')):
        run("check", plan, *ON, "--out", tmp_path / "out", *asked)
        assert re.search(said, (tmp_path / "out" / "map.html").read_text(encoding="utf-8"))


def test_layers_one_by_one(run: Run, plan: Path) -> None:
    whole = run("check", plan, *ON, "--format", "json")
    parts = run("check", "--buildings", f"{plan}:buildings", "--cameras", f"{plan}:cameras", *ON,
                "--format", "json")  # fmt: skip
    assert parts == whole


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check",), "nothing to read"),
        (("check", "nowhere.gpkg"), "nowhere.gpkg: found no such file"),
        (("check", "PLAN", "--on", "yesterday"), "allowed a day as YYYY-MM-DD"),
        (("check", "PLAN", "--on", "2010-01-01"), "2016-11-28"),
        (("check", "PLAN", "--pack", "cn_1999"), "allowed cn_2016_draft, cn_2025"),
        (("check", "PLAN", "--ladder", "steps"), "allowed dori_2015, oodpcvs_2025"),
        (("check", "PLAN", "--set", "limit"), "allowed duty_id.name=value"),
        (("check", "PLAN", "--target-height", "-2"), "target_height_m"),
        (("check", "PLAN", "--answers", "nowhere.yaml"), "nowhere.yaml"),
        (
            ("check", "PLAN", "--format", "xml"),
            "options, --format: found 'xml'; allowed text, json, csv, geojson.",
        ),
        (("check", "PLAN", "--colour"), "options: found --colour; allowed the options of siting check."),
        (("rules", "cn_2025/13/nothing"), "allowed cn_2025/13/"),
        (("rules", "--compare", "--pack", "cn_2025"), "found 1 packs (cn_2025); allowed exactly two"),
        (("rules", "--compare", "--pack", "cn_2025", "--pack", "cn_2025"), "allowed exactly two different"),
        (("rules", "cn_2025/13/has_sign", "--compare"), "leave the duty out"),
        (("rules", "--pack", "."), "pack.yaml"),
        (("osm",), "give the name of a place, or --bbox"),
        (("osm", "--bbox", "25,60,24,61"), "west < east"),
        (("osm", "--bbox", "1,2,3"), "four numbers"),
        (("osm", "Kallio", "--out", "kallio.txt"), "called .gpkg"),
        (("osm", "--bbox", "10,50,12,51", "--out", "wide.gpkg"), "allowed up to 0.5"),
    ],
)
def test_bad_input_and_usage_leave_with_two_and_say_why(
    run: Run,
    plan: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*(str(plan) if each == "PLAN" else each for each in arguments))
    assert code == 2
    assert said in err
    assert not out
    assert "Traceback" not in err
    assert not list(tmp_path.iterdir()), "nothing is written"


def test_options_and_data_are_told_at_once(run: Run, tmp_path: Path) -> None:
    bad = ("--on", "yesterday", "--ladder", "steps", "--target-height", "-2", "--set", "limit")
    code, out, err = run("check", tmp_path / "nowhere.gpkg", *bad)
    assert (code, out) == (2, "")
    for said in ("a day as", "found 'steps'", "target_height_m", "set: found limit", "no such file"):
        assert said in err
    code, _, err = run("check", tmp_path / "nowhere.gpkg", "--pack", "cn_1999", "--ladder", "steps")
    assert code == 2
    assert "cn_1999" in err
    assert "steps" in err
    own = "--set", "cn_2025/8/view_into_residence.limit_px_per_n=3"
    code, _, err = run("check", tmp_path / "nowhere.gpkg", *own, "--on", "2010-01-01")
    assert "limit_px_per_n" in err
    assert "2016-11-28" in err
    assert "no such file" in err


def test_every_fault_is_told_at_once(run: Run, tmp_path: Path, plan: Path) -> None:
    cameras = tmp_path / "cameras.csv"
    cameras.write_text(
        "id,easting_m,northing_m,azimuth_deg,height_m,hfov_deg,image_width_px\n"
        "one,500000,5500000,north-ish,4,60,1920\n"
        "two,500001,5500001,90,-4,60,1920\n",
        encoding="utf-8",
    )
    code, _, err = run(
        "check", "--buildings", f"{plan}:buildings", "--cameras", cameras, "--crs", "EPSG:25832"
    )
    assert code == 2
    assert "azimuth_deg" in err
    assert "height_m" in err
    assert "cameras.csv" in err


def test_foreign_folder_is_refused_before_the_work(run: Run, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    code, _, err = run("check", plan, *ON, "--out", tmp_path)
    assert code == 2
    assert "thesis.docx" in err
    assert (tmp_path / "thesis.docx").read_text() == "years of work"


def test_a_name_cannot_command_the_terminal(run: Run, plan: Path, tmp_path: Path) -> None:
    frames = {name: pyogrio.read_dataframe(plan, layer=name) for name in ("buildings", "cameras")}
    frames["cameras"]["id"] = ["\x1b[2Jcam\n[bold]", "cam-b"]
    for name, frame in frames.items():
        pyogrio.write_dataframe(frame, tmp_path / f"{name}.gpkg", driver="GPKG")
    code, out, _ = run("check", tmp_path, *ON, "--quiet")
    assert code == 1
    assert "\x1b" not in out
    assert "[2Jcam [bold]  house" in out


def test_rules_lists_every_duty(run: Run) -> None:
    _, out, _ = run("rules", "--format", "json")
    duties = json.loads(out)
    assert all(
        isinstance(duty["article"], int)
        and {"pack", "article", "duty_id", "check", "force", "basis"} <= set(duty)
        for duty in duties
    )
    _, text, _ = run("rules")
    assert [line.split()[0] for line in text.splitlines()] == [duty["duty_id"] for duty in duties]
    _, out, _ = run("rules", "--pack", "cn_2025", "--format", "json")
    assert {duty["pack"] for duty in json.loads(out)} == {"cn_2025"}


def test_rules_explains_one(run: Run) -> None:
    _, out, _ = run("rules", "cn_2016_draft/11/distance_from_residence")
    for said in ("min_distance_m = 20 m", "basis: case", "never in force", "cure:"):
        assert said in out
    _, out, _ = run("rules", "cn_2016_draft/11/distance_from_residence", "--lang", "zh")
    assert "从未生效" in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_rules_puts_two_texts_side_by_side(run: Run, lang: str) -> None:
    code, out, err = run("rules", "--compare", "--lang", lang)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split()[:2] == ["cn_2016_draft", "cn_2025"]
    assert max(map(cell_len, lines)) <= 120
    assert {"en": "never in force", "zh": "从未生效"}[lang] in lines[-1]
    assert {"en": "acceptance_date → in_use_date", "zh": "验收日期 → 投入使用日期"}[lang] in out
    said = {"en": "at once → 10,000–20,000 CNY", "zh": "罚款（单位）：10,000–100,000 元"}[lang]
    assert said in " ".join(part for line in lines for part in [line[70:].strip()]) or said in out
    assert all(word in out for word in {"en": ("Dropped", "New"), "zh": ("已取消", "新增")}[lang])


def test_rules_compares_any_two_packs(run: Run) -> None:
    _, out, _ = run("rules", "--compare", "--format", "json")
    compared = json.loads(out)
    assert [pack["id"] for pack in compared["packs"]] == ["cn_2016_draft", "cn_2025"]
    assert {"articles", "only_in", "changed_zh", "changed_en", "duties"} == set(compared["rows"][0])
    _, out, _ = run("rules", "--compare", "--pack", TOYLAND, "--pack", "cn_2025")
    assert out.split()[:2] == ["toyland", "cn_2025"]
    assert "only in toyland" in out
    assert "never in force" not in out


@pytest.fixture
def toy_plan(tmp_path: Path) -> list[object]:
    """Return the arguments of a plan in the words of Toyland: its own regime, use of buildings and rooms."""
    frames = {
        "buildings": ({"id": ["keep"], "use": ["castle"], "height_m": [30.0]}, shapely.box(6, 0, 9, 9)),
        "cameras": (
            {"id": ["C1"], "azimuth_deg": [0.0], "height_m": [4.0], "hfov_deg": [60.0],
             "image_width_px": [1920], "regime": ["royal"]},
            shapely.Point(0, 0),
        ),
        "zones": (
            {"id": ["throne"], "kind": ["throne_room"], "base_m": [0.0], "top_m": [9.0]},
            shapely.box(-1, -1, 1, 1),
        ),
    }  # fmt: skip
    arguments: list[object] = []
    for name, (columns, shape) in frames.items():
        moved = shapely.affinity.translate(shape, 500000, 4000000)
        frame = geopandas.GeoDataFrame(columns, geometry=[moved], crs="EPSG:32650")
        pyogrio.write_dataframe(frame, tmp_path / f"{name}.gpkg", driver="GPKG")
        arguments += [f"--{name}", tmp_path / f"{name}.gpkg"]
    return arguments


def test_a_third_jurisdiction_is_a_folder_named_on_the_command_line(run: Run, toy_plan: list[object]) -> None:
    """Its zone kind, use, regime, number and question stand in its YAML alone."""
    code, out, err = run("check", *toy_plan, *ON, "--pack", TOYLAND, "--format", "json")
    assert (code, err) == (1, "")
    found = {row["duty_id"]: row for row in json.loads(out)}
    distance, room, question = (
        found[f"toyland/{name}"] for name in ("3/five_metres", "4/no_device_in_throne_room", "4/consent")
    )
    assert (distance["outcome"], distance["expected"], distance["observed"]) == ("fail", "8", "6")
    assert (distance["object_id"], distance["liability"][0]["to"]) == ("keep", 20.0)
    assert (room["outcome"], room["object_id"]) == ("fail", "throne")
    assert (question["outcome"], question["message_zh"]) == ("undecided", "邻居是否都已同意")
    _, out, _ = run("check", *toy_plan, *ON, "--pack", TOYLAND, "--pack", "cn_2025", "--quiet")
    assert "toyland/3/five_metres" in out
    _, out, _ = run("check", *toy_plan, "--on", "2021-01-01", "--pack", TOYLAND, "--quiet")
    assert "toyland/3/five_metres" not in out
    code, out, err = run("check", *toy_plan, *ON, "--pack", "cn_2025")
    assert (code, out) == (2, "")
    assert "kind: found 'throne_room'; allowed one of hotel_room" in err


def test_rules_of_a_pack_from_a_path(run: Run) -> None:
    _, out, _ = run("rules", "--pack", TOYLAND)
    assert [line.split()[0] for line in out.splitlines()] == [
        "toyland/3/five_metres",
        "toyland/4/consent",
        "toyland/4/purpose",
        "toyland/4/no_device_in_throne_room",
    ]
    _, out, _ = run("rules", "toyland/3/five_metres", "--pack", TOYLAND)
    assert "min_distance_m = 8 m" in out


def test_a_reviewers_words_beside_the_scene_are_heard(run: Run, plan: Path, tmp_path: Path) -> None:
    words = plan.parent / "answers.yaml"
    duty = "cn_2025/22/published_images_masked"
    answer = f"{{duty_id: {duty}, answer: yes, name: Li Na, date: 2026-02-01}}"
    words.write_text(f"answers: [{answer}]", encoding="utf-8")
    _, out, err = run("check", plan, *ON, "--format", "json", "--out", tmp_path / "out", "--no-map")
    heard = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))["parameters"][
        "answers"
    ]
    assert heard == {
        "name": "answers.yaml",
        "sha256": hashlib.sha256(words.read_bytes()).hexdigest(),
        "answers": 1,
        "waivers": 0,
    }
    words.unlink()
    assert "answers.yaml, beside the scene" in err
    told = next(row for row in json.loads(out) if row["duty_id"] == duty)
    assert (told["outcome"], told["flags"]) == ("pass", "answered")
    _, out, err = run("check", plan, *ON, "--format", "json")
    told = next(row for row in json.loads(out) if row["duty_id"] == duty)
    assert told["outcome"] == "undecided"
    assert "beside" not in err


def test_osm_without_connection_says_what_to_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr("osmnx.features_from_bbox", refuse)
    code, _, err = run("osm", "--bbox", "24.94,60.16,24.95,60.17", "--out", tmp_path / "a.gpkg")
    assert code == 2
    assert "cannot be reached (no route to host)" in err
    assert not list(tmp_path.iterdir())


def test_osm_writes_layers_that_can_be_read_without_what_is_military(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ring(first: int, lon: float, lat: float, side: float) -> tuple[str, str]:
        corners = [(lon, lat), (lon + side, lat), (lon + side, lat + side), (lon, lat + side)]
        nodes = "".join(f'<node id="{first + k}" lat="{y}" lon="{x}"/>' for k, (x, y) in enumerate(corners))
        return nodes, "".join(f'<nd ref="{first + k}"/>' for k in (0, 1, 2, 3, 0))

    shapes = [ring(1, 24.0, 60.0, 0.0004), ring(11, 24.01, 60.0, 0.002), ring(21, 24.0105, 60.0005, 0.0004)]
    tags = [("building", "apartments"), ("landuse", "military"), ("building", "yes")]
    ways = "".join(
        f'<way id="{k}">{refs}<tag k="{key}" v="{value}"/></way>'
        for k, ((_, refs), (key, value)) in enumerate(zip(shapes, tags, strict=True), 7)
    )
    camera = '<node id="99" lat="60.001" lon="24.0"><tag k="man_made" v="surveillance"/></node>'
    extract = tmp_path / "answer.osm"
    nodes = "".join(nodes for nodes, _ in shapes)
    extract.write_text(f'<osm version="0.6">{nodes}{camera}{ways}</osm>', encoding="utf-8")
    asked: list[object] = []

    def answer(box: object, wanted: dict[str, bool | str | list[str]]) -> object:
        asked.append(box)
        return osmnx.features_from_xml(extract, tags=wanted)

    monkeypatch.setattr("osmnx.features_from_bbox", answer)
    code, _, err = run("osm", "--bbox", "24.0,60.0,24.02,60.01", "--out", tmp_path / "town.gpkg")
    assert code == 0, err
    assert "tells its servers" in err
    assert "objects left out as military: 1 (way/9)" in err
    assert asked == [(24.0, 60.0, 24.02, 60.01)]
    town = siting.read_scene(tmp_path / "town.gpkg")
    assert list(town.buildings["use"]) == ["residence"]
    assert [camera.id for camera in town.cameras] == ["node/99"]
    assert "ODbL" in town.attribution[0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answer.osm", "town.gpkg"]


def test_app_is_opened_on_this_computer(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[tuple[object, int, str]] = []

    def launch(plan: str | None, *, port: int, host: str) -> int:
        opened.append((plan, port, host))
        return 0

    monkeypatch.setattr("siting.ui.launch.launch", launch)
    assert run("app", "plan.gpkg", "--port", "9000")[0] == 0
    assert run("app")[0] == 0
    assert opened == [("plan.gpkg", 9000, "127.0.0.1"), (None, 8501, "127.0.0.1")]


def test_app_at_another_address_is_refused_without_a_login(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run("app", "--host", "0.0.0.0")
    assert code == 2
    assert "siting[login]" in err


def test_version(run: Run) -> None:
    assert run("--version") == (0, f"siting {siting.__version__}\n", "")


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom siting.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = ('numba', 'geopandas', 'pandas', 'numpy', 'shapely')\n"
        "print([name for name in heavy if name in sys.modules])\n"
    )
    times_s = []
    for _ in range(3):
        started_s = time.monotonic()
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        times_s.append(time.monotonic() - started_s)
        assert done.stdout.rstrip().endswith("[]")
    assert min(times_s) < HELP_S


@pytest.mark.parametrize(
    ("observed", "expected", "unit", "text"),
    [
        ("5", "20", "m", "5 < 20 m"),
        ("20", "20", "m", "20 = 20 m"),
        ("", "", "", ""),
        ("inside", "outside", "", "inside / outside"),
        ("2025-07-02", "<= 2025-07-01", "day", "2025-07-02 > 2025-07-01"),
    ],
)
def test_measured_against_allowed(observed: str, expected: str, unit: str, text: str) -> None:
    assert comparison(observed, expected, unit) == text


@pytest.mark.parametrize("missing", ["cameras", "buildings"])
def test_half_a_plan_is_no_clean_plan(run: Run, missing: str) -> None:
    demo = siting.io.demo_path()
    kept = {"buildings": "cameras", "cameras": "buildings"}[missing]
    code, out, err = run("check", f"--{kept}", f"{demo}:{kept}", "--no-map")
    assert code == 2, out
    assert f"Give --{missing} FILE" in err
    assert "No fact breaks a duty" not in out


def test_a_plan_on_its_ground_is_checked_end_to_end(run: Run, plan: Path, tmp_path: Path) -> None:
    # A ridge of 20 m between camera and house: the home is not seen any more.
    raster = ground(
        tmp_path / "ridge.tif", lambda at: np.where((at.north > 8) & (at.north < 14), 20.0, 0.0)
    ).path
    code, out, _ = run("check", plan, *ON, "--terrain", raster, "--out", tmp_path / "out", "--no-map")
    assert code == 0
    assert "cam-a  house" not in out
    assert "Heights count from the ground raster" in out
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert summary["inputs"][-1]["layer"] == "terrain"
    cameras = pyogrio.read_dataframe(tmp_path / "out" / "assessment.gpkg", layer="cameras")
    assert cameras["flags"].str.contains("on_terrain").all()


def test_a_ground_raster_that_cannot_be_used_is_told(run: Run, plan: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.tif").write_bytes(b"x")
    code, out, err = run("check", plan, *ON, "--terrain", tmp_path / "bad.tif")
    assert code == 2
    assert not out
    assert "bad.tif: found no raster that can be read" in err


def test_both_plans_of_a_comparison_stand_on_the_ground_given(run: Run, plan: Path, tmp_path: Path) -> None:
    raster = ground(tmp_path / "t.tif", lambda at: 0.02 * at.north).path
    code, out, _ = run("diff", plan, plan, *ON, "--terrain", raster)
    assert code == 0
    assert "Nothing changed that matters." in out
