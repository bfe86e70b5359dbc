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
from siting.coverage.solids import tree_of
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
    from siting.model import Camera, Scene

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
    """

    scene: Scene
    table: CoverageTable
    tolerance: Tolerance
    _grounds: dict[float, Ground] = field(default_factory=dict)
    _hiders: dict[Hashable, tuple[Solids, Any]] = field(default_factory=dict)
    _rows: dict[Hashable, list[FacadeRow]] = field(default_factory=dict)
    _exact: dict[float, Ground] = field(default_factory=dict)

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

    def camera(self, camera_id: str) -> Camera:
        """Return a camera as planned."""
        return self.scene.cameras[self._place_of[camera_id]]

    def eye(self, camera_id: str) -> Eye:
        """Return a camera with its views as planned."""
        return self._eyes[self._place_of[camera_id]]

    def place(self, camera_id: str) -> tuple[float, float]:
        """Return where a camera stands as used [m]."""
        place: Any = self.table.cameras.geometry.iloc[self._place_of[camera_id]]
        return place.x, place.y

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
        self,
        camera_id: str,
        off: Off | None = None,
        only: tuple[tuple[str, str], ...] = (),
        *,
        floor_px_per_m: float = FLOOR_PX_PER_M,
    ) -> list[FacadeRow]:
        """Return all that a camera may see, each row with the highest density that it may have.

        Parameters
        ----------
        camera_id : str
        off : Off or None
            Within what; None takes all tolerances.
        only : tuple of (str, str)
            Kind and id of each object whose walls to look at; all where none is given.
        floor_px_per_m : float
            What is less dense is left out [px/m].
        """
        off = off or self.whole(camera_id)
        key = (camera_id, off, only, floor_px_per_m)
        if key not in self._rows:
            ground, here, eye = self._ground(off.building_share), self.place(camera_id), self.eye(camera_id)
            self._rows[key] = self.rows_of_ground(
                ground, here, eye, only, off=off, floor_px_per_m=floor_px_per_m
            )
        return self._rows[key]

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
        ground, here, eye = self._ground(off.building_share), self.place(camera_id), self.eye(camera_id)
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
                for bound in surely_sees(here, eye, ground, wall, tolerance=off.tolerance)
            ]
            if rows:
                yield rows

    def _mine(self, camera_id: str) -> Tolerance:
        return self.tolerance.of(self.scene.cameras[self._place_of[camera_id]])

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

    def rows_of_ground(
        self,
        ground: Ground,
        here: tuple[float, float],
        eye: Eye,
        only: tuple[tuple[str, str], ...],
        *,
        off: Off | None = None,
        floor_px_per_m: float = FLOOR_PX_PER_M,
    ) -> list[FacadeRow]:
        """Return what a camera sees from a place, or may see where it is off; all rows are in range.

        Parameters
        ----------
        ground : Ground
        here : tuple of float
            Position [m].
        eye : Eye
            The camera with its views.
        only : tuple of (str, str)
            Kind and id of each object whose walls to look at; all where none is given.
        off : Off or None
            Within what; None is exact.
        floor_px_per_m : float
            What is less dense is left out [px/m].
        """
        off = off or Off(Tolerance())
        asked = self._walls_of(ground, only) if only else None
        hiders, tree = self._hiders_of(here, off, ground, asked)
        bounds = may_see(
            here,
            eye,
            ground,
            hiders=hiders,
            hider_tree=tree,
            tolerance=off.tolerance,
            floor_px_per_m=floor_px_per_m,
            walls_asked=asked,
        )
        return [self._row(ground.any_walls, bound) for bound in bounds]

    def exact_ground(self, share: float) -> Ground:
        """Return the ground with every building higher by a share of its tolerance, and nothing unsure."""
        if share not in self._exact:
            whole = self._ground(1.0)
            self._exact[share] = whole.raised(share * whole.tops_m)
        return self._exact[share]

    def _walls_of(self, ground: Ground, only: tuple[tuple[str, str], ...]) -> NDArray[np.int64]:
        """Return the walls of objects, ascending."""
        walls, chosen = ground.any_walls, np.zeros(len(ground.any_walls.solid), bool)
        zone_ids = np.array([*self.scene.zones["id"], None], object)
        for kind, name in only:
            if kind == "zone":
                chosen |= zone_ids[walls.zone] == name
            else:
                chosen |= (walls.zone < 0) & (ground.solids.id[walls.solid] == name)
        return np.flatnonzero(chosen)

    def _hiders_of(
        self,
        here: tuple[float, float],
        off: Off,
        ground: Ground,
        asked: NDArray[np.int64] | None,
    ) -> tuple[Solids, Any]:
        tolerance = off.tolerance
        if asked is None:
            key = (tolerance.position_m, tolerance.height_m, off.building_share)
            if key not in self._hiders:
                self._hiders[key] = self._made(off, ground, None)
            return self._hiders[key]
        ends = ground.any_walls.ends[asked].reshape(-1, 2)
        between = shapely.convex_hull(shapely.multipoints(np.vstack([ends, [here]])))
        near = ground.tree.query(between, predicate="dwithin", distance=2.0 * tolerance.position_m + 1.0)
        return self._made(off, ground, np.sort(near))

    def _made(self, off: Off, ground: Ground, chosen: NDArray[np.int64] | None) -> tuple[Solids, Any]:
        hiders = hiders_of(ground, off.tolerance, floor_m=self._floor_m, chosen=chosen)
        return hiders, tree_of(hiders)

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
