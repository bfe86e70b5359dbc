"""Days, year first."""

from __future__ import annotations

import pytest

from siting.io.days import day_in


@pytest.mark.parametrize(
    "text", ["2025-05-06", "2025/5/6", "2025.5.6", "20250506", "2025年5月6日", "2025-05-06T08:00"]
)
def test_days_that_can_only_mean_one(text):
    assert day_in(text) == "2025-05-06"


@pytest.mark.parametrize("text", ["6/5/2025", "2025-13-01", "2025-05", "soon"])
def test_what_is_no_day_or_more_than_one(text):
    assert day_in(text) is None
