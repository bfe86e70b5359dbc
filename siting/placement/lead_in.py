"""The last stretch of walk before a gate, on which every walker to it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.approaches import CameraWalks, Gate
    from siting.coverage.network import WalkNetwork

    Floats = NDArray[np.float64]


class LeadIn(NamedTuple):
    """The stretch before a gate up to the first fork: whoever comes to the gate walks over it.

    Parameters
    ----------
    need : int
        Number of the way in.
    gate, middle : tuple of float
        Its end at the covered area, and the place half-way [m].
    outward : tuple of float
        Unit vector from the gate back along the walk.
    steps : float array (n, 4)
        Straight parts in the direction of the walker: from easting, northing to easting, northing [m].
    """

    need: int
    gate: tuple[float, float]
    middle: tuple[float, float]
    outward: tuple[float, float]
    steps: Floats


def lead_in(need: int, gate: Gate, walks: CameraWalks, network: WalkNetwork, *, approach_m: float) -> LeadIn:
    """Return the stretch before a gate, back to the first fork, free end or covered stretch.

    Parameters
    ----------
    need : int
    gate : Gate
    walks : CameraWalks
    network : WalkNetwork
    approach_m : float
        The most of it that counts [m].
    """
    piece, at_m, outward = gate
    left = approach_m
    steps: list[Floats] = []
    while left > 0.0:
        length = network.lengths_m[piece]
        rest = length - at_m if outward > 0 else at_m
        inside = walks.inside.get(piece, ())
        free = [
            (low - at_m) if outward > 0 else (at_m - high)
            for low, high in inside
            if (high > at_m if outward > 0 else low < at_m)
        ]
        walked = min([rest, left, *(max(each, 0.0) for each in free)])
        to_m = at_m + outward * walked
        steps.append(np.concatenate([network.point(piece, to_m), network.point(piece, at_m)]))
        left -= walked
        node = network.ends[piece][1 if outward > 0 else 0]
        onward = [other for other in network.meeting[node] if other != piece]
        if walked < rest or len(onward) != 1:
            break
        piece = onward[0]
        outward = 1 if network.ends[piece][0] == node else -1
        at_m = 0.0 if outward > 0 else network.lengths_m[piece]
    return _described(need, np.array(steps))


def _described(need: int, steps: Floats) -> LeadIn:
    length = np.hypot(*(steps[:, 2:] - steps[:, :2]).T)
    until = np.cumsum(length)
    half = until[-1] / 2.0
    k = int(np.searchsorted(until, half))
    back = (half - (until[k] - length[k])) / length[k] if length[k] else 0.0
    middle = steps[k, 2:] + back * (steps[k, :2] - steps[k, 2:])
    first = int(np.argmax(length > 0.0))
    away = steps[first, :2] - steps[first, 2:]
    away = away / np.hypot(*away) if length[first] else np.array([0.0, 1.0])
    gate = steps[0, 2:]
    return LeadIn(
        need,
        gate=(float(gate[0]), float(gate[1])),
        middle=(float(middle[0]), float(middle[1])),
        outward=(float(away[0]), float(away[1])),
        steps=steps,
    )
