"""Tolerances are checked at the door, and a camera's own come before those of all."""

from __future__ import annotations

import pytest

from siting.errors import InputError, UsageError
from siting.tolerance import Tolerance, building_tolerances_m, is_told, tolerance_of
from tests.scenes import building, camera, rect, scene


def test_names_and_texts():
    assert tolerance_of({"position_m": "0.5", "aim_deg": 2}) == Tolerance(position_m=0.5, aim_deg=2.0)
    assert tolerance_of(None) is None


def test_a_name_that_is_none():
    with pytest.raises(UsageError, match="found 'height'; allowed position_m, aim_deg, height_m, building_h"):
        tolerance_of({"height": 1})


def test_what_is_no_number():
    with pytest.raises(UsageError, match="tolerance aim_deg: found 'two'"):
        tolerance_of({"aim_deg": "two"})


@pytest.mark.parametrize("value", [-0.1, 46.0, float("nan")])
def test_what_is_outside_its_limits(value):
    with pytest.raises(InputError, match=r"aim_deg: found .* allowed a number from 0 to 45"):
        Tolerance(aim_deg=value)


def test_own_tolerances_come_first():
    plan = scene(
        [building(rect(0, 0, 5, 5), height_tolerance_m=2.0), building(rect(9, 0, 12, 5))],
        [camera(position_tolerance_m=0.1), camera(1, 1)],
    )
    general = Tolerance(position_m=0.5, aim_deg=3.0)
    assert [general.of(each).position_m for each in plan.cameras] == [0.1, 0.5]
    assert [general.of(each).aim_deg for each in plan.cameras] == [3.0, 3.0]
    assert building_tolerances_m(plan, 0.4).tolist() == [2.0, 0.4]
    assert is_told(plan)
    assert not is_told(scene([building(rect(0, 0, 5, 5))], [camera()]))
