"""Ids: kept as they came, unique, made from layer and row number where missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from siting.io.door import missing, texts
from siting.io.ledger import shortened
from siting.words import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.io.door import Columns
    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer


def given_ids(raw: RawLayer, columns: Columns) -> NDArray[np.object_]:
    """Return the ids as the columns of a layer give them; None where they give none."""
    ids = np.full(len(raw.frame), None, dtype=object)
    for name in columns.sources.get("id", []):
        if same_of_all(raw, name) is not None:
            continue
        found = texts(raw.frame[name])
        open_cells = missing(ids)
        ids[open_cells] = found[open_cells]
        if not missing(ids).any():
            break
    return ids


def same_of_all(raw: RawLayer, name: str) -> str | None:
    """Return the one value that a column has in all of several rows; None when there is none, and of cameras.

    It is no id, as in an Id of 0 everywhere; of cameras it is a mistake to tell.
    """
    if raw.layer == "cameras":
        return None
    found = texts(raw.frame[name])
    constant = len(found) > 1 and not missing(found).any() and len(set(found)) == 1
    return str(found[0]) if constant else None


def _without_id(raw: RawLayer, columns: Columns, count: int) -> str:
    """Return in words why rows have no id of their own."""
    rows = counted(count, "row")
    same = [
        (name, value)
        for name in columns.sources.get("id", [])
        if (value := same_of_all(raw, name)) is not None
    ]
    if same:
        return f"{rows} of one and the same id, " + ", ".join(f"{value!r} in {name}" for name, value in same)
    return f"{rows} without an id"


def unique_ids(raw: RawLayer, columns: Columns, ledger: Ledger) -> NDArray[np.object_]:
    """Return one text for every row, unique in the layer.

    Parameters
    ----------
    raw : RawLayer
        The layer as read.
    columns : Columns
        Its canonical columns.
    ledger : Ledger
        Receives a note on missing ids and a repair for every repeated one.

    Returns
    -------
    ndarray of str
        As given; ``buildings/17`` (layer and row number) where missing; ``7/2`` for a second ``7``.
    """
    if raw.ids is not None:
        return raw.ids
    ids = given_ids(raw, columns)
    empty = missing(ids)
    if empty.any():
        ids[empty] = [f"{raw.layer}/{raw.number(position)}" for position in map(int, np.flatnonzero(empty))]
        ledger.note(
            raw.layer,
            field="id",
            found=_without_id(raw, columns, int(empty.sum())),
            done=f"called by layer and row number: {shortened(ids[empty], most=2)}",
        )
    repeated = pd.Series(ids, dtype=object).duplicated().to_numpy()
    if repeated.any() and raw.layer == "walks":
        # The edges of one way of a network share its id by nature.
        counts = pd.Series(ids, dtype=object).groupby(ids).cumcount().to_numpy()
        ids[repeated] = [
            f"{name}/{number + 1}" for name, number in zip(ids[repeated], counts[repeated], strict=True)
        ]
    elif repeated.any():
        _number(raw.layer, ids, repeated, ledger)
    return ids


def _number(layer: str, ids: NDArray[np.object_], repeated: NDArray[np.bool_], ledger: Ledger) -> None:
    taken, counts = set(ids), dict[str, int]()
    for position in np.flatnonzero(repeated):
        old = str(ids[position])
        number = counts.get(old, 1) + 1
        while f"{old}/{number}" in taken:
            number += 1
        counts[old] = number
        ids[position] = f"{old}/{number}"
        taken.add(ids[position])
        done = f"called {ids[position]}"
        ledger.repaired(
            layer, int(position), str(ids[position]), field="id", found=f"a second {old}", done=done
        )
