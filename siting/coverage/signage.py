"""Walks, ways into view and reading zones of one scene, each worked out when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import shapely

from siting.coverage.approaches import camera_walks, stretches_in
from siting.coverage.legibility import reading_zones, sign_faces
from siting.coverage.network import walk_network
from siting.coverage.routes import SHORTEST_M, entries, readable_stretches
from siting.coverage.solids import heights_of
from siting.coverage.standing import CLEAR_M

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    import geopandas as gpd

    from siting.coverage.approaches import CameraWalks, Gate, Stretched
    from siting.coverage.legibility import Face, Reading, Zone
    from siting.coverage.network import Floats, WalkNetwork
    from siting.coverage.routes import Entry, Readable
    from siting.model import Scene

# So far outside the covered area it is asked whether a way comes out of a building.
_STEP_M = 0.5

# By these layers it is known where signs are read; of these answers cameras are no part.
_READ_AMONG = ("signs", "walks", "buildings", "obstacles", "zones", "ground")
_OF_SIGNS_ALONE = ("zones", "faces", "seen", "readable", "read_at", "walked_m")

_Answer = TypeVar("_Answer")


def signage_of(scene: Scene, coverage: gpd.GeoDataFrame, before: Signage | None = None) -> Signage:
    """Return the signage of a scene; the network of one before it is taken where the walks are the same.

    Parameters
    ----------
    scene : Scene
    coverage : geopandas.GeoDataFrame
        The layer of the scene's coverage table.
    before : Signage or None
    """
    made = Signage(scene=scene, coverage=coverage)
    if before is None or before.scene.walks is not scene.walks:
        return made
    if "network" in vars(before):
        vars(made)["network"] = before.network
    if all(getattr(before.scene, name) is getattr(scene, name) for name in _READ_AMONG):
        # What can be read of the signs, and where, is the same whatever cameras there are.
        known = {key: value for key, value in before._known.items() if key[0] in _OF_SIGNS_ALONE}
        vars(made)["_known"] = known
    return made


@dataclass(frozen=True, kw_only=True)
class Signage:
    """What walkers can read before they are in view; a plan that nobody asks about pays nothing.

    Parameters
    ----------
    scene : Scene
    coverage : geopandas.GeoDataFrame
        The layer of the scene's coverage table.
    """

    scene: Scene
    coverage: gpd.GeoDataFrame

    @cached_property
    def network(self) -> WalkNetwork:
        """Return the walking network of the scene."""
        return walk_network(self.scene.walks)

    @cached_property
    def walks(self) -> Mapping[str, CameraWalks]:
        """Return what each camera covers of the network; cameras that cover no walk are left out."""
        return camera_walks(self.coverage, self.network)

    def find_ways(self) -> None:
        """Work out now which walks lead into view, which no duty's numbers change."""
        if not self.scene.walks.empty:
            _ = self.walks

    @cached_property
    def covering(self) -> frozenset[str]:
        """Return the cameras that cover any ground."""
        return frozenset(self.coverage["camera_id"])

    def entries(self, *, approach_m: float) -> Mapping[str, tuple[Entry, ...]]:
        """Return the ways into what each camera covers that covers any walk.

        Parameters
        ----------
        approach_m : float
            Length of walk that counts before the covered area [m].
        """

        def work() -> dict[str, tuple[Entry, ...]]:
            network = self.network
            return {name: entries(own, network, approach_m=approach_m) for name, own in self.walks.items()}

        return self._once(("entries", approach_m), work)

    def stretches(self, found: Sequence[Entry]) -> Floats:
        """Return the stretches of walk on which people come over some ways in, (n, 4) [m].

        Straight parts: easting and northing of the one end and of the other.

        Parameters
        ----------
        found : sequence of Entry
        """
        parts = dict.fromkeys(part for entry in found for part in entry.stretches)
        table = np.array(list(parts), dtype=float).reshape(-1, 3)
        table = table[table[:, 2] - table[:, 1] > SHORTEST_M]
        piece = table[:, 0].astype(np.int64)
        return np.hstack([self.network.points(piece, table[:, k]) for k in (1, 2)])

    def lines(self, found: Sequence[Entry]) -> Any:
        """Return these stretches as lines; the ways in as points where no stretch has any length.

        Parameters
        ----------
        found : sequence of Entry
        """

        def work() -> Any:
            ends = self.stretches(found).reshape(-1, 2, 2)
            if not len(ends):
                return shapely.MultiPoint([entry.point for entry in found])
            lines = np.asarray(shapely.linestrings(ends), dtype=object)
            return shapely.line_merge(shapely.multilinestrings(lines))

        # Several texts show the same ways: the stretches tell them apart, whatever their names.
        return self._once(("lines", tuple(entry.stretches for entry in found)), work)

    def out_of_buildings(self, *, approach_m: float, eye_height_m: float) -> frozenset[tuple[str, str]]:
        """Return the ways in, by camera and id, that come out of a building or along the line of its wall.

        Parameters
        ----------
        approach_m : float
            As for `entries` [m].
        eye_height_m : float
            A building counts that stands at this height [m].
        """

        def work() -> frozenset[tuple[str, str]]:
            names, points = self._probes(approach_m)
            buildings = self.scene.buildings
            which, row = buildings.sindex.query(points, predicate="dwithin", distance=CLEAR_M)
            height, _ = heights_of(buildings)
            base = buildings["base_m"].to_numpy(float, na_value=0.0)
            stands = (base < eye_height_m) & (eye_height_m < base + height)
            return frozenset(names[k] for k in which[stands[row]].tolist())

        return self._once(("buildings", approach_m, eye_height_m), work)

    def zones(self, reading: Reading) -> tuple[Zone, ...]:
        """Return where each sign of the scene can be read, in the order of the signs.

        Parameters
        ----------
        reading : Reading
        """

        def work() -> tuple[Zone, ...]:
            return reading_zones(self.scene, self._faces(reading), eye_height_m=reading.eye_height_m)

        return self._once(("zones", reading), work)

    def zone(self, sign_id: str, reading: Reading) -> Zone:
        """Return where one sign can be read.

        Parameters
        ----------
        sign_id : str
        reading : Reading
        """
        return self.zones(reading)[self._place[sign_id]]

    def face(self, sign_id: str, reading: Reading) -> Face:
        """Return one sign as the geometry takes it.

        Parameters
        ----------
        sign_id : str
        reading : Reading
        """
        return self._faces(reading)[self._place[sign_id]]

    def readable(self, reading: Reading) -> tuple[Readable, ...]:
        """Return where on the walks each sign is read, in the order of the signs.

        Parameters
        ----------
        reading : Reading
        """

        def work() -> tuple[Readable, ...]:
            return readable_stretches(self.zones(reading), self._seen(reading), self.network)

        return self._once(("readable", reading), work)

    def read_at(self, reading: Reading) -> Mapping[int, tuple[int, ...]]:
        """Return the signs, by place in their layer, that are read somewhere on each piece of the network.

        Parameters
        ----------
        reading : Reading
        """

        def work() -> dict[int, tuple[int, ...]]:
            found: dict[int, dict[int, None]] = {}
            for sign, readable in enumerate(self.readable(reading)):
                for piece, _ in readable:
                    found.setdefault(piece, {})[sign] = None
            return {piece: tuple(signs) for piece, signs in found.items()}

        return self._once(("read_at", reading), work)

    def walked_m(self, sign_id: str, reading: Reading) -> tuple[float, float]:
        """Return how much walk lies where a sign could be read, and where it is past all that hides it [m].

        Parameters
        ----------
        sign_id : str
        reading : Reading
        """

        def work() -> tuple[Floats, Floats]:
            zones = self.zones(reading)
            sign, _, low, high = self._seen(reading)
            seen = np.bincount(sign, high - low, minlength=len(zones)).astype(float)
            cut = np.array([k for k, zone in enumerate(zones) if zone.seen is not zone.unhidden], np.int64)
            areas = np.array([zones[k].unhidden for k in cut], dtype=object)
            which, _, low, high = stretches_in(areas, self.network)
            unhidden = seen.copy()
            unhidden[cut] = np.bincount(which, high - low, minlength=len(cut))
            return unhidden, seen

        unhidden, seen = self._once(("walked_m", reading), work)
        place = self._place[sign_id]
        return float(unhidden[place]), float(seen[place])

    @cached_property
    def _known(self) -> dict[tuple[Hashable, ...], Any]:
        return {}

    def _once(self, key: tuple[Hashable, ...], work: Callable[[], _Answer]) -> _Answer:
        """Return what `work` gives, worked out when `key` is first asked for."""
        if key not in self._known:
            self._known[key] = work()
        answer: _Answer = self._known[key]
        return answer

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {str(name): k for k, name in enumerate(self.scene.signs["id"])}

    def _faces(self, reading: Reading) -> tuple[Face, ...]:
        return self._once(("faces", reading), lambda: sign_faces(self.scene, reading))

    def _seen(self, reading: Reading) -> Stretched:
        def work() -> Stretched:
            seen = np.array([zone.seen for zone in self.zones(reading)], dtype=object)
            return stretches_in(seen, self.network)

        return self._once(("seen", reading), work)

    def _probes(self, approach_m: float) -> tuple[list[tuple[str, str]], Any]:
        """Return a point just outside each gate, and the camera and the way in to which it belongs."""
        names: list[tuple[str, str]] = []
        gates: list[Gate] = []
        for camera_id, found in self.entries(approach_m=approach_m).items():
            for entry in found:
                names += [(camera_id, entry.id)] * len(entry.gates)
                gates += entry.gates
        piece = np.array([gate.piece for gate in gates], dtype=np.int64)
        step = np.minimum(_STEP_M, self.network.length_m[piece] / 2.0)
        at_m = np.array([gate.at_m for gate in gates]) + step * np.array([gate.outward for gate in gates])
        return names, shapely.points(self.network.points(piece, at_m).reshape(-1, 2))
