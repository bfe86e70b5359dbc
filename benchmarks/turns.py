"""Product and peers in turn, A B C A B C, so that a machine whose speed drifts is the same for all."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ROUNDS = 5


@dataclass(frozen=True)
class Times:
    """What each contender took, round by round [ms], after one round that is not counted."""

    ms: dict[str, list[float]]

    def median_ms(self, name: str) -> float:
        """Return the median of a contender's rounds [ms]."""
        return float(np.median(self.ms[name]))

    def ratio(self, peer: str, product: str) -> float:
        """Return how many times as long the peer takes: the median of the ratios round by round."""
        return float(np.median(np.divide(self.ms[peer], self.ms[product])))


def in_turn(
    contenders: Mapping[str, Callable[[], object]],
    *,
    shares: Mapping[str, int] | None = None,
    rounds: int = ROUNDS,
) -> Times:
    """Return what the contenders take, called one after the other for some rounds.

    Parameters
    ----------
    contenders : mapping of str to callable
        Each does its work once; what it returns is dropped.
    shares : mapping of str to int or None
        By how many units of work a call's time is divided; 1 where none is told.
    rounds : int
        Counted rounds.
    """
    ms: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(rounds + 1):
        for name, work in contenders.items():
            start = time.perf_counter()
            work()
            spent_ms = (time.perf_counter() - start) * 1e3
            if turn:
                ms[name].append(spent_ms / (shares or {}).get(name, 1))
    return Times(ms)
