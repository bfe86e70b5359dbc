"""The table of findings, made column by column: what is a duty's own is written once and taken by place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.rules.finding import COLUMNS
from siting.rules.law import BY_LADDER, SEVERITIES, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pyproj
    from numpy.typing import NDArray

    from siting.rules.finding import Finding
    from siting.rules.law import Duty, Rule

_NO_TEXT = Text("", "")
_NO_LIABILITY = "[]"
_UNGRADED = ("pass", "not_applicable")


def findings_frame(
    findings: Sequence[Finding], crs: pyproj.CRS, *, ids: Sequence[str] | None = None
) -> gpd.GeoDataFrame:
    """Return the findings as a table with `COLUMNS` and geometry, in the order given.

    Parameters
    ----------
    findings : sequence of Finding
    crs : pyproj.CRS
        System of the geometry.
    ids : sequence of str or None
        Of all of them, where they are known.
    """
    import geopandas as gpd
    import pandas as pd
    from geopandas.array import from_shapely

    rules = [*{id(each.rule): each.rule for each in findings}.values()]
    place_of = {id(rule): place for place, rule in enumerate(rules)}
    places = np.array([place_of[id(each.rule)] for each in findings], np.intp)
    is_fail = np.array([each.verdict.outcome == "fail" for each in findings], bool)
    varied = _of_findings(findings, rules, places.tolist())
    varied["finding_id"] = [each.id for each in findings] if ids is None else ids
    shared = {name: (texts, places) for name, texts in _of_duties(rules).items()}
    shared["liability"] = _liabilities(rules, np.unique(places[is_fail])), 2 * places + is_fail
    cells: dict[str, Any] = _texts(varied, shared)
    cells["article"] = np.array([rule.duty.article for rule in rules], np.int64)[places]
    cells["margin"] = np.array([each.verdict.margin for each in findings], np.float64)
    cells["waived"] = np.array([each.waived for each in findings], bool)
    # Geometry as an array of its own: set into a frame that is made already it costs as much as all texts.
    shapes = from_shapely(np.array([each.verdict.geometry for each in findings], dtype=object), crs=crs)
    data = {name: cells[name] for name in COLUMNS} | {"geometry": shapes}
    return gpd.GeoDataFrame(pd.DataFrame(data), geometry="geometry")


def _of_findings(
    findings: Sequence[Finding], rules: Sequence[Rule], places: Sequence[int]
) -> dict[str, Sequence[str]]:
    """The texts in which findings under one rule differ."""
    verdicts = [each.verdict for each in findings]
    severities = [_severity(rule.duty) for rule in rules]
    owns = [("overridden",) if rule.overridden else () for rule in rules]
    return {
        "outcome": [each.outcome for each in verdicts],
        "severity": [
            SEVERITIES[0] if each.outcome in _UNGRADED else each.severity or severities[place]
            for each, place in zip(verdicts, places, strict=True)
        ],
        "subject_kind": [each.subject_kind for each in findings],
        "subject_id": [each.subject_id for each in findings],
        "object_kind": [each.object_kind for each in verdicts],
        "object_id": [each.object_id for each in verdicts],
        "expected": [each.expected for each in verdicts],
        "observed": [each.observed for each in verdicts],
        "unit": [each.unit for each in verdicts],
        "basis": [each.basis or rules[place].basis for each, place in zip(verdicts, places, strict=True)],
        "message_zh": [each.message.zh for each in verdicts],
        "message_en": [each.message.en for each in verdicts],
        "flags": [
            ",".join(sorted({*each.flags, *owns[place]})) if each.flags or owns[place] else ""
            for each, place in zip(verdicts, places, strict=True)
        ],
    }


def _of_duties(rules: Sequence[Rule]) -> dict[str, Sequence[str]]:
    """The texts that all findings under one rule share, a text a rule."""
    duties = [rule.duty for rule in rules]
    cures = [duty.cure or _NO_TEXT for duty in duties]
    return {
        "pack": [duty.pack for duty in duties],
        "duty_id": [duty.id for duty in duties],
        "force": [duty.force for duty in duties],
        "cure_zh": [cure.zh for cure in cures],
        "cure_en": [cure.en for cure in cures],
        "cite": [duty.cite.line for duty in duties],
        "check": [duty.check for duty in duties],
        "pack_status": [duty.pack_status for duty in duties],
    }


def _severity(duty: Duty) -> str:
    # A ladder grades what was measured; where nothing was, there is no grade.
    return SEVERITIES[0] if duty.severity == BY_LADDER else duty.severity


def _liabilities(rules: Sequence[Rule], failed: NDArray[np.intp]) -> list[str]:
    """What answers no breach and what answers one, in turn for each rule."""
    # Printed on breaches alone: a doubt is no accusation.
    texts = [_NO_LIABILITY, _NO_LIABILITY] * len(rules)
    for place in failed.tolist():
        answers = [each.as_record() for each in rules[place].duty.liability]
        texts[2 * place + 1] = json.dumps(answers, ensure_ascii=False)
    return texts


def _texts(
    varied: Mapping[str, Sequence[str]], shared: Mapping[str, tuple[Sequence[str], NDArray[np.intp]]]
) -> dict[str, Any]:
    """Return columns of texts as pandas keeps texts, without a look at each of them.

    Those shared by many rows are given once, each with its place in every row.
    """
    import pandas as pd
    import pyarrow as pa

    kind = pd.Series([""]).dtype
    if not isinstance(kind, pd.StringDtype) or kind.storage != "pyarrow":
        taken = {name: [texts[at] for at in places.tolist()] for name, (texts, places) in shared.items()}
        return {name: list(column) for name, column in varied.items()} | taken
    made = {name: pa.array(column, pa.large_string()) for name, column in varied.items()}
    for name, (texts, places) in shared.items():
        made[name] = pa.array(texts, pa.large_string()).take(pa.array(places))
    return {name: pd.array(column, dtype=kind) for name, column in made.items()}
