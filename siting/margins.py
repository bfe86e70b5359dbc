"""Margins of an assessment: which findings hold everywhere within the tolerances, on what others depend.

What is said to hold is proved: windows that may be seen and windows that surely are come from
`siting.coverage.possible_sights` and `siting.coverage.sure_sights`; the checks judge them like any others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siting._uncertain_views import UncertainViews
from siting._view_margins import DISTANCE, ROOM, VIEWS, MarginJudge
from siting.rules.applicability import known_words
from siting.rules.finding import Finding
from siting.rules.gather import gather
from siting.rules.law import Rule
from siting.rules.margin import COLUMNS, DEPENDS, FAILS, NUMBERS, PASSES, record_of
from siting.rules.settle import settle
from siting.tolerance import QUANTITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    import pandas as pd

    from siting._options import Order
    from siting.coverage.table import CoverageTable
    from siting.model import Scene
    from siting.tolerance import Tolerance

CHECKS_WITH_MARGINS = (*VIEWS, DISTANCE, ROOM)
"""Checks whose findings get a verdict."""
_JUDGED = ("pass", "fail")


def with_margins(
    scene: Scene, table: CoverageTable, findings: gpd.GeoDataFrame, *, order: Order, tolerance: Tolerance
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """Return the findings with what holds of them within the tolerances, and the table of margins.

    Parameters
    ----------
    scene : siting.model.Scene
    table : siting.coverage.table.CoverageTable
        Computed from `scene`.
    findings : geopandas.GeoDataFrame
        Judged from both.
    order : siting._options.Order
        What the assessment was asked.
    tolerance : siting.tolerance.Tolerance
        Where the plan gives none of its own.

    Returns
    -------
    findings : geopandas.GeoDataFrame
        With a flag and a phrase more where there is a verdict.
    margins : pandas.DataFrame
        Columns `siting.rules.margin.COLUMNS`, one row a verdict. Beside the findings it has rows of homes and
        rooms that only come into view within the tolerance, under the id that their finding would have.
    """
    import pandas as pd

    rules = settle(order.packs, on=order.on, overrides=order.overrides)
    facts = gather(scene, table, on=order.on, ladder=order.ladder, known=known_words(order.packs))
    judge = MarginJudge(facts, UncertainViews(scene, table, tolerance), tolerance)
    rule_of = {rule.duty.id: rule for rule in rules if isinstance(rule, Rule)}
    wanted = findings["check"].isin(CHECKS_WITH_MARGINS) & findings["outcome"].isin(_JUDGED)
    asked = findings[wanted & findings["duty_id"].isin(list(rule_of))].drop(columns="geometry")
    flags, zh, en = (findings[name].tolist() for name in ("flags", "message_zh", "message_en"))
    rows = []
    for at, finding in zip(wanted.to_numpy().nonzero()[0], asked.to_dict("records"), strict=True):
        margin = judge.margin(rule_of[finding["duty_id"]], finding["subject_id"], finding)
        if margin is not None:
            said = margin.told(finding["outcome"])
            flags[at] = ",".join(sorted({*filter(None, flags[at].split(",")), margin.flag}))
            zh[at], en[at] = zh[at] + said.zh, en[at] + said.en
            mine = judge.tolerance_of(finding["subject_id"])
            rows.append(record_of(margin, {str(name): value for name, value in finding.items()}, mine))
    rows += _coming_into_view(judge, rule_of, asked, findings)
    table_of_margins = pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(NUMBERS, float))
    return findings.assign(flags=flags, message_zh=zh, message_en=en), table_of_margins


def _coming_into_view(
    judge: MarginJudge, rule_of: dict[str, Rule], asked: pd.DataFrame, findings: pd.DataFrame
) -> Iterator[tuple[Any, ...]]:
    """Yield rows of what only comes into view within the tolerance, beside what is in view as planned."""
    views = asked[asked["check"].isin(VIEWS)]
    known = findings.groupby(["duty_id", "subject_id"])["object_id"].agg(set).to_dict()
    for duty_id, camera_id in dict.fromkeys(zip(views["duty_id"], views["subject_id"], strict=True)):
        # A pass names no object: what may turn it is in its own row.
        if "" in known[duty_id, camera_id]:
            continue
        rule = rule_of[duty_id]
        for verdict, margin in judge.others(rule, camera_id, known[duty_id, camera_id]):
            finding = Finding(rule=rule, subject_kind="camera", subject_id=camera_id, verdict=verdict)
            would_be = {
                "finding_id": finding.id,
                "duty_id": duty_id,
                "subject_id": camera_id,
                "outcome": "pass",
            }
            yield record_of(margin, would_be, judge.tolerance_of(camera_id))


def summary_of(margins: pd.DataFrame, findings: pd.DataFrame, tolerance: Tolerance) -> dict[str, Any]:
    """Return the tolerances and how many findings hold within them, as values that JSON can carry.

    Parameters
    ----------
    margins : pandas.DataFrame
    findings : pandas.DataFrame
    tolerance : siting.tolerance.Tolerance
    """
    is_finding = margins["finding_id"].isin(findings["finding_id"])
    of = margins[is_finding].groupby(["outcome", "verdict"]).size().to_dict()
    return {
        "tolerance": {name: getattr(tolerance, name) for name in QUANTITIES},
        "counts": {
            "fails": int(of.get(("fail", FAILS), 0)),
            "fails_depend": int(of.get(("fail", DEPENDS), 0)),
            "passes": int(of.get(("pass", PASSES), 0)),
            "passes_depend": int(of.get(("pass", DEPENDS), 0)),
            "others": int((~is_finding).sum()),
            "shown": int(margins["example_east_m"].notna().sum()),
        },
    }
