"""Who builds a key place follows from its class of place, where the plan gives one."""

from __future__ import annotations

from siting.rules.builders import Builders, builders_of
from siting.rules.law import Duty, Rule
from siting.rules.pack import load_pack

DUTIES: dict[str, Duty] = {
    duty.id: duty for name in ("cn_2016_draft", "cn_2025") for duty in load_pack(name).duties
}


def rule(duty_id: str) -> Rule:
    duty = DUTIES[duty_id]
    values = {name: steps[-1].value for name, steps in duty.parameters.items()}
    return Rule(duty=duty, values=values, basis=duty.basis)


def test_a_class_of_place_says_who_builds() -> None:
    enacted = rule("cn_2025/7/key_places_covered")
    assert builders_of(enacted, "7-1") == Builders(("gov",), ("gov",), "7-1")
    both = ("operator", "gov")
    assert builders_of(enacted, "7-2-1") == Builders(both, both, "7-2-1")


def test_without_a_known_class_all_count_and_who_builds_in_any_case_is_told() -> None:
    enacted = rule("cn_2025/7/key_places_covered")
    both = ("gov", "operator")
    assert builders_of(enacted, "") == Builders(both, ("gov",), doubt="place_class_missing")
    assert builders_of(enacted, "8-1") == Builders(both, ("gov",), doubt="place_class_unknown")


def test_a_text_without_classes_asks_for_none() -> None:
    draft = rule("cn_2016_draft/9/key_parts_covered")
    every = draft.texts("builder_regimes")
    assert builders_of(draft, "") == builders_of(draft, "7-1") == Builders(every, every)
