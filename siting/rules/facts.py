"""What a check may look at: the scene and the coverage table, sorted by subject once."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import shapely

from siting.coverage.unbuilt import EXISTING
from siting.io.column_notes import UNUSED
from siting.rules.cells import day_of, text_of
from siting.rules.counties import County, Whereabouts, counties_of, join_counties
from siting.rules.places import PlaceFacts
from siting.rules.signs_around import SignsAround
from siting.rules.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from siting.coverage.routes import Entry
    from siting.coverage.signage import Signage
    from siting.model import Camera, Ladder, Scene
    from siting.rules.finding import Verdict


UNKNOWN_USE = "unknown"
OF_THE_GROUND = (
    *("building_by_id", "zone_by_id", "counties", "zone_kinds", "surroundings", "signs_by_camera"),
    *("home_counts", "has_proposed_obstacles", "has_signs_left_out", "_trees", "_zone_tree", "_footprints"),
)
"""Facts worked out when they are first asked for, of which cameras are no part."""


class FacadeRow(NamedTuple):
    """One row of the facades: what of one storey of one wall a camera sees."""

    building_id: str
    storey: int
    wall: int
    view: str
    max_px_per_m: float
    in_range_px_per_m: float
    distance_m: float
    incidence_deg: float
    visible_length_m: float
    zone_id: str
    flags: tuple[str, ...]
    geometry: BaseGeometry


class Obstruction(NamedTuple):
    """What one proposed obstacle, or all together, would take from one task of an existing camera.

    `task_most_m2` and `lost_most_m2`: were obstacles that do not say their status proposed, too.
    """

    task: str
    obstacle_id: str
    task_m2: float
    lost_m2: float
    lost_leaf_off_m2: float
    task_most_m2: float
    lost_most_m2: float
    flags: tuple[str, ...]
    geometry: BaseGeometry


class Sign(NamedTuple):
    """One sign: the cameras it names (none when it names nobody), where it stands, what is known of it."""

    id: str
    camera_ids: tuple[str, ...]
    geometry: BaseGeometry
    facing_deg: float | None = None
    height_mm: float | None = None
    mount_m: float | None = None


class Way(NamedTuple):
    """One way on foot into what a camera covers, what it comes to, and the doubts that keep it open."""

    entry: Entry
    outcome: str
    flags: tuple[str, ...] = ()


class Zone(NamedTuple):
    """One zone: its heights above ground [m] or None where the plan gives none, its class of place.

    `is_public` is yes or no where the plan says it, else empty.
    """

    id: str
    kind: str
    base_m: float | None
    top_m: float | None
    geometry: BaseGeometry
    place_class: str = ""
    is_public: str = ""


class Building(NamedTuple):
    """One building: its use and, when only part of it is dwellings, from which storey on."""

    id: str
    use: str
    is_partly_residential: bool
    geometry: BaseGeometry


_NEVER_ASSUMED = ("status", "kind")


@dataclass(frozen=True, kw_only=True)
class CameraFacts:
    """One camera: as declared, and as the engine used it."""

    camera: Camera
    declared: BaseGeometry
    position: BaseGeometry
    moved_m: float
    standing: str
    view_computed: bool
    why_empty: str
    flags: tuple[str, ...]
    rows: tuple[FacadeRow, ...]
    obstructions: tuple[Obstruction, ...] = ()

    kind = "camera"

    @property
    def id(self) -> str:
        """Return the camera's id."""
        return self.camera.id

    @cached_property
    def rows_by_building(self) -> Mapping[str, tuple[FacadeRow, ...]]:
        """Return the rows of the facades that are of no zone, by building in the order of the rows."""
        found: dict[str, list[FacadeRow]] = {}
        for row in self.rows:
            if not row.zone_id:
                found.setdefault(row.building_id, []).append(row)
        return {building_id: tuple(rows) for building_id, rows in found.items()}

    def field(self, name: str) -> str:
        """Return the declared field `name` as text, empty when the plan gives none."""
        # Whether a camera is there already, and whether it turns, is never taken on trust.
        is_assumed = name in _NEVER_ASSUMED and name in self.camera.assumed
        return "" if is_assumed else text_of(getattr(self.camera, name, None))


@dataclass(frozen=True, kw_only=True)
class SystemFacts:
    """One system: its declared fields, its documents, the cameras that name it."""

    id: str
    fields: Mapping[str, Any]
    documents: tuple[Mapping[str, Any], ...]
    cameras: tuple[Camera, ...]

    kind = "system"

    def field(self, name: str) -> str:
        """Return the declared field `name` as text, empty when the plan gives none."""
        return text_of(self.fields.get(name))

    def day(self, name: str) -> date | None:
        """Return the declared day `name`; None when the plan gives none."""
        return day_of(self.fields.get(name))


@dataclass(frozen=True, kw_only=True)
class SceneFacts:
    """The plan as a whole."""

    id: str = "scene"

    kind = "scene"

    def field(self, _name: str) -> str:
        """Return nothing: a plan as a whole declares no fields."""
        return ""


Subject = CameraFacts | SystemFacts | SceneFacts


@dataclass(frozen=True, kw_only=True)
class Facts:
    """All that the checks read, built once per run; `known` holds the words of the open fields.

    `seen` is what the engine keeps of each camera, by id: while that is the same object, so is what it sees.
    """

    scene: Scene
    on: date
    ladder: Ladder
    known: Mapping[str, frozenset[str]]
    cameras: tuple[CameraFacts, ...]
    systems: tuple[SystemFacts, ...]
    signs: tuple[Sign, ...]
    zones: tuple[Zone, ...]
    buildings: tuple[Building, ...]
    signage: Signage
    places: PlaceFacts = field(default_factory=PlaceFacts)
    seen: Mapping[str, object] = field(default_factory=dict)

    @property
    def has_signs_layer(self) -> bool:
        """Return whether the plan speaks of signs at all, be it to say that there are none."""
        return bool(self.signs) or any(source.layer == "signs" for source in self.scene.sources)

    def has_field(self, layer: str, name: str) -> bool:
        """Return whether the plan has a field at all, be it to leave its cells empty.

        Parameters
        ----------
        layer, name : str
            A canonical layer other than cameras, and one of its fields.
        """
        named = any(source.layer == layer and name in source.fields for source in self.scene.sources)
        return named or bool(getattr(self.scene, layer)[name].notna().any())

    @cached_property
    def sign_columns_unread(self) -> str:
        """Return the columns of the signs of which nothing was read, where none of them gave ids of cameras.

        Empty where ids were read, and where no column is left that may hold them.
        """
        if self.has_field("signs", "camera_ids"):
            return ""
        ledger = self.scene.ledger
        rows = ledger[(ledger["layer"] == "signs") & (ledger["field"] == UNUSED)]
        return ", ".join(map(str, rows["found"]))

    @property
    def has_obstacles_layer(self) -> bool:
        """Return whether the plan speaks of obstacles at all, be it to say that there are none."""
        named = any(source.layer == "obstacles" for source in self.scene.sources)
        return named or not self.scene.obstacles.empty

    @cached_property
    def has_proposed_obstacles(self) -> bool:
        """Return whether the plan proposes any obstacle, or may: one that does not say its status."""
        status = self.scene.obstacles["status"]
        return bool(((status == "proposed") | status.isna()).any())

    @cached_property
    def may_exist_count(self) -> int:
        """Return how many cameras are there already, or do not say whether they are."""
        return sum(camera.field("status") in (EXISTING, "") for camera in self.cameras)

    @cached_property
    def building_by_id(self) -> Mapping[str, Building]:
        """Return the buildings by id."""
        return {building.id: building for building in self.buildings}

    @cached_property
    def zone_by_id(self) -> Mapping[str, Zone]:
        """Return the zones by id."""
        return {zone.id: zone for zone in self.zones}

    @cached_property
    def system_by_id(self) -> Mapping[str, SystemFacts]:
        """Return the systems by id."""
        return {system.id: system for system in self.systems}

    @cached_property
    def unit_names(self) -> Mapping[str, str]:
        """Return the declared unit of each system, empty where none is declared."""
        return {system.id: system.field("unit_name") for system in self.systems}

    @cached_property
    def cameras_of_code(self) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of the cameras that carry each device code."""
        ids: dict[str, list[str]] = {}
        for camera in self.cameras:
            ids.setdefault(camera.field("gb28181_id"), []).append(camera.id)
        return {code: tuple(each) for code, each in ids.items() if code}

    @cached_property
    def counties(self) -> tuple[County, ...]:
        """Return the counties of the plan."""
        return counties_of(self.scene.counties)

    @cached_property
    def whereabouts(self) -> Mapping[str, Whereabouts]:
        """Return in which county each camera stands as declared, by id; none when no counties are given."""
        return join_counties({camera.id: camera.declared for camera in self.cameras}, self.counties)

    @cached_property
    def has_signs_left_out(self) -> bool:
        """Return whether signs were rejected on reading: whose they were is not known."""
        ledger = self.scene.ledger
        return bool(((ledger["layer"] == "signs") & (ledger["outcome"] == "rejected")).any())

    @cached_property
    def signs_around(self) -> SignsAround:
        """Return the signs of the plan, to be asked which stand near a camera or what it covers."""
        ids = {camera.id for camera in self.cameras}
        return SignsAround(
            [sign.geometry for sign in self.signs],
            [not ids.isdisjoint(sign.camera_ids) for sign in self.signs],
            self.signage.coverage,
        )

    @cached_property
    def cameras_of_no_system(self) -> tuple[CameraFacts, ...]:
        """Return the cameras that name no system."""
        return tuple(camera for camera in self.cameras if not camera.field("system_id"))

    @cached_property
    def views(self) -> dict[Hashable, tuple[Verdict, ...]]:
        """Return the verdicts on views found so far, by camera and numbers: several duties ask the same."""
        return {}

    @cached_property
    def home_counts(self) -> dict[Hashable, int]:
        """Return how many buildings with homes stand on parcels, as counted so far."""
        return {}

    @cached_property
    def ways(self) -> dict[Hashable, tuple[Way, ...]]:
        """Return the ways into view judged so far, by camera and numbers: several duties ask the same."""
        return {}

    @cached_property
    def signs_by_camera(self) -> Mapping[str, tuple[Sign, ...]]:
        """Return the signs that name each camera."""
        named: dict[str, list[Sign]] = {}
        for sign in self.signs:
            for camera_id in sign.camera_ids:
                named.setdefault(camera_id, []).append(sign)
        return {camera_id: tuple(signs) for camera_id, signs in named.items()}

    @cached_property
    def _trees(self) -> dict[tuple[tuple[str, ...], bool], tuple[tuple[Building, ...], shapely.STRtree]]:
        return {}

    def nearest(
        self, position: BaseGeometry, uses: tuple[str, ...], *, or_partly_residential: bool = False
    ) -> tuple[Building, float] | None:
        """Return the building of one of `uses` nearest to `position`, and its distance in plan [m].

        Parameters
        ----------
        position : shapely Point
        uses : tuple of str
        or_partly_residential : bool
            True to count buildings that hold dwellings from some storey on, whatever their use.

        Returns
        -------
        tuple of Building and float, or None when there is no such building, or none within the distance
        up to which every building is known
        """
        key = (uses, or_partly_residential)
        if key not in self._trees:
            members = tuple(
                building
                for building in self.buildings
                if building.use in uses or (or_partly_residential and building.is_partly_residential)
            )
            self._trees[key] = members, shapely.STRtree([member.geometry for member in members])
        members, tree = self._trees[key]
        if not members:
            return None
        building = members[min(int(i) for i in tree.query_nearest(position, all_matches=True))]
        distance_m = float(shapely.distance(position, building.geometry))
        return (building, distance_m) if distance_m <= self.scene.known_within_m else None

    def within(self, position: BaseGeometry, uses: tuple[str, ...]) -> tuple[Building, ...]:
        """Return the buildings of one of `uses` whose footprint holds `position` inside its walls."""
        found = sorted(int(i) for i in self._footprints.query(position, predicate="within"))
        return tuple(self.buildings[i] for i in found if self.buildings[i].use in uses)

    def zones_at(self, position: BaseGeometry, kinds: tuple[str, ...]) -> tuple[Zone, ...]:
        """Return the zones of one of `kinds` that hold or touch `position`."""
        found = sorted(int(i) for i in self._zone_tree.query(position, predicate="intersects"))
        return tuple(self.zones[i] for i in found if self.zones[i].kind in kinds)

    def around(self, zone: Zone, uses: tuple[str, ...]) -> tuple[Building, ...]:
        """Return the buildings of one of `uses` in which the zone lies, in plan, with some of its area."""
        found = sorted(int(i) for i in self._footprints.query(zone.geometry, predicate="intersects"))
        return tuple(
            building
            for building in (self.buildings[i] for i in found)
            if building.use in uses and shapely.intersection(building.geometry, zone.geometry).area > 0
        )

    @cached_property
    def zone_kinds(self) -> frozenset[str]:
        """Return the kinds of zone that the plan draws."""
        return frozenset(zone.kind for zone in self.zones)

    @cached_property
    def surroundings(self) -> Surroundings:
        """Return buildings and zones, to be asked what lies around a point."""
        return Surroundings(
            [building.geometry for building in self.buildings], [zone.geometry for zone in self.zones]
        )

    @cached_property
    def _zone_tree(self) -> shapely.STRtree:
        return shapely.STRtree([zone.geometry for zone in self.zones])

    @cached_property
    def _footprints(self) -> shapely.STRtree:
        return shapely.STRtree([building.geometry for building in self.buildings])
