"""Facade exposure: window bands of all storeys of all homes, exact, against rays at a quarter of a metre."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks import product
from benchmarks.agreement import of_areas
from benchmarks.districts import street_cameras
from benchmarks.lines import Line
from benchmarks.turns import in_turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.districts import District
    from benchmarks.installed import Peer
    from benchmarks.lines import Effort

WORK = "facade exposure, all storeys"
# Rays so dense that what they miss is small: the slow answer [m].
_DENSE_M = 0.05
# What rays so dense leave open on a camera that sees little.
_ALLOWED_RATIO = 0.05


def measure(district: District, peers: Mapping[str, Peer], effort: Effort) -> Iterator[Line]:
    """Yield the line for rays of embreex.

    Parameters
    ----------
    district : District
    peers : mapping of str to Peer
    effort : Effort
    """
    rays = peers["embreex"].module
    if rays is None:
        return
    district = district.homes()
    cameras = street_cameras(district, effort.many)
    prepared = product.stage(district, with_facades=True)
    mesh = rays.prepare(district)
    rows = range(effort.sample)
    work = {
        WORK: lambda: product.facades_m2(prepared, cameras),
        "embreex": lambda: [rays.facades_m2(mesh, cameras, row) for row in rows],
    }
    times = in_turn(work, shares={WORK: effort.many, "embreex": effort.sample}, rounds=effort.rounds)
    dense = np.array([rays.facades_m2(mesh, cameras, row, step_m=_DENSE_M) for row in rows])
    mine = of_areas(np.asarray(product.facades_m2(prepared, cameras))[: effort.sample], dense)
    theirs = of_areas(np.array(work["embreex"]()), dense)
    yield Line(
        WORK,
        district.name,
        "embreex",
        peers["embreex"].title + ", samples of 0.25 m",
        times.median_ms(WORK),
        times.median_ms("embreex"),
        ratio=times.ratio("embreex", WORK),
        product_agrees=mine.text(),
        peer_agrees=theirs.text(),
        agree=mine.holds(_ALLOWED_RATIO),
        note="areas against rays at 0.05 m, which miss slivers too",
    )
