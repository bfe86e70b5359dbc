"""Cells come through the door as what they say."""

from __future__ import annotations

import pandas as pd

from siting.io.door import texts


def test_a_word_for_nothing_is_nothing_with_blanks_around_it_and_part_of_a_longer_text_is_not() -> None:
    cells = pd.Series(
        ["  unknown ", "(empty)\u3000\u3000", " n/a", "unknown tower", "B0000001 "], dtype=object
    )
    assert texts(cells).tolist() == [None, None, None, "unknown tower", "B0000001"]
