"""Plan and built in one call."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pyproj
import pytest

import siting
from siting.change.reproject import scene_in
from siting.errors import InputError, UsageError
from tests.scenes import building, camera, home, rect, scene

if TYPE_CHECKING:
    from pathlib import Path

    from siting.model import Scene

ON = "2026-03-01"


def town(*, turned_deg: float = 0.0, shift_m: float = 0.0, without: str = "", **fields: Any) -> Scene:
    """Return a plan of two cameras and one house, which the first sees; `fields` are of the first."""
    given = {"regime": "gov", "social_public_area": "yes", "system_id": "S1"}
    cameras = [
        camera(shift_m, 0, id="cam-a", azimuth_grid_deg=turned_deg, **given, **fields),
        camera(0, -10, id="cam-b", azimuth_grid_deg=180, **given),
    ]
    made = scene(
        [home(rect(-20, 20, 20, 30), id="house"), building(rect(30, -30, 40, 40), id="office")],
        [each for each in cameras if each["id"] != without],
    )
    systems = pd.DataFrame(
        [{"id": "S1", "demonstration_date": "2025-01-10", "filing_date": "2025-06-01"}],
        columns=made.systems.columns,
        dtype=object,
    ).assign(retention_days=30.0)
    return replace(made, systems=systems)


def test_nothing_changed() -> None:
    found = siting.diff(town(), town(), on=ON)
    assert found.changes.empty
    assert found.findings.empty
    assert found.change_filing.empty
    assert set(found.findings_of_change["outcome"]) == {"pass", "not_applicable"}
    assert found.matters(weakest_force="advisory") == 0


def test_a_camera_turned_away_loses_its_finding() -> None:
    found = siting.diff(town(), town(turned_deg=180.0), on=ON)
    assert [(row.subject_id, row.change, row.extent) for row in found.changes.itertuples()] == [
        ("cam-a", "re_aimed", "beyond")
    ]
    gone = found.findings[found.findings["object_id"] == "house"]
    views = gone[gone["duty_id"].str.contains("view_into_residence|extent_of_view")]
    assert set(views["change"]) == {"vanished"}
    assert set(views["outcome_plan"]) == {"fail"}
    assert not found.findings["is_worse"].any()
    assert found.summary["counts"]["fails_gone"] >= 3
    # What turned is not as demonstrated, whatever good it does.
    (row,) = found.findings_of_change[found.findings_of_change["outcome"] == "fail"].to_dict("records")
    assert (row["duty_id"], row["object_id"]) == ("cn_2016_draft/12/built_as_demonstrated", "cam-a")


def test_a_camera_turned_to_a_home_is_a_new_fail() -> None:
    found = siting.diff(town(turned_deg=180.0), town(), on=ON, packs="cn_2025")
    new = found.findings[found.findings["is_worse"]]
    assert set(new["duty_id"]) == {"cn_2025/8/view_into_residence", "cn_2025/13/extent_of_view"}
    assert set(new["change"]) == {"appeared"}
    assert found.matters(weakest_force="interpretation") == 1 + len(new)
    assert found.matters(weakest_force="binding") == 1


def test_a_change_within_tolerance_that_sees_more_still_matters() -> None:
    # 83.1 px/m from 20 m; from 1 m nearer 87.5: a limit between the two turns a pass into a fail.
    limits = {
        f"cn_2025/{duty}.limit_px_per_m": 85.0 for duty in ("13/extent_of_view", "8/view_into_residence")
    }
    plan = town()
    first = plan.cameras[0]
    nearer = replace(plan, cameras=(replace(first, northing_m=first.northing_m + 1.0), plan.cameras[1]))
    found = siting.diff(plan, nearer, on=ON, packs="cn_2025", overrides=limits)
    assert list(found.changes["extent"]) == ["within"]
    assert found.findings["is_worse"].sum() == 2
    assert found.matters(weakest_force="interpretation") == 2


def test_removed_cameras_make_a_list_for_the_change_filing() -> None:
    found = siting.diff(town(), town(without="cam-b"), on=ON)
    (row,) = found.change_filing.to_dict("records")
    assert (row["system_id"], row["subject_id"], row["change"], row["calls_for_filing"]) == (
        "S1", "cam-b", "removed", "yes",
    )  # fmt: skip
    assert row["duty_id"] == "cn_2025/14/change_filing"
    moved = siting.diff(town(), town(shift_m=2.0, model="X"), on=ON).change_filing
    assert [(row.change, row.calls_for_filing) for row in moved.itertuples()] == [("moved", "ask")]


def test_two_systems_of_coordinates_make_no_difference() -> None:
    built = scene_in(town(), pyproj.CRS.from_epsg(25833))
    found = siting.diff(town(), built, on=ON)
    assert found.changes.empty
    assert found.findings.empty
    assert found.built.scene.crs.equals(town().crs)


def test_everything_is_in_the_document(tmp_path: Path) -> None:
    found = siting.diff(town(), town(shift_m=3.0), on=ON, tolerances={"tilt_deg": 1})
    document = found.as_document()
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert (document["made_by"], document["kind"], document["on"]) == ("siting", "difference", ON)
    (change,) = document["changes"]
    assert (change["change"], change["deviation"], change["tolerance"]) == ("moved", 3.0, 1.0)
    own = {each["name"]: each for each in document["tolerances"]}
    assert (own["tilt_deg"]["value"], own["tilt_deg"]["overridden"]) == (1.0, True)
    assert document["counts"]["changes"]["moved"] == {"beyond": 1, "within": 0, "unknown": 0}
    assert document["plan"]["cameras"] == document["built"]["cameras"] == 2
    written = found.write(tmp_path / "out")
    assert sorted(path.name for path in written.iterdir()) == [
        "change_filing.csv",
        "changes.csv",
        "diff.json",
    ]
    assert json.loads((written / "diff.json").read_text(encoding="utf-8")) == document
    assert "moved" in found._repr_html_()


def test_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        out = siting.diff(town(), town(shift_m=3.0), on=ON).write(tmp_path / name)
        texts.append([(path.name, path.read_bytes()) for path in sorted(out.iterdir())])
    assert texts[0] == texts[1]


def test_cameras_called_by_row_number_match_nothing() -> None:
    plan = town()
    nameless = replace(plan, cameras=tuple(replace(c, id=f"cameras/{k}") for k, c in enumerate(plan.cameras)))
    with pytest.raises(InputError, match="cameras without id: cameras/0, cameras/1; allowed an id for each"):
        siting.diff(plan, nameless, on=ON)


def test_options_are_refused_before_the_work() -> None:
    with pytest.raises(UsageError, match="tolerance: found 'distance'"):
        siting.diff(town(), town(), on=ON, tolerances={"distance": 1})
    with pytest.raises(UsageError, match="2016-11-28"):
        siting.diff(town(), town(), on="2010-01-01")


def test_progress_counts_both_plans() -> None:
    steps: list[tuple[int, int]] = []
    siting.diff(town(), town(), on=ON, progress=lambda done, n: steps.append((done, n)))
    assert steps == [(k + 1, len(steps)) for k in range(len(steps))]
