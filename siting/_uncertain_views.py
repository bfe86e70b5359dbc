"""What cameras may see and surely see within their tolerances, as the rows that the checks read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.optics import FLOOR_PX_PER_M
from siting.coverage.possible_sights import may_see
from siting.coverage.sights import eyes_of
from siting.coverage.sure_sights import surely_sees
from siting.coverage.unsure_ground import Ground, ground_of, hiders_of
from siting.coverage.used import grid_azimuths_deg
from siting.rules.doubts import UNSURE_VIEW
from siting.rules.facts import FacadeRow
from siting.tolerance import Tolerance

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from numpy.typing import NDArray

    from siting.coverage.sights import Eye
    from siting.coverage.solids import Solids
    from siting.coverage.table import CoverageTable
    from siting.coverage.wall_shapes import Bound
    from siting.coverage.wall_table import Walls
    from siting.model import Scene
    from siting.rules.margin import Margin

_BUILDINGS = "building_height_m"


@dataclass(frozen=True, slots=True)
class Off:
    """How far a camera may be off, and which share of the tolerances of buildings counts."""

    tolerance: Tolerance
    building_share: float = 0.0


@dataclass(frozen=True, eq=False)
class UncertainViews:
    """The views of a scene within its tolerances, worked out as they are asked for.

    Parameters
    ----------
    scene : siting.model.Scene
    table : siting.coverage.table.CoverageTable
        Computed from `scene`.
    tolerance : siting.tolerance.Tolerance
        Where the plan gives none of its own.
    found : dict
        Margins found so far: several duties ask the same.
    """

    scene: Scene
    table: CoverageTable
    tolerance: Tolerance
    found: dict[Hashable, Margin] = field(default_factory=dict)
    _grounds: dict[float, Ground] = field(default_factory=dict)
    _hiders: dict[Hashable, tuple[Solids, Any]] = field(default_factory=dict)
    _rows: dict[str, list[FacadeRow]] = field(default_factory=dict)

    @cached_property
    def _eyes(self) -> list[Eye]:
        return eyes_of(self.scene, grid_azimuths_deg(self.scene))

    @cached_property
    def _place_of(self) -> dict[str, int]:
        return {camera.id: k for k, camera in enumerate(self.scene.cameras)}

    @cached_property
    def _sees(self) -> NDArray[np.bool_]:
        return self.table.cameras["view_computed"].to_numpy(bool)

    def can_tell(self, camera_id: str) -> bool:
        """Return whether the view of a camera was worked out at all."""
        k = self._place_of[camera_id]
        return bool(self._sees[k]) and bool(self._eyes[k].sights)

    def whole(self, camera_id: str) -> Off:
        """Return all tolerances of a camera and of buildings."""
        return Off(self._mine(camera_id), 1.0)

    def only(self, camera_id: str, name: str) -> Off | None:
        """Return one of the tolerances alone, None where it is 0."""
        return self.part(camera_id, name, 1.0) if self.amount(camera_id, name) > 0.0 else None

    def part(self, camera_id: str, name: str, share: float) -> Off:
        """Return a share of one of the tolerances alone."""
        if name == _BUILDINGS:
            return Off(Tolerance(), share)
        return Off(self._mine(camera_id).only(name, share))

    def together(self, camera_id: str, share: float) -> Off:
        """Return the same share of all tolerances."""
        return Off(self._mine(camera_id).times(share), share)

    def amount(self, camera_id: str, name: str) -> float:
        """Return a tolerance; of buildings the greatest."""
        if name == _BUILDINGS:
            return float(self._ground(1.0).tops_m.max(initial=0.0))
        return float(getattr(self._mine(camera_id), name))

    def rows_at_most(
        self, camera_id: str, off: Off | None = None, only: tuple[str, str] | None = None
    ) -> list[FacadeRow]:
        """Return all that a camera may see, each row with the highest density that it may have.

        Parameters
        ----------
        camera_id : str
        off : Off or None
            Within what; None takes all tolerances.
        only : tuple of str or None
            Kind and id of the one object whose walls to look at.
        """
        if off is None:
            if camera_id not in self._rows:
                self._rows[camera_id] = self._at_most(camera_id, self.whole(camera_id), None)
            return self._rows[camera_id]
        return self._at_most(camera_id, off, only)

    def rows_at_least(
        self, camera_id: str, seen: list[FacadeRow], off: Off, limit_px_per_m: float
    ) -> Iterator[list[FacadeRow]]:
        """Yield wall by wall what a camera surely sees of what it sees as planned, sharpest first.

        Parameters
        ----------
        camera_id : str
        seen : list of FacadeRow
            As planned.
        off : Off
        limit_px_per_m : float
            Walls that have less are left out [px/m].
        """
        k = self._place_of[camera_id]
        ground = self._ground(off.building_share)
        walls = ground.sure_walls
        best: dict[tuple[str, int, str], FacadeRow] = {}
        for row in sorted(seen, key=lambda row: -np.nan_to_num(row.in_range_px_per_m)):
            if np.nan_to_num(row.in_range_px_per_m) >= limit_px_per_m:
                best.setdefault((row.building_id, row.wall, row.zone_id), row)
        for key, row in best.items():
            flags = tuple(flag for flag in row.flags if flag not in UNSURE_VIEW)
            rows = [
                self._row(walls, bound)._replace(flags=flags)
                for wall in self._wall_index.get(key, ())
                for bound in surely_sees(self._here(k), self._eyes[k], ground, wall, tolerance=off.tolerance)
            ]
            if rows:
                yield rows

    def _mine(self, camera_id: str) -> Tolerance:
        return self.tolerance.of(self.scene.cameras[self._place_of[camera_id]])

    def _here(self, k: int) -> tuple[float, float]:
        place = self.table.cameras.geometry.iloc[k]
        return place.x, place.y

    def _ground(self, share: float) -> Ground:
        if not self._grounds:
            tolerances = [self.tolerance.of(camera) for camera in self.scene.cameras]
            self._grounds[1.0] = ground_of(
                self.scene,
                self._eyes,
                tolerances,
                building_m=self.tolerance.building_height_m,
                floor_px_per_m=FLOOR_PX_PER_M,
            )
        if share not in self._grounds:
            whole = self._grounds[1.0]
            self._grounds[share] = whole.with_tops(whole.tops_m * share) if whole.tops_m.any() else whole
        return self._grounds[share]

    @cached_property
    def _wall_index(self) -> dict[tuple[str, int, str], list[int]]:
        ground = self._ground(1.0)
        walls, zone_ids = ground.sure_walls, self.scene.zones["id"].to_numpy(object)
        index: dict[tuple[str, int, str], list[int]] = {}
        for w, (solid, number, zone) in enumerate(zip(walls.solid, walls.number, walls.zone, strict=True)):
            key = (str(ground.solids.id[solid]), int(number), "" if zone < 0 else str(zone_ids[zone]))
            index.setdefault(key, []).append(w)
        return index

    def _at_most(self, camera_id: str, off: Off, only: tuple[str, str] | None) -> list[FacadeRow]:
        k = self._place_of[camera_id]
        ground = self._ground(off.building_share)
        asked = None if only is None else self._walls_of_object(ground, *only)
        hiders, tree = self._hiders_of(k, off, ground, asked)
        bounds = may_see(
            self._here(k),
            self._eyes[k],
            ground,
            hiders=hiders,
            hider_tree=tree,
            tolerance=off.tolerance,
            floor_px_per_m=FLOOR_PX_PER_M,
            walls_asked=asked,
        )
        return [self._row(ground.any_walls, bound) for bound in bounds]

    def _walls_of_object(self, ground: Ground, kind: str, name: str) -> NDArray[np.int64]:
        walls = ground.any_walls
        if kind == "zone":
            return np.flatnonzero(
                (walls.zone >= 0) & (self.scene.zones["id"].to_numpy(object)[walls.zone] == name)
            )
        return np.flatnonzero((walls.zone < 0) & (ground.solids.id[walls.solid] == name))

    def _hiders_of(
        self, k: int, off: Off, ground: Ground, asked: NDArray[np.int64] | None
    ) -> tuple[Solids, Any]:
        tolerance = off.tolerance
        if asked is None:
            key = (tolerance.position_m, tolerance.height_m, off.building_share)
            if key not in self._hiders:
                self._hiders[key] = self._made(off, ground, None)
            return self._hiders[key]
        ends = ground.any_walls.ends[asked].reshape(-1, 2)
        between = shapely.convex_hull(shapely.multipoints(np.vstack([ends, [self._here(k)]])))
        near = ground.tree.query(between, predicate="dwithin", distance=2.0 * tolerance.position_m + 1.0)
        return self._made(off, ground, np.sort(near))

    def _made(self, off: Off, ground: Ground, chosen: NDArray[np.int64] | None) -> tuple[Solids, Any]:
        hiders = hiders_of(ground, off.tolerance, floor_m=self._floor_m, chosen=chosen)
        return hiders, shapely.STRtree(shapely.box(*hiders.boxes.T))

    @cached_property
    def _floor_m(self) -> float:
        """Return a height below which no sight line passes [m]."""
        eyes = [
            camera.height_m - self.tolerance.of(camera).height_m
            for camera in self.scene.cameras
            if camera.height_m is not None
        ]
        bands = self._ground(1.0).any_walls.bands
        return min([*eyes, float(bands[:, 0].min(initial=np.inf))])

    def _row(self, walls: Walls, bound: Bound) -> FacadeRow:
        solids, zone = self._ground(1.0).solids, int(walls.zone[bound.wall])
        return FacadeRow(
            building_id=str(solids.id[walls.solid[bound.wall]]),
            storey=int(walls.storey[bound.band]),
            wall=int(walls.number[bound.wall]),
            view=bound.view,
            max_px_per_m=bound.px_per_m,
            in_range_px_per_m=bound.px_per_m,
            distance_m=np.nan,
            incidence_deg=0.0,
            visible_length_m=np.nan,
            zone_id="" if zone < 0 else str(self.scene.zones["id"].iloc[zone]),
            flags=(),
            geometry=None,  # type: ignore[arg-type]
        )
