"""Judges what cameras may see and surely see by the checks themselves, and finds on what it depends."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from siting._examples import Examples
from siting.rules.device_margins import distance_margin, room_margin
from siting.rules.margin import ALL_TOGETHER, DEPENDS, FAILS, PASSES, UNIT_OF, Margin
from siting.rules.registry import CHECKS
from siting.tolerance import QUANTITIES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping

    from siting._uncertain_views import Off, UncertainViews
    from siting.rules.facts import CameraFacts, FacadeRow, Facts
    from siting.rules.finding import Verdict
    from siting.rules.law import Rule
    from siting.rules.margin import Change
    from siting.tolerance import Tolerance

VIEWS = ("view_into_residence", "view_into_room")
"""Checks of what is seen of windows."""
DISTANCE, ROOM = "keep_distance", "device_in_room"
"""Checks of where a device is."""
# A sixteenth of a tolerance is as fine as anybody knows it.
_HALVINGS = 4


@dataclass(frozen=True, eq=False)
class MarginJudge:
    """Judges what may be and what surely is by the checks themselves."""

    facts: Facts
    views: UncertainViews
    tolerance: Tolerance
    found: dict[Hashable, Margin] = field(default_factory=dict)

    @cached_property
    def examples(self) -> Examples:
        """Return plans within the tolerances, to find some that turn a finding."""
        return Examples(self.views)

    @cached_property
    def _camera_of(self) -> dict[str, CameraFacts]:
        return {camera.id: camera for camera in self.facts.cameras}

    def tolerance_of(self, camera_id: str) -> Tolerance:
        """Return the tolerances of a camera."""
        return self.tolerance.of(self._camera_of[camera_id].camera)

    def margin(self, rule: Rule, camera_id: str, finding: Mapping[Any, Any]) -> Margin | None:
        """Return the margin of a finding, None where the engine cannot tell.

        Parameters
        ----------
        rule : Rule
            Of its duty.
        camera_id : str
        finding : mapping of str to object
            A row of the findings.
        """
        camera = self._camera_of[camera_id]
        outcome, mine = finding["outcome"], self.tolerance_of(camera_id)
        if rule.duty.check == DISTANCE:
            return distance_margin(self.facts, rule, camera, outcome=outcome, tolerance=mine)
        if rule.duty.check == ROOM:
            rooms = tuple(zone for zone in self.facts.zones if zone.kind in rule.texts("room_kinds"))
            if outcome == "fail":
                rooms = (self.facts.zone_by_id[finding["object_id"]],)
            return room_margin(self.facts, rooms, camera, outcome=outcome, tolerance=mine)
        if not self.views.can_tell(camera.id):
            return None
        key = (camera.id, rule.duty.check, finding["object_id"], tuple(rule.values.items()))
        if key not in self.found:
            make = self._of_fail if outcome == "fail" else self._of_pass
            self.found[key] = make(rule, camera, finding)
        return self.found[key]

    def others(self, rule: Rule, camera_id: str, known: set[str]) -> Iterator[tuple[Verdict, Margin]]:
        """Yield what only comes into view within the tolerance, with its margin.

        Parameters
        ----------
        rule : Rule
        camera_id : str
        known : set of str
            Objects that have a finding as planned.
        """
        camera = self._camera_of[camera_id]
        if not self.views.can_tell(camera.id):
            return
        verdicts = self._judged(rule, camera, self.views.rows_at_most(camera.id))
        for object_id, verdict in verdicts.items():
            if verdict.outcome != "pass" and object_id not in known:
                key = (camera.id, rule.duty.check, object_id, tuple(rule.values.items()))
                if key not in self.found:
                    mine = _rows_of(camera.rows, verdict.object_kind, object_id)
                    nominal = max((row.max_px_per_m for row in mine), default=0.0)
                    self.found[key] = self._open(rule, camera, [verdict], nominal)
                yield verdict, self.found[key]

    def _of_pass(self, rule: Rule, camera: CameraFacts, finding: Mapping[Any, Any]) -> Margin:
        verdicts = self._judged(rule, camera, self.views.rows_at_most(camera.id))
        nominal = _number(finding["observed"])
        bad = [each for each in verdicts.values() if each.outcome != "pass"]
        if bad:
            return self._open(rule, camera, bad, nominal)
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

    def _open(self, rule: Rule, camera: CameraFacts, bad: list[Verdict], nominal: float) -> Margin:
        """Return the margin of a pass that some place and aim within the tolerance may turn."""
        only = tuple((each.object_kind, each.object_id) for each in bad)
        ids = {each.object_id for each in bad}
        worst, limit = max(bad, key=_measure), rule.number("limit_px_per_m")

        def passes(rows: list[FacadeRow]) -> bool:
            found = self._judged(rule, camera, rows)
            return all(found[each].outcome == "pass" for each in ids & found.keys())

        return self._depending(
            camera,
            _Open(worst.object_kind, worst.object_id, nominal, _measure(worst)),
            holds=lambda off: passes(self.views.rows_at_most(camera.id, off, only, floor_px_per_m=limit)),
            stands=lambda change: passes(self.examples.rows(camera.id, change, only, floor_px_per_m=limit)),
        )

    def _of_fail(self, rule: Rule, camera: CameraFacts, finding: Mapping[Any, Any]) -> Margin:
        kind, object_id, nominal = finding["object_kind"], finding["object_id"], _number(finding["observed"])
        limit = rule.number("limit_px_per_m")
        mine = _rows_of(camera.rows, kind, object_id)

        def fails(rows: list[FacadeRow], asked: Rule) -> Verdict | None:
            found = self._judged(asked, camera, rows).get(object_id)
            return found if found is not None and found.outcome == "fail" else None

        def surely(off: Off) -> Verdict | None:
            asked = _with_own_reach(rule, off.tolerance.position_m)
            walls = self.views.rows_at_least(camera.id, mine, off, limit)
            return next(filter(None, (fails(rows, asked) for rows in walls)), None)

        def stands(change: Change) -> bool:
            only = ((kind, object_id),)
            rows = self.examples.rows(camera.id, change, only, floor_px_per_m=limit)
            return fails(rows, rule) is not None

        sure = surely(self.views.whole(camera.id))
        most = _rows_of(self.views.rows_at_most(camera.id), kind, object_id)
        highest = max([nominal, *(row.max_px_per_m for row in most)])
        if sure is None:
            return self._depending(
                camera,
                _Open(kind, object_id, nominal, highest),
                holds=lambda off: surely(off) is not None,
                stands=stands,
            )
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

    def _depending(
        self,
        camera: CameraFacts,
        what: _Open,
        *,
        holds: Callable[[Off], bool],
        stands: Callable[[Change], bool],
    ) -> Margin:
        """Return on what a finding depends: each quantity alone is halved until the finding holds.

        `holds` proves it for all within a tolerance, `stands` tells it exactly of one plan.
        """
        shares: dict[str, float] = {}
        for name in QUANTITIES:
            off = self.views.only(camera.id, name)
            if off is not None and not holds(off):
                shares[name] = _sure_share(partial(self._holds_part, camera.id, name, holds))
        order = sorted(shares, key=lambda name: shares[name])
        if order:
            margin, unit = shares[order[0]] * self.views.amount(camera.id, order[0]), UNIT_OF[order[0]]
        else:
            margin = _sure_share(lambda share: holds(self.views.together(camera.id, share)))
            unit = ALL_TOGETHER
        changes = self.examples.changes(camera.id, tuple(order))
        return Margin(
            verdict=DEPENDS,
            margin=margin,
            unit=unit,
            depends_on=tuple(order),
            nominal=what.nominal,
            lowest=0.0,
            highest=what.highest,
            measure_unit="px/m",
            object_kind=what.object_kind,
            object_id=what.object_id,
            example=next((each for each in changes if not stands(each)), None),
        )

    def _holds_part(self, camera_id: str, name: str, holds: Callable[[Off], bool], share: float) -> bool:
        return holds(self.views.part(camera_id, name, share))

    def _judged(self, rule: Rule, camera: CameraFacts, rows: list[FacadeRow]) -> dict[str, Verdict]:
        """Return what the duty's check says of other rows, by object."""
        # Kept by camera and numbers, which are the same for other rows.
        self.facts.views.clear()
        run = CHECKS[rule.duty.check].run
        return {each.object_id: each for each in run(self.facts, rule, replace(camera, rows=tuple(rows)))}


class _Open(NamedTuple):
    """What a finding that depends is about: object, measure as planned, the highest within the tolerance."""

    object_kind: str
    object_id: str
    nominal: float
    highest: float


def _with_own_reach(rule: Rule, more_m: float) -> Rule:
    """Return a duty for which homes that much farther off may be the owner's own: then it is undecided."""
    name = "own_home_reach_m"
    if name not in rule.values:
        return rule
    return replace(rule, values={**rule.values, name: rule.number(name) + more_m})


def _sure_share(holds: Callable[[float], bool]) -> float:
    """Return the largest share found at which something still holds that does not at the whole."""
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _number(text: str) -> float:
    return float(text) if text else 0.0


def _measure(verdict: Verdict) -> float:
    return _number(verdict.observed)


def _rows_of(rows: Iterable[FacadeRow], object_kind: str, object_id: str) -> list[FacadeRow]:
    """Return the facade rows of one object."""
    if object_kind == "zone":
        return [row for row in rows if row.zone_id == object_id]
    return [row for row in rows if not row.zone_id and row.building_id == object_id]
