"""Over what length of the last stretch before a gate a sign at a site would be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.placement.lead_in import LeadIn
    from siting.placement.sites import Site

    Floats = NDArray[np.float64]

# A sign is asked for where it is in view for a few steps, or for half of a shorter stretch.
_READ_M = 2.0
_PROBES = (1 / 6, 1 / 2, 5 / 6)


def read_on(
    sites: Sequence[Site],
    leads: Sequence[LeadIn],
    solids: Solids,
    *,
    reach_m: float,
    mount_m: float,
    eye_height_m: float,
) -> csr_array:
    """Return over what length of each stretch a sign at each site is read, (leads, sites) [m].

    Nothing where it is too short to count. What could hide the sign is asked along single lines of sight,
    and whatever stands at the height of one hides it: a sign that is read here is read in truth.

    Parameters
    ----------
    sites : sequence of Site
    leads : sequence of LeadIn
    solids : Solids
    reach_m : float
        From how far the sign is read head-on [m].
    mount_m, eye_height_m : float
        Heights of sign and eyes above ground [m].
    """
    if not sites or not leads:
        return csr_array((len(leads), len(sites)))
    steps = np.concatenate([lead.steps for lead in leads])
    owner = np.repeat(np.arange(len(leads)), [len(lead.steps) for lead in leads])
    place = np.array([(site.easting_m, site.northing_m) for site in sites])
    facing = np.radians([site.facing_grid_deg for site in sites])
    centre = place + reach_m / 2.0 * np.column_stack([np.sin(facing), np.cos(facing)])
    radius = float(np.sqrt(max(reach_m**2 / 4.0 - (mount_m - eye_height_m) ** 2, 0.0)))
    lines = np.asarray(shapely.linestrings(steps.reshape(-1, 2, 2)), dtype=object).reshape(-1)
    middles = np.asarray(shapely.points(centre), dtype=object).reshape(-1)
    site, step = shapely.STRtree(lines).query(middles, predicate="dwithin", distance=radius)
    low, high, walker = _in_disc(steps[step], place[site], centre[site], radius)
    longer = high > low
    site, step, low, high, walker = site[longer], step[longer], low[longer], high[longer], walker[longer]
    share = np.zeros(len(site))
    for probe in _PROBES:
        at = low + probe * (high - low)
        eyes = steps[step, :2] + at[:, None] * walker
        share += _in_sight(place[site], eyes, solids, heights=(mount_m, eye_height_m)) / len(_PROBES)
    read = coo_array((share * (high - low), (owner[step], site)), shape=(len(leads), len(sites)))
    read.sum_duplicates()
    whole = np.array([np.hypot(*(lead.steps[:, 2:] - lead.steps[:, :2]).T).sum() for lead in leads])
    lead_of, site_of = read.row, read.col
    enough = read.data >= np.maximum(np.minimum(_READ_M, whole / 2.0), np.finfo(float).tiny)[lead_of]
    return csr_array((read.data[enough], (lead_of[enough], site_of[enough])), shape=read.shape)


def _in_disc(steps: Floats, place: Floats, centre: Floats, radius_m: float) -> tuple[Floats, Floats, Floats]:
    """Return from where to where along each step the sign is read, and the walker's direction."""
    run = steps[:, 2:] - steps[:, :2]
    length = np.hypot(*run.T)
    walker = run / np.maximum(length, np.finfo(float).tiny)[:, None]
    foot = ((centre - steps[:, :2]) * walker).sum(axis=1)
    off = np.hypot(*(steps[:, :2] + foot[:, None] * walker - centre).T)
    half = np.sqrt(np.maximum(radius_m**2 - off**2, 0.0))
    abreast = ((place - steps[:, :2]) * walker).sum(axis=1)
    low = np.maximum(foot - half, 0.0)
    return low, np.minimum(np.minimum(foot + half, length), abreast), walker


def _in_sight(signs: Floats, eyes: Floats, solids: Solids, *, heights: tuple[float, float]) -> NDArray[Any]:
    """Return 1 where nothing that stands at the height of the line of sight meets it in plan, else 0."""
    sight = np.asarray(shapely.linestrings(np.stack([signs, eyes], axis=1)), dtype=object).reshape(-1)
    tall = (solids.span[:, 0] < max(heights)) & (solids.span[:, 1] > min(heights))
    seen = np.ones(len(sight))
    hit, _ = shapely.STRtree(solids.footprints[tall]).query(sight, predicate="intersects")
    seen[hit] = 0.0
    return seen
