"""Many like faults told as a few."""

from __future__ import annotations

from siting.errors import Fault
from siting.io.faults import condensed


def test_few_faults_stay_as_they_are():
    faults = [Fault("f", "a", str(row), "x", row=str(row)) for row in range(1, 13)]
    assert condensed(faults) == faults


def test_many_end_in_one_that_names_all_other_rows():
    rows = [*range(1, 31), 40]
    found = condensed(Fault("f", "a", str(row), "x", row=str(row)) for row in rows)
    assert len(found) == 13
    assert found[-1].row == "13-30, 40"
    assert "19 more rows" in found[-1].found


def test_the_same_fault_is_told_once():
    fault = Fault("f", "a", "b", "c")
    assert condensed([fault, fault]) == [fault]
