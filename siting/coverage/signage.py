"""Walks, ways into view and reading zones of one scene, each worked out when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.coverage.approaches import camera_walks
from siting.coverage.legibility import reading_zones, sign_faces
from siting.coverage.network import walk_network
from siting.coverage.routes import entries, readable_stretches, search
from siting.coverage.solids import heights_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from siting.coverage.approaches import CameraWalks
    from siting.coverage.legibility import Face, Reading, Zone
    from siting.coverage.network import WalkNetwork
    from siting.coverage.routes import Entry, Readable
    from siting.model import Scene

# So far outside the covered area it is asked whether a way comes out of a building.
_STEP_M = 0.5


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

    @cached_property
    def covering(self) -> frozenset[str]:
        """Return the cameras that cover any ground."""
        return frozenset(self.coverage["camera_id"])

    @cached_property
    def _entries(self) -> dict[tuple[str, float], tuple[Entry, ...]]:
        return {}

    def entries(self, camera_id: str, *, approach_m: float) -> tuple[Entry, ...]:
        """Return the ways into what a camera covers.

        Parameters
        ----------
        camera_id : str
        approach_m : float
            Length of walk that counts before the covered area [m].
        """
        key = (camera_id, approach_m)
        if key not in self._entries:
            walks = self.walks.get(camera_id)
            self._entries[key] = entries(walks, self.network, approach_m=approach_m) if walks else ()
        return self._entries[key]

    def comes_out_of(self, entry: Entry, *, eye_height_m: float) -> str:
        """Return the id of the building out of which a way in comes, empty when it comes from the open.

        Parameters
        ----------
        entry : Entry
        eye_height_m : float
            A building counts that stands at this height [m].
        """
        probes = []
        for piece, at_m, outward in entry.gates:
            step_m = min(_STEP_M, float(self.network.length_m[piece]) / 2.0)
            probes.append(self.network.point(piece, at_m + outward * step_m))
        points = np.asarray(shapely.points(np.array(probes)), dtype=object).reshape(-1)
        buildings = self.scene.buildings
        rows = np.unique(buildings.sindex.query(points, predicate="within")[1])
        height, _ = heights_of(buildings.iloc[rows])
        base = buildings["base_m"].to_numpy(float, na_value=0.0)[rows]
        stands = rows[(base < eye_height_m) & (eye_height_m < base + height)]
        return str(buildings["id"].iloc[int(stands[0])]) if len(stands) else ""

    @cached_property
    def _place(self) -> Mapping[str, int]:
        return {str(name): k for k, name in enumerate(self.scene.signs["id"])}

    @cached_property
    def _known_faces(self) -> dict[Reading, tuple[Face, ...]]:
        return {}

    def _faces(self, reading: Reading) -> tuple[Face, ...]:
        if reading not in self._known_faces:
            self._known_faces[reading] = sign_faces(self.scene, reading)
        return self._known_faces[reading]

    @cached_property
    def _zones(self) -> dict[Reading, tuple[Zone, ...]]:
        return {}

    def zones(self, reading: Reading) -> tuple[Zone, ...]:
        """Return where each sign of the scene can be read, in the order of the signs.

        Parameters
        ----------
        reading : Reading
        """
        if reading not in self._zones:
            faces = self._faces(reading)
            self._zones[reading] = reading_zones(self.scene, faces, eye_height_m=reading.eye_height_m)
        return self._zones[reading]

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

    @cached_property
    def _readable(self) -> dict[Reading, tuple[Readable, ...]]:
        return {}

    def readable(self, reading: Reading) -> tuple[Readable, ...]:
        """Return where on the walks each sign is read, in the order of the signs.

        Parameters
        ----------
        reading : Reading
        """
        if reading not in self._readable:
            self._readable[reading] = readable_stretches(self.zones(reading), self.network)
        return self._readable[reading]

    def approach(self, camera_id: str, *, approach_m: float) -> shapely.MultiLineString:
        """Return the stretches of walk on which people come to what a camera covers.

        Parameters
        ----------
        camera_id : str
        approach_m : float
            Length of walk that counts before the covered area [m].
        """
        found = [
            stretch
            for entry in self.entries(camera_id, approach_m=approach_m)
            for gate in entry.gates
            for stretch in search(gate, self.walks[camera_id], self.network, approach_m=approach_m).stretches
        ]
        ends = [
            [self.network.point(piece, low), self.network.point(piece, high)]
            for piece, low, high in found
            if high > low
        ]
        return shapely.MultiLineString(ends)

    def walked_m(self, area: shapely.Geometry) -> float:
        """Return how much walk lies in an area [m]."""
        near = self.network.tree.query(area, predicate="intersects")
        return float(shapely.length(shapely.intersection(self.network.lines[near], area)).sum())
