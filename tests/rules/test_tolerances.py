"""Tolerances bear their unit, basis and source, and can be one's own."""

from __future__ import annotations

import pytest

from siting.errors import UsageError
from siting.rules.tolerances import load_tolerances


def test_ours_are_assumptions_and_say_why() -> None:
    known = load_tolerances()
    assert {name: each.value for name, each in known.items()} == {
        "position_m": 1.0,
        "height_m": 0.5,
        "azimuth_deg": 5.0,
        "tilt_deg": 3.0,
        "hfov_deg": 5.0,
    }
    for name, each in known.items():
        assert name.endswith(f"_{each.unit}")
        assert each.basis == "assumption"
        assert each.source
        assert each.reason.zh
        assert each.reason.en
        assert each.as_record()["overridden"] is False


@pytest.mark.parametrize("raw", ["2.5", 2.5])
def test_ones_own_is_marked(raw: object) -> None:
    known = load_tolerances({"position_m": raw})
    assert (known["position_m"].value, known["position_m"].is_overridden) == (2.5, True)
    assert not known["tilt_deg"].is_overridden


@pytest.mark.parametrize(
    ("own", "said"),
    [
        ({"distance": 1}, "found 'distance'; allowed position_m, height_m"),
        ({"position_m": "far"}, "found 'far'; allowed a number of at least 0"),
        ({"position_m": -1}, "found -1; allowed a number of at least 0"),
        ({"position_m": "nan"}, "allowed a number"),
        ({"position_m": True}, "allowed a number"),
        ({"position_m": None}, "allowed a number"),
    ],
)
def test_nonsense_is_refused(own: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError) as told:
        load_tolerances(own)
    assert said in str(told.value)
