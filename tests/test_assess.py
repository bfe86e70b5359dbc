"""The trip as a whole: options checked first, the same inputs the same result, everything written."""

from __future__ import annotations

import dataclasses
import datetime
import json
from typing import TYPE_CHECKING

import pyogrio
import pytest

import siting
from siting.errors import InputError, PackError, UsageError
from siting.rules.pack import load_ladder, load_pack
from siting.summary import failing
from tests.io.frames import cameras, houses
from tests.scenes import building, camera, home, rect, scene, window

if TYPE_CHECKING:
    from pathlib import Path

    from siting.assess import Assessment
    from siting.model import Scene

ON = "2026-03-01"
DUTY = "cn_2025/13/extent_of_view"


def street(**options: object) -> Scene:
    """A camera 20 m before a home, 1920 px over 60 degrees: 83.1 px/m at the wall, by hand below."""
    asked = {"regime": "gov", "social_public_area": "yes", **options}
    return scene(
        [home(rect(-20, 20, 20, 30)), building(rect(30, -30, 40, 40))],
        [camera(0, 0, **asked), camera(0, -10, azimuth_grid_deg=180, **asked)],
    )


@pytest.fixture(scope="module")
def found() -> Assessment:
    return siting.assess(street(), on=ON)


def test_public_name_is_the_function_however_it_is_imported() -> None:
    import siting.assess as _  # noqa: F401  (the module must not take the function's name)

    assert callable(siting.assess)


def test_finds_the_home_in_view(found: Assessment) -> None:
    rows = found.findings[(found.findings["duty_id"] == DUTY) & (found.findings["outcome"] == "fail")]
    assert list(rows["subject_id"]) == ["cam-0"]
    assert list(rows["object_id"]) == ["buildings-0"]
    # f_px = 1920 / (2 tan 30 deg) = 1662.77 px; at 20 m depth 83.14 px/m.
    assert float(rows["observed"].iloc[0]) == pytest.approx(83.138, abs=1e-3)


def test_gives_every_table(found: Assessment) -> None:
    assert list(found.cameras["id"]) == ["cam-0", "cam-1"]
    assert set(found.coverage["camera_id"]) == {"cam-0", "cam-1"}
    assert set(found.facades["building_id"]) == {"buildings-0"}
    assert list(found.ledger.columns) == ["layer", "id", "field", "found", "done", "outcome"]
    assert found.on == datetime.date(2026, 3, 1)
    assert [pack.id for pack in found.packs] == ["cn_2016_draft", "cn_2025"]


def test_is_frozen(found: Assessment) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.on = datetime.date(2020, 1, 1)  # type: ignore[misc]


def test_summary_counts_what_the_tables_hold(found: Assessment) -> None:
    counts = found.summary["counts"]
    outcomes = found.findings["outcome"].value_counts()
    assert {name: count for name, count in counts["findings"].items() if count} == dict(outcomes)
    assert sum(counts["fails"]["by_force"].values()) == outcomes["fail"]
    assert sum(counts["fails"]["by_severity"].values()) == outcomes["fail"]
    assert sum(duty["fail"] for duty in found.summary["duties"]) == outcomes["fail"]
    assert found.summary["on"] == ON
    assert json.loads(json.dumps(found.summary, allow_nan=False)) == found.summary


def test_summary_names_assumptions_and_what_is_missing_in_both_languages(found: Assessment) -> None:
    assumed = {entry["id"]: entry for entry in found.summary["assumptions"]}
    walls = found.facades[["camera_id", "building_id", "wall"]].drop_duplicates()
    assert assumed["facades.windows_assumed"]["count"] == len(walls)
    assert str(len(walls)) in assumed["facades.windows_assumed"]["zh"]
    hints = {entry["id"] for entry in found.summary["hints"]}
    assert {"signs.not_given", "systems.not_given"} <= hints
    assert "cameras.regime_missing" not in hints
    unsaid = siting.assess(street(regime=None), on=ON).summary["hints"]
    assert {"id": "cameras.regime_missing", "count": 2}.items() <= unsaid[0].items()


def test_numbers_that_no_statute_gives_are_in_the_summary(found: Assessment) -> None:
    pack = next(each for each in found.summary["packs"] if each["id"] == "cn_2025")
    numbers = {each["name"]: each for each in pack["numbers_without_statute"]}
    assert numbers[f"{DUTY}.limit_px_per_m"] == {
        "name": f"{DUTY}.limit_px_per_m",
        "value": 62.5,
        "unit": "px/m",
        "basis": "assumption",
    }


def test_ladder_changes_names_and_nothing_else(found: Assessment) -> None:
    other = siting.assess(street(), on=ON, ladder="oodpcvs_2025")
    assert other.ladder == load_ladder("oodpcvs_2025")
    assert other.coverage["area_m2"].sum() == pytest.approx(found.coverage["area_m2"].sum(), rel=1e-9)
    assert set(other.coverage["class"]) != set(found.coverage["class"])
    assert list(other.facades["max_px_per_m"]) == list(found.facades["max_px_per_m"])


def test_own_number_decides_and_is_marked() -> None:
    own = siting.assess(street(), on=ON, overrides={f"{DUTY}.limit_px_per_m": "100"})
    rows = own.findings[own.findings["duty_id"] == DUTY]
    assert "fail" not in set(rows["outcome"])
    assert all("overridden" in flags.split(",") for flags in rows["flags"])
    assert own.summary["parameters"]["overrides"] == {f"{DUTY}.limit_px_per_m": "100"}


def test_packs_by_name_path_and_value_are_one(found: Assessment) -> None:
    by_name = siting.assess(street(), packs="cn_2025", on=ON)
    by_value = siting.assess(street(), packs=[load_pack("cn_2025")], on=ON)
    assert by_name.findings.equals(by_value.findings)
    assert len(by_name.findings) == int((found.findings["pack"] == "cn_2025").sum())


def test_waived_fail_stays_a_fail_and_does_not_count(found: Assessment, tmp_path: Path) -> None:
    fails = found.findings[found.findings["outcome"] == "fail"]
    lines = [
        f"  - {{finding_id: '{name}', reason: agreed, name: A. Planner}}" for name in fails["finding_id"]
    ]
    (tmp_path / "answers.yaml").write_text("waivers:\n" + "\n".join(lines) + "\n", encoding="utf-8")
    waived = siting.assess(street(), on=ON, answers=tmp_path / "answers.yaml")
    assert failing(found.findings, "advisory") == len(fails)
    assert (waived.findings["outcome"] == "fail").sum() == len(fails)
    assert failing(waived.findings, "advisory") == 0


def test_weaker_forces_count_only_when_asked(found: Assessment) -> None:
    counts = [failing(found.findings, force) for force in ("binding", "interpretation", "advisory")]
    assert counts == sorted(counts)
    assert counts[0] == 0 < counts[1], "a view into a home is an interpretation, not the letter of the law"


def test_a_draft_never_counts_as_binding(found: Assessment) -> None:
    rows = found.findings[found.findings["outcome"] == "fail"].head(2).assign(force="binding", waived=False)
    rows["pack_status"] = ["draft", "in_force"]
    assert [failing(rows, force) for force in ("binding", "interpretation")] == [1, 2]


def test_progress_ends_at_all() -> None:
    steps: list[tuple[int, int]] = []
    siting.assess(street(), on=ON, progress=lambda done, in_all: steps.append((done, in_all)))
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
    assert {in_all for _, in_all in steps} == {len(steps)}


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"on": "1.3.2026"}, InputError, "on: found '1.3.2026'; allowed a day as YYYY-MM-DD"),
        ({"on": "2016-01-01"}, UsageError, "the first day of cn_2016_draft"),
        ({"target_height_m": float("nan")}, InputError, "target_height_m: found nan"),
        ({"target_height_m": -1.0}, InputError, "allowed a number of metres from 0"),
        ({"packs": []}, UsageError, "packs: found none"),
        ({"packs": ["cn_2025", "cn_2025"]}, UsageError, "found cn_2025 more than once"),
        ({"packs": "cn_1999"}, PackError, "allowed cn_2016_draft, cn_2025"),
        ({"ladder": "steps"}, PackError, "allowed dori_2015, oodpcvs_2025"),
        ({"overrides": {"cn_2025/13/extent_of_view.limit": 1}}, UsageError, "limit_px_per_m"),
    ],
)
def test_options_are_refused_before_anything_is_computed(
    options: dict[str, object], error: type[Exception], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("computed although an option is wrong")

    monkeypatch.setattr("siting.coverage.table.cover", never)
    with pytest.raises(error, match=r".*") as caught:
        siting.assess(street(), **{"on": ON, **options})
    assert message in str(caught.value)


def test_writes_everything_and_reads_back(found: Assessment, tmp_path: Path) -> None:
    out = found.write(tmp_path / "out")
    assert sorted(path.name for path in out.iterdir()) == [
        "assessment.gpkg",
        "findings.csv",
        "map.html",
        "summary.json",
    ]
    back = pyogrio.read_dataframe(out / "assessment.gpkg", layer="findings")
    assert list(back["finding_id"]) == list(found.findings["finding_id"])
    assert json.loads((out / "summary.json").read_text(encoding="utf-8")) == found.summary


def test_same_inputs_give_the_same_bytes(found: Assessment, tmp_path: Path) -> None:
    found.write(tmp_path / "one")
    siting.assess(street(), on=ON).write(tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_map_can_be_left_out(found: Assessment, tmp_path: Path) -> None:
    assert not (found.write(tmp_path / "out", map_page=False) / "map.html").exists()


def test_plan_without_cameras_is_written_and_says_so(tmp_path: Path) -> None:
    nobody = siting.assess(scene([home(rect(0, 0, 9, 9))], []), on=ON)
    assert nobody.summary["hints"][0]["id"] == "cameras.none"
    out = nobody.write(tmp_path / "out")
    assert pyogrio.read_info(out / "assessment.gpkg", layer="coverage")["features"] == 0


def test_plan_without_buildings_is_no_clean_plan() -> None:
    hints = siting.assess(scene([], [camera(0, 0)]), on=ON).summary["hints"]
    assert "buildings.none" in {entry["id"] for entry in hints}


def test_findings_and_summary_say_glazed_only_where_no_window_is_drawn() -> None:
    """A home of three storeys, a window drawn in none, one or each of them."""

    def told(count: int) -> tuple[str, str, dict[str, int]]:
        drawn = [window([(-2, 20), (2, 20)], 3.0 * i + 1.0, 3.0 * i + 2.0) for i in range(count)]
        plan = scene([home(rect(-20, 20, 20, 30))], [camera(0, 0, height_m=1.5)], windows=drawn)
        found = siting.assess(plan, on=ON)
        seen = found.findings[found.findings["duty_id"] == "cn_2016_draft/11/view_into_residence"].iloc[0]
        counts = {each["id"]: each["count"] for each in found.summary["assumptions"]}
        return seen["outcome"], seen["message_en"], counts

    for count in (0, 1, 3):
        outcome, message, counts = told(count)
        assert outcome in ("fail", "undecided")
        # The ground floor, seen best, is what the message tells of.
        assert ("no windows are drawn" in message) is (count == 0)
        assert counts.get("facades.windows_assumed", 0) == (0 if count == 3 else 1)
        assert "facades.window_height_assumed" not in counts


def test_tells_of_windows_without_heights_and_of_levels_that_contradict_the_height() -> None:
    plan = scene(
        [home(rect(-20, 20, 20, 30), 3.0, levels=18.0)],
        [camera(0, 0, height_m=1.5)],
        windows=[window([(-2, 20), (2, 20)])],
    )
    counts = {each["id"]: each["count"] for each in siting.assess(plan, on=ON).summary["assumptions"]}
    assert counts["facades.window_height_assumed"] == 1
    assert counts["facades.levels_conflict"] == 1
    assert "facades.windows_assumed" not in counts


def test_tells_how_many_cameras_look_beyond_the_plan() -> None:
    town = [home(rect(-150, 20, 150, 200)), building(rect(-150, -20, 150, -10))]
    eyes = [camera(0, 0), camera(0, 0, azimuth_grid_deg=180)]
    hints = {each["id"]: each for each in siting.assess(scene(town, eyes), on=ON).summary["hints"]}
    # To the north the view of 114 m ends in the buildings, to the south it leaves them after 20 m.
    assert hints["cameras.look_beyond"]["count"] == 1
    assert hints["cameras.look_beyond"]["en"].startswith("1 camera looks beyond the outermost buildings")
    within = siting.assess(scene(town, eyes[:1]), on=ON).summary["hints"]
    assert "cameras.look_beyond" not in {each["id"] for each in within}


def test_shows_itself_in_a_notebook(found: Assessment) -> None:
    assert "map" in type(found.explore()).__mro__[1].__name__.lower()
    html = found._repr_html_()
    assert "cn_2025" in html
    named = dataclasses.replace(found, scene=dataclasses.replace(found.scene, name="<script>"))
    assert "<script>" not in named._repr_html_()


def test_calls_itself_in_one_line(found: Assessment) -> None:
    counts = found.summary["counts"]["findings"]
    assert repr(found) == (
        f"<Assessment of test: {len(found.cameras)} cameras, law of 2026-03-01; {counts['pass']} pass, "
        f"{counts['fail']} fail, {counts['not_applicable']} not_applicable, {counts['undecided']} undecided>"
    )


def test_draws_itself(found: Assessment) -> None:
    pytest.importorskip("matplotlib").use("Agg")
    import matplotlib.pyplot as plt

    axes = found.plot()
    assert axes.get_title() == "test, 2026-03-01"
    assert found.plot(ax=axes) is axes
    plt.close("all")


@pytest.mark.parametrize(
    ("column", "outcomes"),
    [("", {"undecided"}), (",filing_date", {"fail"}), (",备案时间", {"fail"})],
)
def test_a_table_that_says_nothing_of_filing_accuses_nobody(
    tmp_path: Path, column: str, outcomes: set[str]
) -> None:
    empty = "," if column else ""
    (tmp_path / "systems.csv").write_text(
        f"id,acceptance_date,in_use_date{column}\nS1,2025-06-02,2025-06-02{empty}\n", encoding="utf-8"
    )
    read = siting.read_scene(
        buildings=houses(), cameras=cameras(system_id="S1", regime="gov"), systems=tmp_path / "systems.csv"
    )
    rows = siting.assess(read, on=ON).findings
    filing = rows[rows["duty_id"].str.contains("/filing_after_")]
    assert set(filing["duty_id"]) == {
        "cn_2016_draft/12/filing_after_acceptance",
        "cn_2025/14/filing_after_use",
    }
    assert set(filing["outcome"]) == outcomes
