"""Many like faults told as a few."""

from __future__ import annotations

from siting.errors import Fault
from siting.io.faults import condensed, row_number


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


def test_faults_that_differ_in_the_row_alone_are_one_with_their_rows_and_count():
    found = condensed(Fault("f", "a", "nothing", "x", row=str(row)) for row in [*range(2, 223), 300])
    assert [fault.row for fault in found] == ["2-222, 300 (222 rows)"]
    assert str(found[0]) == "f, rows 2-222, 300 (222 rows), a: found nothing; allowed x"
    assert row_number(found[0]) == 2


def test_scattered_rows_are_named_first_and_counted():
    (found,) = condensed(Fault("f", "a", "nothing", "x", row=str(row)) for row in range(2, 202, 2))
    assert found.row == "2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24 and 88 more (100 rows)"


def test_a_few_of_the_same_are_told_one_by_one():
    faults = [Fault("f", "a", "nothing", "x", row=str(row)) for row in (2, 5, 9)]
    assert condensed(faults) == faults


def test_ids_are_no_numbers_of_rows():
    faults = [Fault("f", "a", "nothing", "x", row=f"C{row}") for row in range(9)]
    assert condensed(faults) == faults
    assert row_number(faults[0]) == 0
