"""Walks, ways into view and reading zones of one scene, each worked out when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.coverage.approaches import camera_walks, walked_m
from siting.coverage.legibility import reading_zones, sign_faces
from siting.coverage.network import walk_network
from siting.coverage.routes import entries, readable_stretches
from siting.coverage.solids import heights_of
from siting.coverage.standing import CLEAR_M

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

    from siting.coverage.approaches import CameraWalks
    from siting.coverage.legibility import Face, Reading, Zone
    from siting.coverage.network import Floats, WalkNetwork
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
    def _entries(self) -> dict[float, Mapping[str, tuple[Entry, ...]]]:
        return {}

    def entries(self, *, approach_m: float) -> Mapping[str, tuple[Entry, ...]]:
        """Return the ways into what each camera covers that covers any walk.

        Parameters
        ----------
        approach_m : float
            Length of walk that counts before the covered area [m].
        """
        if approach_m not in self._entries:
            self._entries[approach_m] = {
                camera_id: entries(walks, self.network, approach_m=approach_m)
                for camera_id, walks in self.walks.items()
            }
        return self._entries[approach_m]

    @cached_property
    def _indoor(self) -> dict[tuple[float, float], frozenset[tuple[str, str]]]:
        return {}

    def out_of_buildings(self, *, approach_m: float, eye_height_m: float) -> frozenset[tuple[str, str]]:
        """Return the ways in, by camera and id, that come out of a building or along the line of its wall.

        Parameters
        ----------
        approach_m : float
            As for `entries` [m].
        eye_height_m : float
            A building counts that stands at this height [m].
        """
        key = (approach_m, eye_height_m)
        if key not in self._indoor:
            self._indoor[key] = self._found_out_of_buildings(approach_m, eye_height_m)
        return self._indoor[key]

    def _found_out_of_buildings(self, approach_m: float, eye_height_m: float) -> frozenset[tuple[str, str]]:
        names: list[tuple[str, str]] = []
        probes = []
        for camera_id, found in self.entries(approach_m=approach_m).items():
            for entry in found:
                for piece, at_m, outward in entry.gates:
                    step_m = min(_STEP_M, float(self.network.length_m[piece]) / 2.0)
                    names.append((camera_id, entry.id))
                    probes.append(self.network.point(piece, at_m + outward * step_m))
        points = np.asarray(shapely.points(np.array(probes).reshape(-1, 2)), dtype=object).reshape(-1)
        which, row = self.scene.buildings.sindex.query(points, predicate="dwithin", distance=CLEAR_M)
        height, _ = heights_of(self.scene.buildings)
        base = self.scene.buildings["base_m"].to_numpy(float, na_value=0.0)
        stands = (base < eye_height_m) & (eye_height_m < base + height)
        return frozenset(names[k] for k in which[stands[row]].tolist())

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

    @cached_property
    def _read_at(self) -> dict[Reading, Mapping[int, tuple[int, ...]]]:
        return {}

    def read_at(self, reading: Reading) -> Mapping[int, tuple[int, ...]]:
        """Return the signs, by place in their layer, that are read somewhere on each piece of the network.

        Parameters
        ----------
        reading : Reading
        """
        if reading not in self._read_at:
            found: dict[int, dict[int, None]] = {}
            for sign, readable in enumerate(self.readable(reading)):
                for piece, _ in readable:
                    found.setdefault(piece, {})[sign] = None
            self._read_at[reading] = {piece: tuple(signs) for piece, signs in found.items()}
        return self._read_at[reading]

    @cached_property
    def _approaches(self) -> dict[tuple[str, float], shapely.MultiLineString]:
        return {}

    def approach(self, camera_id: str, *, approach_m: float) -> shapely.MultiLineString:
        """Return the stretches of walk on which people come to what a camera covers.

        Parameters
        ----------
        camera_id : str
        approach_m : float
            Length of walk that counts before the covered area [m].
        """
        key = (camera_id, approach_m)
        if key not in self._approaches:
            own = self.entries(approach_m=approach_m).get(camera_id, ())
            found = dict.fromkeys(part for entry in own for part in entry.stretches if part[2] > part[1])
            table = np.array(list(found), dtype=float).reshape(-1, 3)
            piece = table[:, 0].astype(np.int64)
            ends = [self.network.points(piece, table[:, k]) for k in (1, 2)]
            self._approaches[key] = shapely.MultiLineString(list(np.stack(ends, axis=1)))
        return self._approaches[key]

    @cached_property
    def _walked_m(self) -> dict[Reading, tuple[Floats, Floats]]:
        return {}

    def walked_m(self, sign_id: str, reading: Reading) -> tuple[float, float]:
        """Return how much walk lies where a sign could be read, and where it is past all that hides it [m].

        Parameters
        ----------
        sign_id : str
        reading : Reading
        """
        if reading not in self._walked_m:
            zones = self.zones(reading)
            unhidden, seen = (
                walked_m(np.array(areas, dtype=object), self.network)
                for areas in ([zone.unhidden for zone in zones], [zone.seen for zone in zones])
            )
            self._walked_m[reading] = unhidden, seen
        place = self._place[sign_id]
        unhidden, seen = self._walked_m[reading]
        return float(unhidden[place]), float(seen[place])
