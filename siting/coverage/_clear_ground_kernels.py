"""Compiled ground coverage of one camera as a star, where that is all there is to it.

Solids are taken near first and fill an envelope that begins as the far edges of the view; what lies behind
the envelope is asked no more. Whatever is not clear-cut, or hides no more than a stretch, is left to the
sweep (`siting.coverage._ground_kernels`), which assumes nothing.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from siting.coverage._direction_kernels import square_angle
from siting.coverage._envelope_kernels import height_on, is_nearer_than, put_pieces, raise_walls
from siting.coverage._kernels import SQUARE_TURN, grown
from siting.coverage._reach_kernels import holds_foot
from siting.coverage._shadow_kernels import shadow_reach
from siting.coverage._star_kernels import bounds_of, floor_slabs, rings_before, star_from_foot
from siting.coverage._view_kernels import clip_in_place, corners_of_disc, outer_rays, pyramid_on_plane

# Pieces of coverage smaller than this are rounding [m2].
SMALLEST_AREA_M2 = 1e-9
# Pieces of an envelope, and of what is made of it: more are left to the sweep.
_ROOM = 400


@njit(cache=True)
def room():
    """Return the room in which one camera after the other is worked out."""
    pieces = np.empty((4, 4))
    envs = np.empty((4, _ROOM, 6))
    tags = np.empty((4, _ROOM), np.int64)
    slabs = np.empty((4 * _ROOM, 4))
    slab_tag = np.empty(4 * _ROOM, np.int64)
    chains = np.empty((3, 12 * _ROOM, 2))
    ring_ends = np.empty(4 * _ROOM, np.int64)
    hulls = np.empty((3, 24, 2))
    sides = np.empty((6, 3))
    finite = np.empty(_ROOM, np.int64)
    return pieces, envs, tags, slabs, slab_tag, chains, ring_ends, hulls, sides, finite


@njit(cache=True)
def _box_is_hidden(box, camera_x, camera_y, nearness, env, count):
    """Return True when a box that does not hold the foot lies outside the view or behind the envelope."""
    west, east, south, north = box[0] - camera_x, box[2] - camera_x, box[1] - camera_y, box[3] - camera_y
    begin, end = 1e300, -1e300
    before, after = 1e300, -1e300
    for k in range(4):
        angle = square_angle(west if k in (0, 3) else east, south if k in (0, 1) else north)
        begin, end = min(begin, angle), max(end, angle)
        # Across the seam: counted from half a turn before it.
        shifted = angle - SQUARE_TURN if angle >= 0.5 * SQUARE_TURN else angle
        before, after = min(before, shifted), max(after, shifted)
    if end - begin > 0.5 * SQUARE_TURN:
        begin, end = before, after
    for shift in (-SQUARE_TURN, 0.0, SQUARE_TURN):
        meets = end + shift > env[0, 0] and begin + shift < env[count - 1, 1]
        if meets and not is_nearer_than(env, count, begin + shift, end + shift, nearness):
            return False
    return True


@njit(cache=True)
def _raise_solids(
    env,
    tag,
    count,
    spare,
    spare_tag,
    pieces,
    finite,
    camera_x,
    camera_y,
    height,
    plane,
    near,
    nearness,
    rays,
    solids,
):
    """Let all walls that hide without end rule where they are nearer.

    `finite` receives the solids of finite shadows that are not hidden. Returns the new count, below 1
    where it is not clear-cut, and how many are finite.
    """
    xy, rings, solid_rings, span, boxes = solids
    finite_count = 0
    for n in range(near.shape[0]):
        s = near[n]
        k_in, k_out = shadow_reach(height, plane, span[s, 0], span[s, 1])
        if k_out <= k_in:
            continue
        box = boxes[s]
        spans = box[0] <= camera_x <= box[2] and box[1] <= camera_y <= box[3]
        if not spans and _box_is_hidden(box, camera_x, camera_y, nearness[n] / k_in, env, count):
            continue
        if not np.isinf(k_out):
            if finite_count == finite.shape[0]:
                return 0, 0
            finite[finite_count] = s
            finite_count += 1
            continue
        first, last = solid_rings[s], solid_rings[s + 1]
        if spans and holds_foot(xy, rings, first, last, camera_x, camera_y):
            return 0, 0
        count = raise_walls(
            env,
            tag,
            count,
            spare,
            spare_tag,
            pieces,
            xy,
            rings,
            first,
            last,
            camera_x,
            camera_y,
            1.0 / k_in,
            rays,
        )
        if count < 1:
            return 0, 0
    return count, finite_count


@njit(cache=True)
def _put_ring(points, ring_ends, polygon_ends, counts, ring, begin, end, owner, band):
    """Put one ring behind those gathered, as a polygon, unless it is as small as rounding."""
    area = 0.0
    x0, y0 = ring[begin, 0], ring[begin, 1]
    for k in range(begin, end - 1):
        area += (ring[k, 0] - x0) * (ring[k + 1, 1] - y0) - (ring[k, 1] - y0) * (ring[k + 1, 0] - x0)
    if end - begin < 3 or 0.5 * area < SMALLEST_AREA_M2:
        return points, ring_ends, polygon_ends
    points = grown(points, counts[0], end - begin)
    ring_ends = grown(ring_ends, counts[1])
    polygon_ends = grown(polygon_ends, counts[2])
    for k in range(begin, end):
        points[counts[0], 0], points[counts[0], 1] = ring[k, 0], ring[k, 1]
        counts[0] += 1
    ring_ends[counts[1], 0] = counts[0]
    counts[1] += 1
    polygon_ends[counts[2], 0] = counts[1]
    polygon_ends[counts[2], 1] = owner
    polygon_ends[counts[2], 2] = band
    counts[2] += 1
    return points, ring_ends, polygon_ends


@njit(cache=True)
def _in_band(view, plane_m, near_m, far_m, is_first, is_last, polygon, count, hull, spare):
    """Put the part of a view between two depths into `hull`; return how many corners it has."""
    for k in range(count):
        hull[k, 0], hull[k, 1] = polygon[k, 0], polygon[k, 1]
    sin_t, cos_t, azimuth = view[1], view[2], view[3]
    a, b, c = cos_t * np.sin(azimuth), cos_t * np.cos(azimuth), sin_t * (view[0] - plane_m)
    if not is_first:
        count = clip_in_place(hull, count, spare, a, b, c - near_m)
    if not is_last:
        count = clip_in_place(hull, count, spare, -a, -b, far_m - c)
    return count


@njit(cache=True)
def nearest_walls(camera_x, camera_y, view, plane_m, near, nearness, solids, work):
    """Work out the envelope of all that hides without end in one view.

    Parameters
    ----------
    camera_x, camera_y, view, plane_m
        As in `siting.coverage._ground_kernels.ground_views`, of one camera.
    near, nearness
        From `siting.coverage._reach_kernels.near_first`.
    solids : tuple of arrays
        xy, rings, solid_rings, span, boxes.
    work : tuple of arrays
        From `room`.

    Returns
    -------
    corner_count, made, near_made, finite_count : int
        Corners of the view, below 3 where there is none; pieces of the envelope, 0 where it is not
        clear-cut; pieces of the near edge; solids whose shadows end.
    """
    pieces, envs, tags, _, _, _, _, hulls, sides, finite = work
    env, tag, spare, spare_tag = envs[0], tags[0], envs[1], tags[1]
    corner_count = pyramid_on_plane(view, plane_m, sides, hulls[0], hulls[1])
    if corner_count < 3:
        return corner_count, 0, 0, 0
    made, near_made, is_clear = bounds_of(hulls[0], corner_count, pieces, env, tag, envs[2], tags[2])
    if not is_clear:
        return corner_count, 0, 0, 0
    ax, ay, bx, by = outer_rays(hulls[0, :corner_count])
    rays = (ax, ay, bx, by, env[made - 1, 1] - env[0, 0] < 0.5 * SQUARE_TURN)
    made, finite_count = _raise_solids(
        env,
        tag,
        made,
        spare,
        spare_tag,
        pieces,
        finite,
        camera_x,
        camera_y,
        view[0],
        plane_m,
        near,
        nearness,
        rays,
        solids,
    )
    return corner_count, made, near_made, finite_count


@njit(cache=True)
def slabs_of_view(view, sagitta_m, env, tag, made, work):
    """Return how many slabs envelope and range make, in the room for slabs; below 1 where room ends."""
    corners = corners_of_disc(view[6], sagitta_m) if np.isfinite(view[6]) else 0
    return floor_slabs(env, tag, made, view[6], corners, work[3], work[4])


@njit(cache=True)
def _envelope_of_band(made, corner_count, work):
    """Put the envelope of one band, whose view is the third hull, into the fourth.

    Returns how many pieces it and the near edge have, 0 where it is not clear-cut.
    """
    pieces, envs, tags, _, _, _, _, hulls, _, _ = work
    band_made, band_near, is_clear = bounds_of(
        hulls[2], corner_count, pieces, envs[3], tags[3], envs[2], tags[2]
    )
    if not is_clear:
        return 0, 0
    for k in range(made):
        if tags[0, k] >= 0:
            rule = (envs[0, k, 2], envs[0, k, 3], envs[0, k, 4], envs[0, k, 5])
            begin, end = envs[0, k, 0], envs[0, k, 1]
            pieces[0] = begin, height_on(*rule, begin), end, height_on(*rule, end)
            band_made = put_pieces(envs[3], tags[3], band_made, envs[1], tags[1], pieces[:1], tags[0, k])
            if band_made < 1:
                return 0, 0
    return band_made, band_near


@njit(cache=True)
def stars(
    owner,
    view,
    plane_m,
    depths_m,
    sagitta_m,
    corner_count,
    made,
    near_made,
    work,
    points,
    ring_ends,
    polygon_ends,
    counts,
):
    """Gather what one camera sees before whose envelope nothing stands.

    Returns the stores, and whether all was clear-cut.

    Parameters
    ----------
    owner : int
        Number of the camera.
    view, plane_m, depths_m, sagitta_m
        As in `siting.coverage._ground_kernels.ground_views`, of one camera.
    corner_count, made, near_made, work
        As `nearest_walls` left them.
    points, ring_ends, polygon_ends, counts
        As in `siting.coverage._ring_kernels.gather_polygons`.
    """
    _, envs, tags, slabs, slab_tag, chains, ends, hulls, _, _ = work
    bands = depths_m.shape[0] - 1
    vertices, rings_before_it, polygons = counts
    for b in range(bands):
        e, band_made, band_near = 0, made, near_made
        if bands > 1:
            in_band = _in_band(
                view,
                plane_m,
                depths_m[b],
                depths_m[b + 1],
                b == 0,
                b == bands - 1,
                hulls[0],
                corner_count,
                hulls[2],
                hulls[1],
            )
            if in_band < 3:
                continue
            e = 3
            band_made, band_near = _envelope_of_band(made, in_band, work)
        slab_count = (
            slabs_of_view(view, sagitta_m, envs[e], tags[e], band_made, work) if band_made > 0 else -1
        )
        if slab_count < 1:
            counts[0], counts[1], counts[2] = vertices, rings_before_it, polygons
            return points, ring_ends, polygon_ends, False
        if band_near == 0:
            ends[0] = star_from_foot(slabs, slab_tag, slab_count, chains[0], chains[2])
            rings = 1
        else:
            rings = rings_before(
                slabs,
                slab_tag,
                slab_count,
                envs[2],
                tags[2],
                band_near,
                chains[0],
                chains[1],
                chains[2],
                ends,
            )
        for r in range(rings):
            begin = ends[r - 1] if r else 0
            points, ring_ends, polygon_ends = _put_ring(
                points, ring_ends, polygon_ends, counts, chains[2], begin, ends[r], owner, b
            )
    return points, ring_ends, polygon_ends, True
