"""On which views a finding rests: said in both languages, and flagged."""

from __future__ import annotations

import pytest

from siting.rules.resting import resting_flags, resting_on


@pytest.mark.parametrize(
    ("views", "flags", "en"),
    [
        (["main"], (), ""),
        (["capability", "main"], (), "what pan, tilt and zoom can reach, its home view has 90 px/m"),
        (["capability"], ("capability_only",), "neither its home view nor a preset reaches the limit"),
        (["capability", "preset:gate"], ("preset_only",), "can reach, preset gate has 90 px/m"),
        (["preset:gate"], ("preset_only",), "this rests on preset gate"),
    ],
)
def test_a_finding_says_on_which_views_it_rests(views: list[str], flags: tuple[str, ...], en: str) -> None:
    best = {view: 100.0 - 10.0 * place for place, view in enumerate(views)}
    said = resting_on(views[0], best)
    assert resting_flags(best) == flags
    assert en in said.en
    assert bool(said.zh) == bool(said.en)
