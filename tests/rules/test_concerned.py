"""Whom a duty concerns is the same whether it is found once for many or asked of each by itself."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from siting.rules.applicability import applies, as_unknown, known_words, not_concerned
from siting.rules.concern import NO, UNKNOWN
from siting.rules.concerned import Concerned
from siting.rules.finding import Verdict
from siting.rules.gather import gather
from siting.rules.law import Text
from siting.rules.pack import DEFAULT_PACKS, load_ladder, load_pack
from tests.rules.scenes import scene_of, table_of

if TYPE_CHECKING:
    from siting.model import Scene
    from siting.rules.facts import Facts

PACKS = [load_pack(name) for name in DEFAULT_PACKS]
KNOWN = known_words(PACKS)
VERDICT = Verdict(outcome="pass", flags=("shown",), message=Text("有", "There is one"))
REGIMES = ("gov", "operator", "other_public", "non_public", "compuond", None)


def plan() -> dict[str, Any]:
    """Return cameras that say all combinations of a few words, by threes in systems."""
    said = itertools.product(REGIMES, ("yes", "no", None), ("existing", "proposed", None))
    cameras = [
        {"id": f"C{k}", "at": [k, 0], "regime": regime, "social_public_area": area, "status": status}
        | {"system_id": f"S{k // 3}" if k % 4 else None}
        for k, (regime, area, status) in enumerate(said)
    ]
    systems = sorted({each["system_id"] for each in cameras if each["system_id"]})
    return {"cameras": cameras, "systems": [{"id": name} for name in systems]}


@pytest.fixture(scope="module")
def facts() -> Facts:
    scene: Scene = scene_of(plan())
    ladder = load_ladder("dori_2015")
    return gather(scene, table_of(plan()), on=date(2026, 3, 1), ladder=ladder, known=KNOWN)


@pytest.mark.parametrize("kind", ["camera", "system"])
def test_every_duty_concerns_whom_it_concerns_by_itself(facts: Facts, kind: str) -> None:
    concerned = Concerned(KNOWN)
    subjects = facts.cameras if kind == "camera" else facts.systems
    answers = set()
    for duty in (duty for pack in PACKS for duty in pack.duties):
        found = concerned.among(duty, subjects, kind)
        for subject in subjects:
            alone = applies(duty, subject, KNOWN)
            assert found[subject.id] == alone, (duty.id, subject.id)
            answers.add(alone.answer)
            if alone.answer == NO:
                assert concerned.spared(found[subject.id]).message == not_concerned(alone).message
            elif alone.answer == UNKNOWN:
                told, wanted = concerned.as_unknown(VERDICT, found[subject.id]), as_unknown(VERDICT, alone)
                assert (told.outcome, told.flags, told.message) == (
                    wanted.outcome,
                    wanted.flags,
                    wanted.message,
                )
    assert {NO, UNKNOWN} < answers


def test_what_was_found_of_others_is_not_taken_for_systems(facts: Facts) -> None:
    duty = next(
        duty for pack in PACKS for duty in pack.duties if duty.subject == "system" and duty.applies_to
    )
    before, after = Concerned(KNOWN), Concerned(KNOWN)
    first, second, *_ = facts.systems
    found = before.among(duty, facts.systems, "system")
    after.take(before, {("system", first.id)})
    taken = after.among(duty, (first, second), "system")
    assert taken[first.id] is found[first.id]
    assert taken[second.id] is not found[second.id]
    assert taken[second.id] == found[second.id]
