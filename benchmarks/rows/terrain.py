"""Terrain: what observers see of a height raster within 120 m, against exact lines to every cell."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import product
from benchmarks.ground import grounds, seen
from benchmarks.lines import Line
from benchmarks.turns import in_turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy as np
    from numpy.typing import NDArray

    from benchmarks.districts import District
    from benchmarks.ground import Ground
    from benchmarks.installed import Peer
    from benchmarks.lines import Effort

WORK = "terrain, 120 m reach"
PEERS = ("gdal", "grass", "xarray_spatial")
_UNIT = "ms an observer"


def measure(district: District, peers: Mapping[str, Peer], effort: Effort) -> Iterator[Line]:
    """Yield a line a peer and raster.

    Parameters
    ----------
    district : District
    peers : mapping of str to Peer
    effort : Effort
    """
    for ground in grounds(district, effort.sample):
        with tempfile.TemporaryDirectory() as folder:
            yield from _measured(ground, peers, effort, Path(folder))


def _measured(ground: Ground, peers: Mapping[str, Peer], effort: Effort, folder: Path) -> Iterator[Line]:
    eyes = range(effort.sample)
    found = {name: peers[name].module for name in PEERS if peers[name].module is not None}
    states = {name: module.prepare(ground, folder) for name, module in found.items()}  # type: ignore[union-attr]
    work: dict[str, Any] = {
        name: lambda name=name: [_looked(found[name], states[name], ground, eye) for eye in eyes]
        for name in found
    }
    standing = product.stand(ground, folder)
    work[WORK] = lambda: [product.look(standing, eye) for eye in eyes]
    times = in_turn(work, shares=dict.fromkeys(work, effort.sample), rounds=effort.rounds)
    exact = [seen(ground, eye) for eye in eyes]
    seen_by_product = [product.cells(product.look(standing, eye), ground, eye) for eye in eyes]
    mine = _agreement(seen_by_product, exact, ground)
    for name, module in found.items():
        masks = [module.cells(module.look(states[name], ground, eye), ground, eye) for eye in eyes]  # type: ignore[union-attr]
        yield Line(
            WORK,
            ground.name,
            name,
            peers[name].title,
            times.median_ms(WORK),
            times.median_ms(name),
            unit=_UNIT,
            ratio=times.ratio(name, WORK),
            product_agrees=mine,
            peer_agrees=_agreement(masks, exact, ground),
        )


def _looked(module: Any, state: Any, ground: Ground, eye: int) -> None:
    found = module.look(state, ground, eye)
    if hasattr(module, "drop"):
        module.drop(found)


def _agreement(masks: list[NDArray[np.bool_]], exact: list[NDArray[np.bool_]], ground: Ground) -> str:
    """Return in words the share of cells in reach on which masks agree with exact lines, and IoU."""
    same, shared, joint, count = 0, 0, 0, 0
    for eye, (mask, truth) in enumerate(zip(masks, exact, strict=True)):
        inside = ground.in_reach(eye)
        same += int((mask == truth)[inside].sum())
        shared += int((mask & truth & inside).sum())
        joint += int(((mask | truth) & inside).sum())
        count += int(inside.sum())
    return f"agrees {same / max(count, 1):.3f}; IoU {shared / max(joint, 1):.3f}"
