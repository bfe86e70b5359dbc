"""Cameras and systems in pairs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from siting.change.compare import compare_scenes
from siting.change.pairs import pair_up
from siting.rules.tolerances import load_tolerances
from tests.rules.scenes import scene_of

if TYPE_CHECKING:
    from siting.rules.changes import ChangeFacts


def pairs(plan: dict[str, Any], built: dict[str, Any], **own: object) -> ChangeFacts:
    scenes, limits = (scene_of(plan), scene_of(built)), load_tolerances(own)
    changes = compare_scenes(*scenes, limits)
    return pair_up(*scenes, changes, tolerances=limits, known={}, on=date(2026, 3, 1))


def row(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, "at": [0, 0], **fields}


def test_what_one_of_them_lacks_is_none() -> None:
    facts = pairs({"cameras": [row("A"), row("B")]}, {"cameras": [row("B"), row("C", at=[9, 9])]})
    shown = [(pair.id, pair.plan is not None, pair.built is not None) for pair in facts.cameras]
    assert shown == [("A", True, False), ("B", True, True), ("C", False, True)]
    assert [len(pair.changes) for pair in facts.cameras] == [1, 0, 1]
    assert facts.camera_by_id["A"].changes[0].change == "removed"


def test_fields_are_those_of_the_plan_first() -> None:
    facts = pairs(
        {"cameras": [row("A", regime="gov")]}, {"cameras": [row("A", regime="operator", installer="X")]}
    )
    assert facts.cameras[0].field("regime") == "gov"
    assert facts.cameras[0].field("installer") == "X"
    assert facts.cameras[0].field("purpose") == ""


def test_systems_know_both_sides() -> None:
    facts = pairs(
        {
            "cameras": [row("A", system_id="S1", regime="gov")],
            "systems": [{"id": "S1", "unit_name": "Streets", "filing_date": "2025-06-01"}],
        },
        {
            "cameras": [row("A", system_id="S1", regime="operator"), row("B", system_id="S2")],
            "systems": [{"id": "S1", "unit_name": "Parks"}],
        },
    )
    first, second = facts.systems
    assert (first.id, second.id) == ("S1", "S2")
    assert [camera.regime for camera in first.either.cameras] == ["gov"]
    assert (first.either.field("unit_name"), first.either.field("filing_date")) == ("Parks", "2025-06-01")
    assert {each.change for each in first.changes} == {"reassigned", "unit_changed"}
    assert [each.change for each in second.changes] == ["added"]
    assert (second.plan.cameras, second.plan.fields) == ((), {})


def test_a_camera_given_to_another_system_changes_both() -> None:
    facts = pairs({"cameras": [row("A", system_id="S1")]}, {"cameras": [row("A", system_id="S2")]})
    assert [(pair.id, [each.change for each in pair.changes]) for pair in facts.systems] == [
        ("S1", ["reassigned"]),
        ("S2", ["reassigned"]),
    ]


def test_on_whose_word_the_tolerances_rest() -> None:
    facts = pairs({}, {}, position_m=2)
    assert (facts.tolerance_basis, facts.is_overridden) == ("assumption", True)
    assert not pairs({}, {}).is_overridden


def test_a_renamed_camera_is_one_pair_under_the_id_of_the_plan() -> None:
    facts = pairs(
        {"cameras": [row("A", system_id="S1")], "systems": [{"id": "S1"}]},
        {"cameras": [row("Z", system_id="S1")], "systems": [{"id": "S1"}]},
    )
    (pair,) = facts.cameras
    assert (pair.id, pair.plan is not None and pair.plan.id, pair.built is not None and pair.built.id) == (
        "A", "A", "Z",
    )  # fmt: skip
    assert [each.change for each in facts.systems[0].changes] == ["renamed"]
