"""Whether key places are covered by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.law import Text
from siting.rules.shares import judge_shares

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SceneFacts
    from siting.rules.finding import Verdict
    from siting.rules.law import Rule


def key_places_covered(facts: Facts, rule: Rule, _scene: SceneFacts) -> Iterator[Verdict]:
    """Yield for each zone of kind must_cover whether the cameras that count cover enough of it by day.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `min_share_ratio`, `builder_regimes`.
    """
    yield from judge_shares(facts, rule, "main", Text("白天", "by day"))
