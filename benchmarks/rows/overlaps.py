"""Overlap counts: by how many cameras each place is covered, against the union of all coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from benchmarks import product
from benchmarks.districts import street_cameras
from benchmarks.lines import Line
from benchmarks.turns import in_turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.districts import District
    from benchmarks.installed import Peer
    from benchmarks.lines import Effort

WORK = "overlap counts of 10,000 cameras"
_CAMERAS_PER_MANY = 50
_UNIT = "ms in all"


def measure(district: District, peers: Mapping[str, Peer], effort: Effort) -> Iterator[Line]:  # noqa: ARG001
    """Yield the line for the union of all coverage by GEOS.

    Parameters
    ----------
    district : District
    peers : mapping of str to Peer
    effort : Effort
    """
    title = f"shapely union_all {shapely.__version__}"
    if product.overlap_counts is None:
        yield Line(WORK, district.name, "shapely_union", title, unit=_UNIT, note="not built")
        return
    cameras = street_cameras(district, effort.many * _CAMERAS_PER_MANY)
    covered = np.array(product.ground(product.stage(district), cameras), object)
    work = {
        WORK: lambda: product.overlap_counts(covered),
        "shapely_union": lambda: shapely.union_all(covered),
    }
    times = in_turn(work, rounds=effort.rounds)
    yield Line(
        WORK,
        district.name,
        "shapely_union",
        title,
        times.median_ms(WORK),
        times.median_ms("shapely_union"),
        unit=_UNIT,
        ratio=times.ratio("shapely_union", WORK),
    )
