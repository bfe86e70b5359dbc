"""What changed, as tables."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pytest

from siting.change.tables import (
    CHANGE_COLUMNS,
    FINDING_CHANGE_COLUMNS,
    changed_findings,
    changes_frame,
    filing_frame,
)
from siting.rules.finding import COLUMNS, ID_COLUMNS, id_of_finding
from tests.rules.scenes import CRS


def findings(*rows: dict[str, Any]) -> gpd.GeoDataFrame:
    plain = {"outcome": "fail", "severity": "minor", "observed": "5", "waived": False, "geometry": None}
    full = [{**dict.fromkeys(COLUMNS, ""), "finding_id": "f1", **plain, **row} for row in rows]
    return gpd.GeoDataFrame(full, columns=[*COLUMNS, "geometry"], geometry="geometry", crs=CRS)


def only(plan: gpd.GeoDataFrame, built: gpd.GeoDataFrame) -> dict[str, Any]:
    (row,) = changed_findings(plan, built).to_dict("records")
    return row


def test_findings_appear_vanish_and_change() -> None:
    row = only(findings(), findings({}))
    assert (row["change"], row["outcome_plan"], row["outcome_built"], row["is_worse"]) == (
        "appeared", "", "fail", True,
    )  # fmt: skip
    row = only(findings({}), findings())
    assert (row["change"], row["outcome_plan"], row["outcome_built"], row["is_worse"]) == (
        "vanished", "fail", "", False,
    )  # fmt: skip
    row = only(findings({"outcome": "pass"}), findings({}))
    assert (row["change"], row["is_worse"]) == ("changed", True)
    row = only(findings({}), findings({"severity": "major"}))
    assert (row["change"], row["severity_plan"], row["severity_built"], row["is_worse"]) == (
        "changed", "minor", "major", True,
    )  # fmt: skip
    assert not only(findings({"severity": "major"}), findings({}))["is_worse"]
    assert not only(findings({}), findings({"outcome": "pass"}))["is_worse"]


@pytest.mark.parametrize(("observed", "is_same"), [("100.09", True), ("100.11", False), ("inside", False)])
def test_what_was_measured_alike_is_no_change(observed: str, *, is_same: bool) -> None:
    found = changed_findings(findings({"observed": "100"}), findings({"observed": observed}))
    assert found.empty == is_same


def test_findings_of_a_renamed_camera_are_those_of_the_same() -> None:
    def of(camera: str, **told: str) -> dict[str, Any]:
        pair = {"object_kind": "building", "object_id": "H", **told}
        row = {"duty_id": "p/1/d", "subject_kind": "camera", "subject_id": camera, **pair}
        return {**row, "finding_id": id_of_finding(*(row[name] for name in ID_COLUMNS))}

    plan, built = findings(of("A")), findings(of("B"))
    assert changed_findings(plan, built, renamed={"A": "B"}).empty
    assert sorted(changed_findings(plan, built)["change"]) == ["appeared", "vanished"]
    named = [findings(of("S", subject_kind="system", object_kind="camera", object_id=each)) for each in "AB"]
    assert changed_findings(*named, renamed={"A": "B"}).empty
    # A building of the same name is none.
    houses = [findings(of("S", object_id=each)) for each in "AB"]
    assert len(changed_findings(*houses, renamed={"A": "B"})) == 2


def test_empty_tables_have_their_columns() -> None:
    assert tuple(changed_findings(findings(), findings()).columns) == (*FINDING_CHANGE_COLUMNS, "geometry")
    assert tuple(changes_frame((), CRS).columns) == (*CHANGE_COLUMNS, "geometry")
    assert filing_frame(()).empty
