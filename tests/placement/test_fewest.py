from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from siting.placement.fewest import fewest


def by_trying_all(serves: Any, gain: Any) -> tuple[int, float]:
    """Return the size of the smallest choice and the greatest gain among choices of that size."""
    columns = range(serves.shape[1])
    for size in range(len(columns) + 1):
        covers = [
            float(gain[list(chosen)].sum())
            for chosen in combinations(columns, size)
            if serves[:, list(chosen)].any(axis=1).all()
        ]
        if covers:
            return size, max(covers)
    raise AssertionError("no choice covers")


@pytest.mark.parametrize("seed", range(40))
def test_against_all_subsets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    needs, candidates = int(rng.integers(1, 9)), int(rng.integers(1, 11))
    serves = rng.random((needs, candidates)) < rng.uniform(0.15, 0.5)
    serves[~serves.any(axis=1), 0] = True
    gain = rng.uniform(1.0, 20.0, candidates).round(3)
    choice = fewest(csr_array(serves), gain)
    size, best = by_trying_all(serves, gain)
    assert choice.is_proved
    assert len(choice.chosen) == size
    assert serves[:, list(choice.chosen)].any(axis=1).all()
    assert gain[list(choice.chosen)].sum() == pytest.approx(best, abs=1e-6)


def test_greed_takes_three_where_two_are_enough() -> None:
    # The largest candidate is the trap: it leaves one need on either side.
    serves = np.array([[1, 0, 1], [1, 0, 1], [1, 0, 0], [0, 1, 1], [0, 1, 1], [0, 1, 0]], dtype=bool)
    assert fewest(csr_array(serves), np.ones(3)).chosen == (0, 1)


def test_the_same_question_has_the_same_answer() -> None:
    rng = np.random.default_rng(7)
    serves = rng.random((40, 60)) < 0.08
    serves[np.arange(40), rng.integers(0, 60, 40)] = True
    first = fewest(csr_array(serves), np.ones(60))
    assert first == fewest(csr_array(serves), np.ones(60))
    assert first.is_proved


def test_nobody_in_need_needs_nothing() -> None:
    assert fewest(csr_array((0, 3), dtype=bool), np.ones(3)).chosen == ()


def test_a_need_without_a_candidate_is_refused() -> None:
    with pytest.raises(ValueError, match="no candidate"):
        fewest(csr_array((1, 3), dtype=bool), np.ones(3))
