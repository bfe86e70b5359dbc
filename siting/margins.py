"""Margins of an assessment: which findings hold everywhere within the tolerances, and what the others depend on.

What is said to hold is proved: windows that may be seen and windows that surely are come from
`siting.coverage.bounds` and `siting.coverage.sure_sights`, and the checks judge them like any others.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from siting._uncertain_views import Off, UncertainViews
from siting.rules.applicability import known_words
from siting.rules.finding import Finding, Verdict
from siting.rules.gather import gather
from siting.rules.law import Rule
from siting.rules.margin import (
    ALL_TOGETHER,
    COLUMNS,
    DEPENDS,
    FAILS,
    PASSES,
    UNIT_OF,
    Margin,
    distance_margin,
    room_margin,
)
from siting.rules.registry import CHECKS
from siting.rules.settle import settle
from siting.tolerance import QUANTITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import geopandas as gpd
    import pandas as pd

    from siting._options import Order
    from siting.coverage.table import CoverageTable
    from siting.model import Scene
    from siting.rules.facts import CameraFacts, FacadeRow, Facts
    from siting.tolerance import Tolerance

_VIEWS = ("view_into_residence", "view_into_room")
_DISTANCE, _ROOM = "keep_distance", "device_in_room"
CHECKS_WITH_MARGINS = (*_VIEWS, _DISTANCE, _ROOM)
"""Checks whose findings get a verdict."""
# An eighth of a tolerance is as fine as anybody knows it.
_HALVINGS = 3
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
        Columns `siting.rules.margin.COLUMNS`, one row a verdict. Beside the findings it has rows of homes and rooms
        that only come into view within the tolerance, under the id that their finding would have.
    """
    import pandas as pd

    rules = settle(order.packs, on=order.on, overrides=order.overrides)
    facts = gather(scene, table, on=order.on, ladder=order.ladder, known=known_words(order.packs))
    judge = _Judge(facts, UncertainViews(scene, table, tolerance), tolerance)
    rule_of = {rule.duty.id: rule for rule in rules if isinstance(rule, Rule)}
    camera_of = {camera.id: camera for camera in facts.cameras}
    flags, zh, en = (findings[name].tolist() for name in ("flags", "message_zh", "message_en"))
    wanted = findings["check"].isin(CHECKS_WITH_MARGINS) & findings["duty_id"].isin(list(rule_of))
    wanted &= findings["outcome"].isin(_JUDGED)
    rows: list[tuple[Any, ...]] = []
    told = findings.drop(columns="geometry").to_dict("records")
    for at in wanted.to_numpy().nonzero()[0].tolist():
        finding = told[at]
        rule, camera = rule_of[finding["duty_id"]], camera_of[finding["subject_id"]]
        margin = judge.margin(rule, camera, finding)
        if margin is None:
            continue
        said = margin.told(finding["outcome"])
        flags[at] = ",".join(sorted({*filter(None, flags[at].split(",")), margin.flag}))
        zh[at], en[at] = zh[at] + said.zh, en[at] + said.en
        rows.append(judge.row(finding["finding_id"], rule, camera, finding["outcome"], margin))
    seen = findings.groupby(["duty_id", "subject_id"])["object_id"].agg(set).to_dict()
    for duty_id, camera_id in dict.fromkeys(
        (told[at]["duty_id"], told[at]["subject_id"]) for at in wanted.to_numpy().nonzero()[0].tolist()
    ):
        rule, camera, known = rule_of[duty_id], camera_of[camera_id], seen[duty_id, camera_id]
        if rule.duty.check in _VIEWS and "" not in known:
            for verdict, margin in judge.others(rule, camera, known):
                finding_id = Finding(
                    rule=rule, subject_kind="camera", subject_id=camera_id, verdict=verdict
                ).id
                rows.append(judge.row(finding_id, rule, camera, "pass", margin))
    said_more = findings.assign(flags=flags, message_zh=zh, message_en=en)
    return said_more, pd.DataFrame(rows, columns=list(COLUMNS))


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
        },
    }


@dataclass(frozen=True, eq=False)
class _Judge:
    """Judges what may be and what surely is by the checks themselves."""

    facts: Facts
    views: UncertainViews
    tolerance: Tolerance

    def margin(self, rule: Rule, camera: CameraFacts, finding: dict[str, Any]) -> Margin | None:
        """Return the margin of a finding, None where the engine cannot tell."""
        outcome, mine = finding["outcome"], self.tolerance.of(camera.camera)
        if rule.duty.check == _DISTANCE:
            return distance_margin(self.facts, rule, camera, outcome=outcome, tolerance=mine)
        if rule.duty.check == _ROOM:
            rooms = tuple(zone for zone in self.facts.zones if zone.kind in rule.texts("room_kinds"))
            if outcome == "fail":
                rooms = (self.facts.zone_by_id[finding["object_id"]],)
            return room_margin(self.facts, rooms, camera, outcome=outcome, tolerance=mine)
        if not self.views.can_tell(camera.id):
            return None
        nominal = float(finding["observed"] or 0.0)
        key = (camera.id, rule.duty.check, finding["object_id"], tuple(rule.values.items()))
        if key not in self.views.found:
            make = self._of_fail if outcome == "fail" else self._of_pass
            self.views.found[key] = make(rule, camera, finding["object_id"], nominal)
        return self.views.found[key]

    def others(self, rule: Rule, camera: CameraFacts, known: set[str]) -> Iterator[tuple[Verdict, Margin]]:
        """Yield what only comes into view within the tolerance, beside what is in view as planned."""
        if not self.views.can_tell(camera.id):
            return
        for object_id, verdict in self._at_most(rule, camera).items():
            if verdict.outcome != "pass" and object_id not in known:
                key = (camera.id, rule.duty.check, object_id, tuple(rule.values.items()))
                if key not in self.views.found:
                    nominal = max((row.max_px_per_m for row in _rows_of(camera.rows, verdict)), default=0.0)
                    self.views.found[key] = self._open(rule, camera, verdict, nominal)
                yield verdict, self.views.found[key]

    def row(
        self, finding_id: str, rule: Rule, camera: CameraFacts, outcome: str, margin: Margin
    ) -> tuple[Any, ...]:
        """Return a margin as one row of the table."""
        mine = self.tolerance.of(camera.camera)
        values = {**{name: getattr(margin, name) for name in margin.__dataclass_fields__}}
        values["depends_on"] = ",".join(margin.depends_on)
        return (
            finding_id,
            rule.duty.id,
            camera.id,
            outcome,
            *values.values(),
            mine.position_m,
            mine.aim_deg,
            mine.height_m,
            mine.building_height_m,
        )

    def _judged(self, rule: Rule, camera: CameraFacts, rows: list[FacadeRow]) -> dict[str, Verdict]:
        """Return what the duty's check says of other rows, by object."""
        self.facts.views.clear()
        run = CHECKS[rule.duty.check].run
        return {each.object_id: each for each in run(self.facts, rule, replace(camera, rows=tuple(rows)))}

    def _at_most(
        self,
        rule: Rule,
        camera: CameraFacts,
        off: Off | None = None,
        only: tuple[str, str] | None = None,
    ) -> dict[str, Verdict]:
        """Return what the check says when all that may be seen counts as seen."""
        return self._judged(rule, camera, self.views.rows_at_most(camera.id, off, only))

    def _of_pass(self, rule: Rule, camera: CameraFacts, _object: str, nominal: float) -> Margin:
        verdicts = self._at_most(rule, camera)
        bad = [each for each in verdicts.values() if each.outcome != "pass"]
        if bad:
            return self._open(rule, camera, max(bad, key=_measure), nominal)
        highest, limit = max(map(_measure, verdicts.values())), rule.number("limit_px_per_m")
        return Margin(
            verdict=PASSES,
            margin=limit - highest,
            unit="px/m",
            nominal=nominal,
            lowest=0.0,
            highest=highest,
            measure_unit="px/m",
        )

    def _open(self, rule: Rule, camera: CameraFacts, verdict: Verdict, nominal: float) -> Margin:
        """Return the margin of a pass that some place and aim within the tolerance may turn."""
        only = (verdict.object_kind, verdict.object_id)

        def holds(off: Off) -> bool:
            found = self._at_most(rule, camera, off, only).get(verdict.object_id)
            return found is None or found.outcome == "pass"

        return self._depending(camera, holds, verdict, nominal=nominal, highest=_measure(verdict))

    def _of_fail(self, rule: Rule, camera: CameraFacts, object_id: str, nominal: float) -> Margin:
        mine = [row for row in camera.rows if object_id == (row.zone_id or row.building_id)]
        limit = rule.number("limit_px_per_m")
        own_reach = "own_home_reach_m"

        def surely(off: Off) -> Verdict | None:
            asked = rule
            if own_reach in rule.values:
                # Nearer to a home that may be the owner's own, it would be undecided.
                reach = rule.number(own_reach) + off.tolerance.position_m
                asked = replace(rule, values={**rule.values, own_reach: reach})
            for rows in self.views.rows_at_least(camera.id, mine, off, limit):
                found = self._judged(asked, camera, rows).get(object_id)
                if found is not None and found.outcome == "fail":
                    return found
            return None

        kind = "zone" if mine and mine[0].zone_id else "building"
        sure = surely(self.views.whole(camera.id))
        most = [
            row.max_px_per_m
            for row in self.views.rows_at_most(camera.id)
            if object_id == (row.zone_id or row.building_id)
        ]
        highest = max([*most, nominal])
        if sure is not None:
            return Margin(
                verdict=FAILS,
                margin=_measure(sure) - limit,
                unit="px/m",
                nominal=nominal,
                lowest=_measure(sure),
                highest=highest,
                measure_unit="px/m",
                object_kind=kind,
                object_id=object_id,
            )
        seen = Verdict(outcome="fail", message=rule.duty.title, object_kind=kind, object_id=object_id)
        return self._depending(
            camera, lambda off: surely(off) is not None, seen, nominal=nominal, highest=highest
        )

    def _depending(
        self,
        camera: CameraFacts,
        holds: Callable[[Off], bool],
        verdict: Verdict,
        *,
        nominal: float,
        highest: float,
    ) -> Margin:
        """Return on what it depends: each quantity alone is halved until the finding holds."""
        shares: dict[str, float] = {}
        for name in QUANTITIES:
            off = self.views.only(camera.id, name)
            if off is not None and not holds(off):
                shares[name] = _sure_share(lambda share, n=name: holds(self.views.part(camera.id, n, share)))
        order = sorted(shares, key=lambda name: shares[name])
        if order:
            margin, unit = shares[order[0]] * self.views.amount(camera.id, order[0]), UNIT_OF[order[0]]
        else:
            margin = _sure_share(lambda share: holds(self.views.together(camera.id, share)))
            unit = ALL_TOGETHER
        return Margin(
            verdict=DEPENDS,
            margin=margin,
            unit=unit,
            depends_on=tuple(order),
            nominal=nominal,
            lowest=0.0,
            highest=highest,
            measure_unit="px/m",
            object_kind=verdict.object_kind,
            object_id=verdict.object_id,
        )


def _sure_share(holds: Callable[[float], bool]) -> float:
    """Return the largest share found at which something still holds that does not at the whole."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _measure(verdict: Verdict) -> float:
    return float(verdict.observed) if verdict.observed else 0.0


def _rows_of(rows: tuple[FacadeRow, ...], verdict: Verdict) -> list[FacadeRow]:
    """Return the facade rows of a verdict's object."""
    is_room = verdict.object_kind == "zone"
    return [
        row
        for row in rows
        if (
            row.zone_id == verdict.object_id
            if is_room
            else not row.zone_id and row.building_id == verdict.object_id
        )
    ]
