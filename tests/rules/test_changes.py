"""Changes in words."""

from __future__ import annotations

from typing import Any

import pytest

from siting.rules.changes import CHANGES, UNKNOWN, WITHIN, Change, chosen, told


def change(kind: str, **fields: Any) -> Change:
    return Change(subject_kind="camera", subject_id="C1", system_id="", change=kind, **fields)


@pytest.mark.parametrize(
    ("given", "zh", "en"),
    [
        (change("added"), "增加", "added"),
        (change("moved", field="position_m", deviation=3.0), "移位 3.00 m", "moved 3.00 m"),
        (
            change("re_aimed", field="tilt_deg", plan="10", built="20", unit="deg"),
            "转向（俯角：10 -> 20°）",
            "re-aimed (tilt_deg 10 -> 20 deg)",
        ),
        (
            change("refitted", field="has_audio", plan="no", built="yes"),
            "功能改变（拾音：否 -> 是）",
            "refitted (has_audio no -> yes)",
        ),
        (
            change("replaced", field="model", plan="A", extent=UNKNOWN),
            "型号建成后未申报",
            "model is not given as built",
        ),
    ],
)
def test_said(given: Change, zh: str, en: str) -> None:
    assert (given.said().zh, given.said().en) == (zh, en)


def test_several_are_told_in_their_order() -> None:
    assert told([change("removed"), change("added")]).en == "missing or removed, added"


def test_only_what_counts_is_chosen() -> None:
    moved = [change("moved", extent=WITHIN), change("moved", extent=UNKNOWN), change("moved")]
    assert chosen([*moved, change("added")], ["moved", "removed"]) == (moved[1], moved[2])


def test_every_kind_has_words_in_both_languages() -> None:
    assert all(text.zh and text.en for text in CHANGES.values())
