"""Signs around a camera that do not name it: which of them may be its own all the same."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    Found = tuple[int, float]


class SignsAround:
    """Signs of a plan, sorted in space: those that name a camera of the plan, and those that name none.

    Answers are a sign's place in the plan and its distance in plan [m], None where there is no such sign.

    Parameters
    ----------
    signs : sequence of shapely Point
    names_camera : sequence of bool
        Whether each sign names a camera that the plan holds.
    coverage : geopandas.GeoDataFrame
        `camera_id` and polygons of what they cover.
    """

    def __init__(
        self, signs: Sequence[BaseGeometry], names_camera: Sequence[bool], coverage: gpd.GeoDataFrame
    ) -> None:
        self._named = [place for place, names in enumerate(names_camera) if names]
        self._unnamed = [place for place, names in enumerate(names_camera) if not names]
        self._named_tree = shapely.STRtree([signs[place] for place in self._named])
        self._unnamed_tree = shapely.STRtree([signs[place] for place in self._unnamed])
        self._coverage = coverage

    def nearest_named(self, position: BaseGeometry) -> Found | None:
        """Return the nearest sign that names cameras of the plan.

        Parameters
        ----------
        position : shapely Point
        """
        return _nearest(self._named, self._named_tree, [position])

    def nearest_unnamed(self, position: BaseGeometry) -> Found | None:
        """Return the nearest sign that names no camera of the plan.

        Parameters
        ----------
        position : shapely Point
        """
        return _nearest(self._unnamed, self._unnamed_tree, [position])

    def nearest_unnamed_to_view(self, camera_id: str) -> Found | None:
        """Return the sign that names no camera of the plan nearest to what a camera covers.

        Parameters
        ----------
        camera_id : str
            None is nearest to what a camera covers that covers no ground.
        """
        return _nearest(self._unnamed, self._unnamed_tree, self._covered.get(camera_id, ()))

    @cached_property
    def _covered(self) -> Mapping[str, Any]:
        """The polygons of what each camera covers, as arrays."""
        shapes = np.asarray(self._coverage.geometry, dtype=object)
        rows = self._coverage.groupby("camera_id", sort=False).indices
        return {str(camera_id): shapes[its] for camera_id, its in rows.items()}


def _nearest(places: Sequence[int], tree: shapely.STRtree, shapes: Any) -> Found | None:
    if not places or not len(shapes):
        return None
    (_, found), distance_m = tree.query_nearest(shapes, return_distance=True, all_matches=True)
    distance, nearest = min(zip(distance_m.tolist(), found.tolist(), strict=True))
    return places[nearest], distance
