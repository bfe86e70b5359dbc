"""Coverage with heights: exact polygons against exact polygons of shapely, and against rays on a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from benchmarks import exact, product
from benchmarks.agreement import of_areas, of_shapes
from benchmarks.districts import PLANE_M, street_cameras
from benchmarks.lines import Line
from benchmarks.outlines import outline
from benchmarks.rows.plan import ALLOWED_RATIO, centred
from benchmarks.turns import in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.districts import Cameras, District
    from benchmarks.installed import Peer
    from benchmarks.lines import Effort

WORK = "coverage with heights, exact polygons"
PEERS = ("shapely_shadows", "embreex")
# Those that count points and have an area alone.
_COUNTS = {"embreex": ", grid of 0.5 m"}


def measure(district: District, peers: Mapping[str, Peer], effort: Effort) -> Iterator[Line]:
    """Yield a line for exact polygons of shapely and one for rays of embreex.

    Parameters
    ----------
    district : District
    peers : mapping of str to Peer
    effort : Effort
    """
    cameras = street_cameras(district, effort.many)
    outlines = [outline(cameras, row, PLANE_M) for row in range(effort.sample)]
    prepared = product.stage(district)
    work = {
        name: _work(peers[name].module, district, cameras, outlines) for name in PEERS if peers[name].module
    }
    shares = dict.fromkeys(work, effort.sample) | {WORK: effort.many}
    times = in_turn(
        {WORK: lambda: product.ground(prepared, cameras), **work}, shares=shares, rounds=effort.rounds
    )
    wanted = [
        exact.seen(district, cameras, row, outline=shape, plane_m=PLANE_M)
        for row, shape in enumerate(outlines)
    ]
    mine = of_shapes(centred(product.ground(prepared, cameras)[: effort.sample], cameras), wanted)
    for name, peer_work in work.items():
        found = peer_work()
        theirs = (
            of_areas(np.array(found), shapely.area(wanted)) if name in _COUNTS else of_shapes(found, wanted)
        )
        yield Line(
            WORK,
            district.name,
            name,
            peers[name].title + _COUNTS.get(name, ""),
            times.median_ms(WORK),
            times.median_ms(name),
            ratio=times.ratio(name, WORK),
            product_agrees=mine.text(),
            peer_agrees=theirs.text(),
            agree=mine.holds(ALLOWED_RATIO),
        )


def _work(module: Any, district: District, cameras: Cameras, outlines: list[Any]) -> Callable[[], list[Any]]:
    """Return what does a peer's share of the work; preparing it is not counted."""
    state = module.prepare(district)
    look = module.ground_m2 if hasattr(module, "ground_m2") else module.ground
    return lambda: [
        look(state, cameras, row, outline=shape, plane_m=PLANE_M) for row, shape in enumerate(outlines)
    ]
