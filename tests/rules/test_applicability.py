"""Whom a duty of systems concerns: by the table of systems where the table says it, else by the cameras."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from siting.errors import PackError
from siting.rules.applicability import applies, not_concerned
from siting.rules.concern import NO, UNKNOWN, YES
from siting.rules.facts import SystemFacts
from siting.rules.pack import load_pack
from tests.rules.scenes import scene_of

TOYLAND = Path(__file__).parent / "packs" / "toyland"
DUTY = next(duty for duty in load_pack("cn_2025").duties if duty.id == "cn_2025/14/filing_after_use")


def answer(duty: Any, fields: dict[str, str], *regimes: str | None) -> str:
    cameras = [{"id": f"C{i}", "at": [i, 0], "regime": regime} for i, regime in enumerate(regimes)]
    cameras_of = scene_of({"cameras": cameras}).cameras
    return applies(duty, SystemFacts(id="S1", fields=fields, documents=(), cameras=cameras_of), {}).answer


def test_a_system_is_what_one_of_its_cameras_is() -> None:
    assert answer(DUTY, {}, "other_public", "gov") == YES
    assert answer(DUTY, {}, "other_public") == NO
    assert answer(DUTY, {}, "other_public", None) == UNKNOWN


def test_a_field_of_systems_is_asked_of_the_system_itself() -> None:
    duty = replace(DUTY, applies_to={"main_works": ("new",)})
    assert answer(duty, {"main_works": "new"}, "gov") == YES
    assert answer(duty, {"main_works": "none"}, "gov") == NO
    assert answer(duty, {}, "gov") == UNKNOWN


def of_classes(duty: Any, *cameras: tuple[str | None, str | None]) -> Any:
    """Whether `duty` concerns a system of cameras, each of a regime and a class of place."""
    rows = [
        {"id": f"C{i}", "at": [i, 0], "regime": regime, "place_class": place}
        for i, (regime, place) in enumerate(cameras)
    ]
    system = SystemFacts(id="S1", fields={}, documents=(), cameras=scene_of({"cameras": rows}).cameras)
    return applies(duty, system, {"regime": frozenset(("gov", "operator", "other_public", "non_public"))})


def test_a_system_is_spared_where_all_its_cameras_that_would_be_concerned_are() -> None:
    assert of_classes(DUTY, ("operator", "9")).answer == NO
    assert of_classes(DUTY, ("operator", "9"), ("other_public", None)).answer == NO
    assert of_classes(DUTY, (None, "9")).answer == NO
    mixed = of_classes(DUTY, ("operator", "9"), ("operator", "7-2-1"))
    assert (mixed.answer, mixed.flags) == (YES, ("mixed_place_class",))
    assert of_classes(DUTY, ("operator", "9"), (None, None)).answer == YES
    assert of_classes(DUTY, (None, "9"), (None, None)).answer == UNKNOWN


def test_what_is_not_declared_can_be_spared() -> None:
    duty = replace(DUTY, spares={"place_class": ("undeclared",)})
    told = of_classes(duty, ("operator", None))
    assert (told.answer, told.found) == (NO, "")
    assert not_concerned(told).message.en == "does not apply: place_class is not declared"
    assert of_classes(duty, ("operator", "9")).answer == YES


def test_whom_the_text_does_not_speak_of_is_left_open() -> None:
    duty = replace(DUTY, applies_to={}, spares={}, unsettled_for={"regime": ("non_public",)})
    told = of_classes(duty, ("non_public", None))
    assert (told.answer, told.fields, told.left_open) == (UNKNOWN, (), ("regime", "non_public"))
    assert of_classes(duty, ("non_public", None), ("gov", None)).answer == YES
    assert of_classes(duty, (None, None)).answer == YES


@pytest.mark.parametrize("field", ["main_works", "ct_key_target"])
def test_a_duty_of_cameras_cannot_ask_it(tmp_path: Path, field: str) -> None:
    for path in TOYLAND.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    article = next(path for path in tmp_path.glob("article_*.yaml") if "subject: camera" in path.read_text())
    text = article.read_text(encoding="utf-8").replace(
        "subject: camera", f"subject: camera\n    applies_to: {{{field}: [yes]}}"
    )
    article.write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=rf"applies_to\.{field}"):
        load_pack(tmp_path)
