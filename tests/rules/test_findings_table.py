"""The table made by column says what each finding says by itself, row by row."""

from __future__ import annotations

import hashlib
import json
import math
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from siting.rules.answers import Answer, Answers, Waiver
from siting.rules.engine import frame_of, judged
from siting.rules.finding import COLUMNS
from siting.rules.findings_table import findings_frame
from siting.rules.pack import DEFAULT_PACKS, load_pack
from tests.rules.scenes import scene_of, table_of
from tests.rules.test_engine import PLAN

if TYPE_CHECKING:
    from siting.rules.finding import Finding
    from siting.rules.judgement import Judgement

PACKS = [load_pack(name) for name in DEFAULT_PACKS]
ON = date(2026, 3, 1)
OWN = {
    "cn_2025/8/view_into_residence.limit_px_per_m": 30,
    "cn_2016_draft/11/distance_from_residence.min_distance_m": 12,
}
NUMBERS = {"article": "int64", "margin": "float64", "waived": "bool"}


def judgement(**options: Any) -> Judgement:
    """Return what is found of a plan, with own numbers, an answer and a waiver."""
    scene, table = scene_of(PLAN), table_of(PLAN)
    plain = frame_of(judged(scene, table, PACKS, on=ON), scene.crs)
    fail = plain[plain["outcome"] == "fail"].iloc[0]
    question = "cn_2025/23/not_moved_without_authority"
    said = Answers(
        (Answer(duty_id=question, subject_id="scene", answer="no", name="Wang", date=ON),),
        (Waiver(finding_id=fail["finding_id"], reason="ordered", name="Li"),),
    )
    return judged(scene, table, PACKS, on=ON, answers=said, overrides=OWN, **options)


def findings_of(found: Judgement) -> list[Finding]:
    return [finding for each in found.answers() for finding in each.findings]


def row_of(finding: Finding) -> dict[str, Any]:
    """Return a row as the design describes it, cell by cell."""
    rule, verdict = finding.rule, finding.verdict
    duty = rule.duty
    named = (duty.id, finding.subject_kind, finding.subject_id, verdict.object_kind, verdict.object_id)
    severity = verdict.severity or duty.severity
    if verdict.outcome in ("pass", "not_applicable") or severity == "by_ladder":
        severity = "info"
    is_fail = verdict.outcome == "fail"
    liability = [each.as_record() for each in duty.liability] if is_fail else []
    return {
        "finding_id": hashlib.sha256("\x1f".join(named).encode()).hexdigest()[:16],
        "pack": duty.pack,
        "article": duty.article,
        "duty_id": duty.id,
        "force": duty.force,
        "outcome": verdict.outcome,
        "severity": severity,
        "subject_kind": finding.subject_kind,
        "subject_id": finding.subject_id,
        "object_kind": verdict.object_kind,
        "object_id": verdict.object_id,
        "expected": verdict.expected,
        "observed": verdict.observed,
        "unit": verdict.unit,
        "margin": verdict.margin,
        "basis": verdict.basis or rule.basis,
        "liability": json.dumps(liability, ensure_ascii=False),
        "message_zh": verdict.message.zh,
        "message_en": verdict.message.en,
        "flags": ",".join(sorted({*verdict.flags, *(["overridden"] if rule.overridden else [])})),
        "cure_zh": duty.cure.zh if duty.cure else "",
        "cure_en": duty.cure.en if duty.cure else "",
        "cite": duty.cite.line,
        "waived": finding.waived,
        "check": duty.check,
        "pack_status": duty.pack_status,
    }


def same(one: Any, other: Any) -> bool:
    both_missing = isinstance(one, float) and math.isnan(one) and math.isnan(other)
    return both_missing or (one == other and isinstance(other, type(one)))


def test_every_cell_is_that_of_its_finding() -> None:
    found = judgement()
    findings, table = findings_of(found), frame_of(found, scene_of(PLAN).crs)
    assert len(findings) == len(table) > 100
    for finding, row in zip(findings, table.drop(columns="geometry").to_dict("records"), strict=True):
        wanted = row_of(finding)
        differ = [(name, wanted[name], row[name]) for name in COLUMNS if not same(wanted[name], row[name])]
        assert not differ, (finding.rule.duty.id, differ)
    shapes = [each.verdict.geometry for each in findings]
    assert shapely.to_wkb(shapes).tolist() == table.geometry.to_wkb().tolist()


def test_what_the_cells_say_is_there_to_be_told_apart() -> None:
    """The plan judged here has what the columns differ in; else the test above proves little."""
    table = frame_of(judgement(), scene_of(PLAN).crs)
    assert set(table["outcome"]) == {"pass", "fail", "not_applicable", "undecided"}
    assert (table["liability"] != "[]").any()
    assert table["waived"].sum() == 1
    for flag in ("overridden", "answered", "waived"):
        assert table["flags"].str.contains(flag).any(), flag
    assert table.geometry.isna().any()
    assert table.geometry.notna().any()


def test_the_kinds_of_columns() -> None:
    table = frame_of(judgement(), scene_of(PLAN).crs)
    assert list(table.columns) == [*COLUMNS, "geometry"]
    texts = pd.Series([""]).dtype
    for name in COLUMNS:
        assert table[name].dtype == NUMBERS.get(name, texts), name
    assert table.crs == scene_of(PLAN).crs
    assert isinstance(table.index, pd.RangeIndex)


def test_no_finding_gives_a_table_without_rows() -> None:
    table = findings_frame([], scene_of(PLAN).crs)
    assert list(table.columns) == [*COLUMNS, "geometry"]
    assert len(table) == 0


def test_texts_that_pandas_keeps_otherwise_are_the_same() -> None:
    found = judgement()
    arrow = frame_of(found, scene_of(PLAN).crs)
    with pd.option_context("mode.string_storage", "python"):
        other = frame_of(found, scene_of(PLAN).crs)
    for name in COLUMNS:
        assert all(map(same, arrow[name].tolist(), other[name].tolist())), name


def test_what_is_kept_apart_by_subject_is_in_the_same_order() -> None:
    apart, together = judgement(is_kept=True), judgement()
    assert len([*apart.answers()]) > len([*together.answers()])
    crs = scene_of(PLAN).crs
    one, other = (frame_of(each, crs).drop(columns="geometry") for each in (apart, together))
    assert one.equals(other)
