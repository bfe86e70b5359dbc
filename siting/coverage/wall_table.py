"""Walls and what of them counts as window, as one table for the kernels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Walls:
    """Wall edges, or stretches of them, with what of them counts as window, sorted by solid.

    Parameters
    ----------
    ends : float array (w, 4)
        x, y of both corners, the outside on the right [m].
    solid : int array (w,)
        The solid of each wall.
    number : int array (w,)
        Edge number in the footprint: outer ring first, then holes, part by part.
    zone : int array (w,)
        Row of the room zone behind the wall, or -1 for a storey of the building.
    band_starts : int array (w + 1,)
    bands : float array (b, 2)
        Lower and upper height of each window band, or of each window [m].
    storey : int array (b,)
        0 is the lowest floor of the building.
    face : int array (b,)
        The first of all bands on one edge, in one storey and before one room: they make one row.
    flags : object array (b,)
        Sets of windows_assumed, window_height_assumed, levels_conflict.
    notes : tuple of tuple
        Ledger rows (layer, id, field, found, done, outcome).
    """

    ends: NDArray[np.float64]
    solid: NDArray[np.int64]
    number: NDArray[np.int64]
    zone: NDArray[np.int64]
    band_starts: NDArray[np.int64]
    bands: NDArray[np.float64]
    storey: NDArray[np.int64]
    face: NDArray[np.int64]
    flags: NDArray[Any]
    notes: tuple[tuple[str, ...], ...] = ()

    def heights_m(self) -> NDArray[np.float64]:
        """Return the lowest and the highest height that counts as window on each wall, (w, 2) [m]."""
        if not len(self.solid):
            return np.empty((0, 2))
        first = self.band_starts[:-1]
        low, high = np.minimum.reduceat(self.bands[:, 0], first), np.maximum.reduceat(self.bands[:, 1], first)
        return np.column_stack([low, high])


class WallPiece(NamedTuple):
    """Walls of one solid that have the same bands.

    Parameters
    ----------
    solid, zone : int
    ends : float array (w, 4)
    number : int array (w,)
    bands : float array (b, 2)
    storey : int array (b,)
    flags : list of frozenset of str (b,)
    is_part : bool
        Another piece may belong to the same face.
    """

    solid: int
    zone: int
    ends: NDArray[np.float64]
    number: NDArray[np.int64]
    bands: NDArray[np.float64]
    storey: NDArray[np.int64]
    flags: list[frozenset[str]]
    is_part: bool


def table_of_walls(pieces: Sequence[WallPiece], notes: Sequence[tuple[str, ...]] = ()) -> Walls:
    """Return pieces of walls as one table, sorted by solid.

    Parameters
    ----------
    pieces : sequence of WallPiece
    notes : sequence of tuple
        Ledger rows.
    """
    pieces = sorted(pieces, key=lambda piece: piece.solid)
    counts = np.array([len(piece.ends) for piece in pieces], np.int64)
    per_wall = np.repeat(np.array([len(piece.bands) for piece in pieces], np.int64), counts)
    none = np.empty(0, np.int64)
    starts = np.concatenate([[0], np.cumsum(per_wall)]).astype(np.int64)
    # Each wall has the bands of its piece: where they begin, as often as it has walls.
    begins = np.cumsum([0, *(len(piece.bands) for piece in pieces)])[:-1]
    own = np.repeat(np.repeat(begins, counts) - starts[:-1], per_wall) + np.arange(starts[-1])
    flags = np.empty(sum(len(piece.flags) for piece in pieces), object)
    flags[:] = [flag for piece in pieces for flag in piece.flags]
    return Walls(
        ends=np.concatenate([np.empty((0, 4)), *(piece.ends for piece in pieces)]),
        solid=np.repeat(np.array([piece.solid for piece in pieces], np.int64), counts),
        number=np.concatenate([none, *(piece.number for piece in pieces)]).astype(np.int64),
        zone=np.repeat(np.array([piece.zone for piece in pieces], np.int64), counts),
        band_starts=starts,
        bands=np.concatenate([np.empty((0, 2)), *(piece.bands for piece in pieces)])[own],
        storey=np.concatenate([none, *(piece.storey for piece in pieces)]).astype(np.int64)[own],
        face=_faces(pieces),
        flags=flags[own],
        notes=tuple(notes),
    )


def joined_walls(one: Walls, other: Walls) -> Walls:
    """Return the walls of two tables as one, those of the first first; not sorted by solid.

    Parameters
    ----------
    one, other : Walls
    """
    names = ("ends", "solid", "number", "zone", "bands", "storey", "flags")
    together = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in names}
    count = len(one.storey)
    return Walls(
        **together,
        band_starts=np.concatenate([one.band_starts, count + other.band_starts[1:]]),
        face=np.concatenate([one.face, count + other.face]),
        notes=(*one.notes, *other.notes),
    )


def some_walls(walls: Walls, rows: NDArray[np.int64]) -> tuple[Walls, NDArray[np.int64]]:
    """Return a table of some walls, and the rows of its bands in the whole table.

    Parameters
    ----------
    walls : Walls
    rows : int array (n,)
    """
    first = walls.band_starts[rows]
    counts = walls.band_starts[rows + 1] - first
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    bands = np.repeat(first - starts[:-1], counts) + np.arange(starts[-1])
    chosen = Walls(
        ends=walls.ends[rows],
        solid=walls.solid[rows],
        number=walls.number[rows],
        zone=walls.zone[rows],
        band_starts=starts,
        bands=walls.bands[bands],
        storey=walls.storey[bands],
        face=np.arange(len(bands), dtype=np.int64),
        flags=walls.flags[bands],
    )
    return chosen, bands


def _faces(pieces: Sequence[WallPiece]) -> NDArray[np.int64]:
    """Return for each band the first one of its face; only pieces that are parts can share one."""
    face = np.arange(sum(len(piece.ends) * len(piece.bands) for piece in pieces), dtype=np.int64)
    if not any(piece.is_part for piece in pieces):
        return face
    first: dict[tuple[int, int, int, int], int] = {}
    at = 0
    for piece in pieces:
        if piece.is_part:
            keys = [(number, storey) for number in piece.number.tolist() for storey in piece.storey.tolist()]
            for k, (number, storey) in enumerate(keys, start=at):
                face[k] = first.setdefault((piece.solid, piece.zone, number, storey), k)
        at += len(piece.ends) * len(piece.bands)
    return face
