"""Plan coverage: sectors less what walls of any height hide, many cameras in one call and one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import shapely

from benchmarks import exact, product
from benchmarks.agreement import of_shapes
from benchmarks.districts import PLANE_M, level_cameras, street_cameras
from benchmarks.lines import Line
from benchmarks.outlines import outline
from benchmarks.turns import in_turn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from benchmarks.districts import Cameras, District
    from benchmarks.installed import Peer
    from benchmarks.lines import Effort

MANY, ONE = "plan coverage, many cameras at once", "plan coverage, one call a camera"
PEERS = ("shapely_shadows", "pysovist", "pyvispoly", "visilibity", "visibility_polygon", "t4gpd")
_SLOW = ("t4gpd",)
# Arcs are drawn by chords 5 mm inside at most, so areas differ by about this.
ALLOWED_RATIO = 1e-3


def measure(district: District, peers: Mapping[str, Peer], effort: Effort) -> Iterator[Line]:
    """Yield a line a peer for many cameras at once, and one for single calls.

    Parameters
    ----------
    district : District
    peers : mapping of str to Peer
    effort : Effort
    """
    district = district.tall()
    cameras = level_cameras(street_cameras(district, effort.many))
    outlines = [outline(cameras, row, PLANE_M) for row in range(effort.sample)]
    prepared = product.stage(district)
    singles = [cameras.take(slice(row, row + 1)) for row in range(effort.sample)]
    work: dict[str, Callable[[], Any]] = {
        MANY: lambda: product.ground(prepared, cameras),
        ONE: lambda: [product.ground(prepared, each) for each in singles],
    }
    shares = {MANY: effort.many, ONE: effort.sample}
    for name in PEERS:
        module = peers[name].module
        if module is not None:
            count = effort.slow_sample if name in _SLOW else effort.sample
            work[name] = _work(module, district, cameras, outlines[:count])
            shares[name] = count
    times = in_turn(work, shares=shares, rounds=effort.rounds)
    wanted = [
        exact.seen(district, cameras, row, outline=shape, plane_m=PLANE_M)
        for row, shape in enumerate(outlines)
    ]
    mine = of_shapes(centred(product.ground(prepared, cameras)[: effort.sample], cameras), wanted)
    for name in PEERS:
        if name not in work:
            continue
        shapes = work[name].shapes() if hasattr(work[name], "shapes") else work[name]()
        theirs = of_shapes(shapes, wanted[: len(shapes)]).text()
        for title in (MANY, ONE):
            yield Line(
                title,
                district.name,
                name,
                peers[name].title,
                times.median_ms(title),
                times.median_ms(name),
                ratio=times.ratio(name, title),
                product_agrees=mine.text(),
                peer_agrees=theirs,
                agree=mine.holds(ALLOWED_RATIO),
            )


def centred(shapes: list[Any], cameras: Cameras) -> list[Any]:
    """Return polygons of a scene about their cameras."""
    return [
        shapely.transform(shape, lambda places, row=row: places - cameras.xy_m[row])
        for row, shape in enumerate(shapes)
    ]


def _work(module: Any, district: District, cameras: Cameras, outlines: list[Any]) -> Any:
    """Return what does a peer's share of the work; preparing it is not counted."""
    state = module.prepare(district)
    if hasattr(module, "PlanWork"):
        return module.PlanWork(state, cameras, outlines)
    if hasattr(module, "plan"):
        return lambda: [module.plan(state, cameras, row, outline=shape) for row, shape in enumerate(outlines)]
    return lambda: [
        module.ground(state, cameras, row, outline=shape, plane_m=PLANE_M)
        for row, shape in enumerate(outlines)
    ]
