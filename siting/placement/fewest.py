"""The fewest of many candidates that serve every need: set cover, its optimum proved."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import connected_components

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.optimize import LinearConstraint

# Counted, not timed: the same plan gives the same answer on a slow machine.
_MOST_NODES = 100_000
_HALF = 0.5


class Choice(NamedTuple):
    """The candidates chosen, ascending, and whether no smaller choice is proved to be possible."""

    chosen: tuple[int, ...]
    is_proved: bool


def fewest(serves: csr_array, gain: NDArray[np.float64]) -> Choice:
    """Return the fewest candidates that together serve every need; of as few, those of the greatest gain.

    Solved group by group of needs that share candidates, as integer programs, by HiGHS (Huangfu and Hall,
    Parallelizing the dual revised simplex method, Math. Prog. Comp. 10, 2018) through scipy.

    Parameters
    ----------
    serves : sparse array (needs, candidates)
        True where a candidate serves a need; every need is served by one at least.
    gain : float array (candidates,)

    Raises
    ------
    ValueError
        When a need has no candidate.
    """
    needs = serves.shape[0]
    if (np.diff(serves.indptr) == 0).any():
        raise ValueError("a need has no candidate: there is no cover")
    if not needs:
        return Choice((), True)
    useful = _undominated(serves, gain)
    own = csr_array(serves[:, useful].astype(np.int8))
    label = connected_components(block_array([[None, own], [own.T, None]]), directed=False)[1]
    chosen: list[int] = []
    is_proved = True
    for group in np.unique(label[:needs]):
        rows = np.flatnonzero(label[:needs] == group)
        columns = np.flatnonzero(label[needs:] == group)
        part = _solved(own[rows][:, columns].toarray().astype(bool), gain[useful[columns]])
        chosen += useful[columns[list(part.chosen)]].tolist()
        is_proved &= part.is_proved
    return Choice(tuple(sorted(chosen)), is_proved)


def _undominated(serves: csr_array, gain: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return one candidate, that of the greatest gain, for each set of needs that any serves; ascending."""
    by_column = serves.tocsc().sorted_indices()
    best: dict[bytes, int] = {}
    for k in np.lexsort((np.arange(len(gain)), -gain)).tolist():
        needs = by_column.indices[by_column.indptr[k] : by_column.indptr[k + 1]]
        if len(needs):
            best.setdefault(needs.tobytes(), k)
    return np.array(sorted(best.values()), dtype=np.int64)


def _solved(serves: NDArray[np.bool_], gain: NDArray[np.float64]) -> Choice:
    # Late: it takes as long to import as many a plan to check, and most need it not.
    from scipy.optimize import LinearConstraint

    if serves.all(axis=0).any():
        whole = np.flatnonzero(serves.all(axis=0))
        return Choice((int(whole[np.argmax(gain[whole])]),), True)
    everyone = LinearConstraint(csr_array(serves.astype(float)), lb=1.0)
    first, proved_count = _milp(np.ones(len(gain)), [everyone])
    as_few = LinearConstraint(np.ones((1, len(gain))), ub=float(len(first)))
    second, _ = _milp(-gain, [everyone, as_few])
    best = second if 0 < len(second) <= len(first) else first
    return Choice(tuple(best), proved_count)


def _milp(cost: NDArray[np.float64], constraints: list[LinearConstraint]) -> tuple[list[int], bool]:
    """Return what the integer program chooses, and whether its optimum is proved."""
    from scipy.optimize import Bounds, milp

    found = milp(
        cost,
        constraints=constraints,
        integrality=np.ones(len(cost)),
        bounds=Bounds(0.0, 1.0),
        options={"mip_rel_gap": 0.0, "node_limit": _MOST_NODES},
    )
    if found.x is None:
        raise RuntimeError(f"set cover: {found.message}")
    return np.flatnonzero(found.x > _HALF).tolist(), found.status == 0
