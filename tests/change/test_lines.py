"""A difference as lines of text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import siting
from siting.change.lines import change_lines, duty_lines, finding_lines, summary_lines
from siting.words import words_of
from tests.change.test_difference import ON, town

if TYPE_CHECKING:
    from siting.change.difference import Difference


@pytest.fixture(scope="module")
def found() -> Difference:
    """Return a plan whose first camera was turned away and whose second is gone."""
    return siting.diff(town(model="X"), town(turned_deg=180.0, without="cam-b"), on=ON)


def test_one_line_for_one_change(found: Difference) -> None:
    lines = [line.plain for line in change_lines(found, lang="en")]
    assert lines[0].startswith("cam-a  azimuth_deg  180 > 5 deg  re-aimed: ")
    assert lines[1:] == [
        "cam-a  model  replaced by another device: not given as built",
        "cam-b  -  missing or removed",
    ]
    assert next(iter(change_lines(found, lang="zh"))).plain.split("  ")[3].startswith("转向: ")


def test_one_line_for_a_fact_of_several_duties(found: Difference) -> None:
    lines = [line.plain for line in finding_lines(found, lang="en")]
    (house,) = [line for line in lines if "cam-a  house  gone, fail, moderate, interpretation: sees" in line]
    for duty in ("cn_2016_draft/11/view_into_residence", "cn_2025/8/view_into_residence"):
        assert duty in house


def test_duties_tell_what_the_law_asks(found: Difference) -> None:
    text = "\n".join(line.plain for line in duty_lines(found, lang="en"))
    assert "S1  cam-a  re_aimed, replaced / as planned  moderate (draft only, binds nobody): " in text
    assert "camera cam-a is not as planned" in text
    assert "cure: " in text
    assert "S1  cam-a  转向、更换设备 / 与方案一致  " in "\n".join(
        line.plain for line in duty_lines(found, lang="zh")
    )
    assert "a change is to be filed in good time" in text
    assert "cam-b" in text


def test_the_summary_says_on_what_it_rests(found: Difference) -> None:
    said = {
        "en": (
            "never in force",
            "tolerances: position_m 1 m",
            "test: 2 cameras",
            "beyond tolerance 1",
        ),
        "zh": (
            "从未生效",
            "依据：假设（条文未给出该数值）",
            "test：1 台",
            "超出容差 1",
        ),
    }
    for lang, parts in said.items():
        text = "\n".join(line.plain for line in summary_lines(found, lang=lang))
        for part in parts:
            assert part in text


def test_nothing_changed_is_few_lines() -> None:
    same = siting.diff(town(), town(), on=ON)
    assert not [*change_lines(same, lang="en"), *finding_lines(same, lang="en"), *duty_lines(same, lang="en")]


def test_both_languages_have_the_same_words() -> None:
    tables = [words_of(lang, "change/lines.yaml").texts for lang in ("en", "zh")]
    assert tables[0].keys() == tables[1].keys()


def test_a_field_that_was_not_given_is_one_line_for_all_who_lack_it() -> None:
    plan = town()
    blind = tuple(replace(each, tilt_deg=0.0, assumed=(*each.assumed, "tilt_deg")) for each in plan.cameras)
    lacking = siting.diff(plan, replace(plan, cameras=blind), on=ON)
    assert [line.plain for line in change_lines(lacking, lang="en")] == [
        "cam-a, cam-b  tilt_deg  re-aimed: not given as built"
    ]
    assert next(iter(change_lines(lacking, lang="zh"))).plain.startswith("cam-a、cam-b  tilt_deg  转向")
    asked = [
        line.plain for line in duty_lines(lacking, lang="en") if "camera … is not as planned" in line.plain
    ]
    assert len(asked) == 1
    assert asked[0].startswith("S1  cam-a, cam-b  re_aimed / as planned  undecided: ")


def test_a_camera_under_another_id_is_one_line_and_nothing_else() -> None:
    plan = town()
    first = replace(plan.cameras[0], id="pole-7")
    found = siting.diff(plan, replace(plan, cameras=(first, plan.cameras[1])), on=ON)
    told = [*change_lines(found, lang="en"), *finding_lines(found, lang="en"), *duty_lines(found, lang="en")]
    assert [line.plain for line in told] == ["cam-a  id  renamed: cam-a -> pole-7"]
    assert "  renamed: 1" in [line.plain for line in summary_lines(found, lang="en")]
    assert next(iter(change_lines(found, lang="zh"))).plain == "cam-a  id  改了编号: cam-a -> pole-7"
