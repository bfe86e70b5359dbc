"""The ledger adds up."""

from __future__ import annotations

import pytest

from siting.io.ledger import Ledger, ledger_counts, shortened
from siting.model import LEDGER_COLUMNS


def test_a_row_counts_once_however_often_it_was_touched():
    ledger = Ledger()
    ledger.repaired("buildings", 0, "a", field="height_m", found="x", done="y")
    ledger.repaired("buildings", 0, "a", field="geometry", found="x", done="y")
    ledger.repaired("buildings", 1, "b", field="height_m", found="x", done="y")
    ledger.rejected("buildings", 1, "b", field="geometry", found="x", done="y")
    ledger.note("buildings", found="x", done="y")
    ledger.close("buildings", 5)
    frame = ledger.frame()
    assert tuple(frame.columns) == LEDGER_COLUMNS
    assert ledger_counts(frame).to_numpy().tolist() == [["buildings", 5, 3, 1, 1]]
    assert ledger.rejected_rows("buildings") == {1}


def test_an_empty_ledger_has_its_columns():
    assert tuple(Ledger().frame().columns) == LEDGER_COLUMNS
    assert len(ledger_counts(Ledger().frame())) == 0


def test_sums_that_are_none_are_a_bug():
    ledger = Ledger()
    ledger.close("x", 1)
    frame = ledger.frame()
    frame.loc[0, "done"] = "nothing"
    with pytest.raises(ValueError, match="row of sums"):
        ledger_counts(frame)


def test_long_lists_are_cut():
    assert shortened("abc", most=2) == "a, b and 1 more"
    assert shortened("ab", most=2) == "a, b"
