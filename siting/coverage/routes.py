"""Whether a walker on the way into the covered area has passed a sign that he could read.

way out of the area, searched from the gate X:

    source                 fork            From the gate outwards, over every way, until the
       o------[read]---------+-----X       stretch that counts before the area is used up or a
    source                  /              way begins there (its free end): a source of walkers.
       o-------------------'               Where a sign can be read the search stops; a source
                                           that it reaches all the same passes no sign.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from siting.coverage.approaches import CameraWalks, Gate, Stretched
    from siting.coverage.legibility import Zone
    from siting.coverage.network import WalkNetwork

SAME_PLACE_M = 1.0
"""Gates of one camera this near to each other are one way in [m]."""

SHORTEST_M = 1e-6
"""What is shorter is rounding [m]."""

Readable = dict[tuple[int, int], list[tuple[float, float]]]
"""Where a sign is read, by piece and direction of the walker (+1 or -1 along it): from and to [m]."""


class Entry(NamedTuple):
    """One way into the covered area of a camera.

    Parameters
    ----------
    id : str
        The walk's id, and how far along it [m].
    walk_name : str
    point : shapely.Point
    gates : tuple of Gate
    stretches : tuple of (piece, from, to)
        Over what of the pieces people come [m].
    """

    id: str
    walk_name: str
    point: shapely.Point
    gates: tuple[Gate, ...]
    stretches: tuple[tuple[int, float, float], ...]


class Search(NamedTuple):
    """What a search outwards from a gate found.

    Parameters
    ----------
    reaches_source : bool
    stretches : list of (piece, from, to)
        What of the pieces was walked over [m].
    """

    reaches_source: bool
    stretches: list[tuple[int, float, float]]


def entries(walks: CameraWalks, network: WalkNetwork, *, approach_m: float) -> tuple[Entry, ...]:
    """Return the ways into what one camera covers, by place along the walks.

    A way that leaves the covered area and comes back to it within `approach_m`, all its branches with it,
    is none: who walks there was in the area just before.

    Parameters
    ----------
    walks : CameraWalks
    network : WalkNetwork
    approach_m : float
        Length of walk that counts before the covered area [m].
    """
    searched = [(gate, search(gate, walks, network, approach_m=approach_m)) for gate in walks.gates]
    searched = [(gate, found) for gate, found in searched if found.reaches_source]
    if not searched:
        return ()
    gates = [gate for gate, _ in searched]
    xy = network.points(np.array([gate.piece for gate in gates]), np.array([gate.at_m for gate in gates]))
    found = []
    for members in _together(xy):
        first = min(members, key=lambda k: _name_key(gates[k], network))
        walk = int(network.walk[gates[first].piece])
        found.append(
            Entry(
                id=f"{network.walk_ids[walk]}@{_along_m(gates[first], network):.1f}",
                walk_name=network.walk_names[walk],
                point=shapely.Point(xy[first]),
                gates=tuple(gates[k] for k in members),
                stretches=tuple(dict.fromkeys(part for k in members for part in searched[k][1].stretches)),
            )
        )
    return tuple(sorted(found, key=lambda entry: _name_key(entry.gates[0], network)))


def search(
    gate: Gate,
    walks: CameraWalks,
    network: WalkNetwork,
    *,
    approach_m: float,
    readable: Sequence[Readable] = (),
) -> Search:
    """Return whether walkers come to a gate who passed no sign, and over which stretches they come.

    Parameters
    ----------
    gate : Gate
    walks : CameraWalks
    network : WalkNetwork
    approach_m : float
        Length of walk that counts before the covered area [m].
    readable : sequence of Readable
        Where signs are read.
    """
    stretches: list[tuple[int, float, float]] = []
    # Distance first, so that every node is left at its shortest distance.
    heap = [(0.0, gate.piece, gate.at_m, gate.outward)]
    seen: set[int] = set()
    reaches = False
    while heap:
        distance, piece, at_m, outward = heapq.heappop(heap)
        length = network.lengths_m[piece]
        rest = length - at_m if outward > 0 else at_m
        left = approach_m - distance
        inside = walks.inside.get(piece)
        free = min(rest, _first(inside, at_m, outward)) if inside else rest
        stop = _first_of(readable, piece, at_m, outward) if readable else float("inf")
        walked = min(free, stop, left)
        reached_m = at_m + outward * walked
        stretches.append((piece, min(at_m, reached_m), max(at_m, reached_m)))
        if stop <= walked:
            continue
        if walked >= left:
            reaches = True
            continue
        if free < rest:
            continue
        node = network.ends[piece][1 if outward > 0 else 0]
        onward = [other for other in network.meeting[node] if other != piece]
        if not onward:
            reaches = True
        if node not in seen:
            seen.add(node)
            for other in onward:
                begins = network.ends[other][0] == node
                start = 0.0 if begins else network.lengths_m[other]
                heapq.heappush(heap, (distance + rest, other, start, 1 if begins else -1))
    return Search(reaches, stretches)


def readable_stretches(zones: Sequence[Zone], seen: Stretched, network: WalkNetwork) -> tuple[Readable, ...]:
    """Return, sign by sign, where on the walks it is read, by those who walk towards it.

    A sign is read while it stands ahead of the walker: not behind the plane through it across the way.

    Parameters
    ----------
    zones : sequence of Zone
    seen : tuple of arrays
        The stretches of walk in the zones, as `siting.coverage.approaches.stretches_in` gives them.
    network : WalkNetwork
    """
    found: tuple[Readable, ...] = tuple({} for _ in zones)
    sign, piece, low, high = seen
    places = np.array([zone.place for zone in zones], dtype=float).reshape(-1, 2)
    abreast = network.along_m(piece, places[sign]) if len(sign) else np.empty(0)
    ahead_high, back_low = np.minimum(high, abreast), np.maximum(low, abreast)
    columns = (arr.tolist() for arr in (sign, piece, low, ahead_high, back_low, high))
    for who, where, start, until, since, end in zip(*columns, strict=True):
        if until - start > SHORTEST_M:
            found[who].setdefault((where, 1), []).append((start, until))
        if end - since > SHORTEST_M:
            found[who].setdefault((where, -1), []).append((since, end))
    return found


def _together(xy: np.ndarray) -> list[list[int]]:
    """Return the places in groups: each within reach of another of its group."""
    left = np.arange(len(xy))
    groups = []
    while len(left):
        group, edge, left = [], [int(left[0])], left[1:]
        while edge:
            group.append(edge.pop())
            is_near = np.hypot(*(xy[left] - xy[group[-1]]).T) <= SAME_PLACE_M
            edge += left[is_near].tolist()
            left = left[~is_near]
        groups.append(sorted(group))
    return groups


def _along_m(gate: Gate, network: WalkNetwork) -> float:
    return float(network.offset_m[gate.piece]) + gate.at_m


def _name_key(gate: Gate, network: WalkNetwork) -> tuple[str, float]:
    return network.walk_ids[int(network.walk[gate.piece])], _along_m(gate, network)


def _first(stretches: Iterable[tuple[float, float]], at_m: float, outward: int) -> float:
    """Return how far from `at_m` the next of these stretches begins, infinite when none does [m]."""
    nearest = float("inf")
    for low, high in stretches:
        begins, ends = (low - at_m, high - at_m) if outward > 0 else (at_m - high, at_m - low)
        # The stretch that the gate itself bounds lies behind.
        if ends > SHORTEST_M and begins < nearest:
            nearest = max(begins, 0.0)
    return nearest


def _first_of(readable: Sequence[Readable], piece: int, at_m: float, outward: int) -> float:
    """Return how far from `at_m` the walker who comes against the search reads a sign [m]."""
    own = (each[piece, -outward] for each in readable if (piece, -outward) in each)
    return min((_first(each, at_m, outward) for each in own), default=float("inf"))
