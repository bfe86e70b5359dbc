"""Whether key places are covered by night."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.law import Text
from siting.rules.shares import judge_shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SceneFacts
    from siting.rules.finding import Verdict
    from siting.rules.law import Rule


def key_places_covered_at_night(facts: Facts, rule: Rule, _scene: SceneFacts) -> Iterator[Verdict]:
    """Yield for each zone of kind must_cover whether the cameras that count cover enough of it by night.

    By night a camera covers what it covers by day within its `ir_range_m` and in zones of kind lit.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `min_share_ratio`, `builder_regimes`.
    """
    yield from judge_shares(facts, rule, "night", Text("夜间", "by night"))
