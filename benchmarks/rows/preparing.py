"""Preparing buildings: from footprints and heights to what cameras can be asked of, against a union."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from benchmarks import product
from benchmarks.lines import Line
from benchmarks.town import town
from benchmarks.turns import in_turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.districts import District
    from benchmarks.installed import Peer
    from benchmarks.lines import Effort

WORK = "preparing buildings"
_UNIT = "ms a thousand buildings"
# A district of fewer measures what a call costs whatever it is given; it is asked as a town too.
_FEW, _MANY = 1_000, 10_000


def measure(district: District, peers: Mapping[str, Peer], effort: Effort) -> Iterator[Line]:
    """Yield the line for the union of all footprints by shapely; for a small district also as a town.

    Parameters
    ----------
    district : District
    peers : mapping of str to Peer
    effort : Effort
    """
    yield _measured(district, peers, effort)
    if len(district.footprints) < _FEW:
        yield _measured(town(district, _MANY), peers, effort)


def _measured(district: District, peers: Mapping[str, Peer], effort: Effort) -> Line:
    frame = district.buildings_frame()
    work = {
        WORK: lambda: product.prepare_buildings(frame),
        "shapely_shadows": lambda: shapely.union_all(district.footprints),
    }
    times = in_turn(work, rounds=effort.rounds)
    thousands = len(district.footprints) / 1000.0
    mine_ms = times.median_ms(WORK) / thousands
    return Line(
        WORK,
        district.name,
        "shapely_shadows",
        f"shapely union_all {shapely.__version__}",
        mine_ms,
        times.median_ms("shapely_shadows") / thousands,
        unit=_UNIT,
        ratio=times.ratio("shapely_shadows", WORK),
        note=f"{peers['shapely_shadows'].version and mine_ms:.0f} s a million",
    )
