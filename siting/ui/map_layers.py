"""What the app's map shows: an assessment cut into layers, each kept under a digest of its content.

Cameras have layers of their own, so that the browser fetches again only what an edit has touched.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from siting._map_data import text_of
from siting._map_shapes import packed, sectors, walls
from siting.coverage.night import NIGHT_VIEW
from siting.coverage.rows import CAPABILITY_VIEW, LEAF_OFF_VIEW, MAIN_VIEW
from siting.crs import LONLAT
from siting.rules.law import SEVERITIES
from siting.ui.layer_store import LayerStore, digest_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.assess import Assessment

LIGHTS = ("day", "night", "leaf_off")
"""What coverage is shown: by day, by night where the plan says what lights it, past bare crowns."""

_PLAN_LAYERS: dict[str, tuple[str, ...]] = {
    "buildings": ("id", "use", "height_m", "levels", "name", "residential_from_level"),
    "walks": ("id",),
    "zones": ("id", "kind", "base_m", "top_m", "name", "min_px_per_m"),
    "obstacles": ("id", "kind", "status", "base_m", "top_m"),
    "entrances": ("id", "building_id"),
    "signs": ("id", "camera_ids", "facing_deg"),
}
_COVERAGE = ("class", "min_px_per_m", "area_m2")
_WALLS = ("building_id", "class", "max_px_per_m", "storeys", "visible_length_m", "distance_m", "severity")
_CAMERA = (
    "azimuth_deg",
    "azimuth_grid_deg",
    "hfov_deg",
    "kind",
    "height_m",
    "tilt_deg",
    "why_empty",
    "status",
)
_FACADES = (
    "building_id", "wall", "storey", "view", "class", "max_px_per_m", "visible_length_m", "distance_m",
)  # fmt: skip
_SECTOR = (
    "height_m", "azimuth_grid_deg", "tilt_deg", "roll_deg", "hfov_deg", "vfov_deg", "f_px", "range_m", "kind",
    "projection", "view_computed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of the map: of the plan, or of one camera, and the digest under which its content is kept."""

    kind: str
    camera_id: str
    digest: str


class MapLayers:
    """Makes the layers of one session's map, and makes none twice."""

    def __init__(self, store: LayerStore) -> None:
        self._store = store
        # A frame is kept beside its digest, so that no other frame can come to stand in its place.
        self._known: dict[str, tuple[gpd.GeoDataFrame, str]] = {}
        # Of each camera what its layer was made from, by kind.
        self._made: dict[tuple[str, str], tuple[object, str]] = {}
        self._last: tuple[Assessment, str, list[Layer]] | None = None

    @property
    def token(self) -> str:
        """Return what the browser must name to fetch these layers."""
        return self._store.token

    def of(self, assessment: Assessment, *, light: str = "day") -> list[Layer]:
        """Return the layers of an assessment from the ground up; their contents lie in the store.

        Parameters
        ----------
        assessment : Assessment
        light : {'day', 'night', 'leaf_off'}
            Which coverage of the cameras is shown.
        """
        if self._last is not None and self._last[0] is assessment and self._last[1] == light:
            return self._last[2]
        scene = assessment.scene
        made = [Layer(name, "", self._plan_layer(name, getattr(scene, name))) for name in _PLAN_LAYERS]
        made.append(Layer("overlap", "", self._plan_layer("overlap", assessment.overlap, ("cameras",))))
        made += self._coverage(assessment, light)
        made += self._sectors(assessment)
        made += self._walls(assessment)
        self._last = (assessment, light, made)
        return made

    def _plan_layer(self, name: str, frame: gpd.GeoDataFrame, columns: tuple[str, ...] = ()) -> str:
        """Return the digest of a layer of the plan; a frame that was seen before is not read again."""
        known = self._known.get(name)
        if known is not None and known[0] is frame and known[1] in self._store:
            return known[1]
        named = [each for each in columns or _PLAN_LAYERS[name] if each in frame]
        digest = self._put(_content(frame, named))
        self._known[name] = (frame, digest)
        return digest

    def _coverage(self, assessment: Assessment, light: str) -> list[Layer]:
        """Return a layer of coverage, and one of what lies beside it, for each camera that has them."""
        rows = assessment.coverage
        parts = {"coverage": _lit(rows, assessment, light), "reach": _is_beside(rows, assessment)}
        made = []
        for kind, kept in parts.items():
            for camera_id, at, mark in _by_camera(rows, np.flatnonzero(kept), _COVERAGE):
                made.append(
                    self._camera_layer(kind, camera_id, mark, partial(_content, rows, list(_COVERAGE), at))
                )
        return made

    def _sectors(self, assessment: Assessment) -> list[Layer]:
        frame = assessment.cameras
        columns = [frame[name].to_numpy() for name in _SECTOR]
        places = shapely.to_wkb(frame.geometry.to_numpy())
        made = []
        for at, camera_id in enumerate(frame["id"]):
            mark = repr((places[at], [column[at] for column in columns]))
            make = partial(_sector_content, frame, at)
            made.append(self._camera_layer("sector", camera_id, mark, make))
        return made

    def _walls(self, assessment: Assessment) -> list[Layer]:
        """Return a layer of exposed walls for each camera, each with its worst severity."""
        rows = assessment.facades
        worst: dict[str, dict[str, str]] = defaultdict(dict)
        for (camera_id, building_id), severity in worst_of(assessment, ("subject_id", "object_id")).items():
            worst[camera_id][building_id] = severity
        shown = np.flatnonzero(~_is_beside(rows, assessment) & (rows["view"] != NIGHT_VIEW).to_numpy(bool))
        made = []
        for camera_id, at, mark in _by_camera(rows, shown, _FACADES):
            severities = worst[camera_id]
            make = partial(_walls_content, rows, at, severities)
            made.append(self._camera_layer("walls", camera_id, (mark, tuple(severities.items())), make))
        return made

    def _camera_layer(self, kind: str, camera_id: str, mark: object, make: Callable[[], bytes]) -> Layer:
        """Return the layer of a camera; it is made when what it is made from is new."""
        known = self._made.get((kind, camera_id))
        if known is not None and known[0] == mark and known[1] in self._store:
            return Layer(kind, camera_id, known[1])
        digest = self._put(make())
        self._made[kind, camera_id] = (mark, digest)
        return Layer(kind, camera_id, digest)

    def _put(self, content: bytes) -> str:
        digest = digest_of(content)
        self._store.put(digest, content)
        return digest


def cameras_of(assessment: Assessment) -> list[dict[str, Any]]:
    """Return what the map shows of each camera: its place in degrees, its aim, the worst finding about it."""
    frame = assessment.cameras
    if frame.empty:
        return []
    places = frame.geometry.to_crs(LONLAT)
    worst = worst_of(assessment, ("subject_id",))
    rows = []
    for row, place in zip(frame[["id", *_CAMERA]].to_dict("records"), places, strict=True):
        known = {name: _plain(row[name]) for name in _CAMERA}
        at = None
        if isinstance(place, shapely.Point) and not place.is_empty:
            at = [place.y, place.x]
        rows.append({"id": row["id"], "at": at, "worst": worst.get((row["id"],), ""), **known})
    return rows


def worst_of(assessment: Assessment, keys: tuple[str, ...]) -> Mapping[tuple[str, ...], str]:
    """Return the worst severity of what fails, for each set of values of `keys`; not waived ones.

    Parameters
    ----------
    assessment : Assessment
    keys : tuple of str
        Columns of the findings, such as `subject_id` and `object_id`.
    """
    found = assessment.findings
    open_fails = (found["outcome"] == "fail") & ~found["waived"].fillna(False).astype(bool)
    rows = found.loc[open_fails.to_numpy(bool), [*keys, "severity"]]
    ranks = {name: rank for rank, name in enumerate(SEVERITIES)}
    worst: dict[tuple[str, ...], str] = {}
    for *place, severity in rows.drop_duplicates().itertuples(index=False, name=None):
        key = tuple(place)
        if ranks.get(severity, -1) > ranks.get(worst.get(key, ""), -1):
            worst[key] = severity
    return worst


def _is_beside(rows: gpd.GeoDataFrame, assessment: Assessment) -> NDArray[np.bool_]:
    """Return which rows of coverage or facades are shown on demand alone; see `siting._map_data.beside`."""
    views = rows["view"].to_numpy()
    reaches = (views == CAPABILITY_VIEW) & ~rows["camera_id"].isin(_aimed(assessment)).to_numpy(bool)
    beside: NDArray[np.bool_] = ~((views == MAIN_VIEW) | reaches | (views == NIGHT_VIEW))
    return beside


def _aimed(assessment: Assessment) -> set[str]:
    """Return the cameras that have a view as they are aimed by day."""
    aimed: set[str] = set()
    for frame in (assessment.coverage, assessment.facades):
        aimed.update(frame["camera_id"].to_numpy()[frame["view"].to_numpy() == MAIN_VIEW])
    return aimed


def _lit(rows: gpd.GeoDataFrame, assessment: Assessment, light: str) -> NDArray[np.bool_]:
    """Return which rows of coverage a map shows in that light."""
    views = rows["view"].to_numpy()
    if light == "night":
        return np.asarray(views == NIGHT_VIEW)
    by_day = ~_is_beside(rows, assessment) & (views != NIGHT_VIEW)
    if light == "day":
        return np.asarray(by_day)
    bare = views == LEAF_OFF_VIEW
    with_bare = rows["camera_id"].isin(set(rows["camera_id"].to_numpy()[bare])).to_numpy(bool)
    return np.asarray((by_day & ~with_bare) | bare)


def _by_camera(
    rows: gpd.GeoDataFrame, places: NDArray[np.intp], columns: tuple[str, ...]
) -> Iterator[tuple[str, list[int], str]]:
    """Yield each camera with the places of its rows, and a digest of all that they say."""
    shapes = shapely.to_wkb(rows.geometry.to_numpy()[places])
    told = [rows[name].to_numpy()[places].tolist() for name in columns]
    groups: dict[str, list[int]] = defaultdict(list)
    for at, camera_id in enumerate(rows["camera_id"].to_numpy()[places]):
        groups[camera_id].append(at)
    for camera_id, ats in groups.items():
        said = repr([[column[at] for column in told] for at in ats]).encode()
        yield camera_id, [int(places[at]) for at in ats], digest_of(said, *(shapes[at] for at in ats))


def _sector_content(cameras: gpd.GeoDataFrame, at: int) -> bytes:
    return _content(sectors(cameras.iloc[[at]]), ["id"])


def _walls_content(rows: gpd.GeoDataFrame, at: list[int], severities: Mapping[str, str]) -> bytes:
    """Return the walls that one camera sees, storeys gathered, each with its worst severity."""
    seen = walls(rows.iloc[at])
    told = seen.assign(severity=[severities.get(name, "") for name in seen["building_id"]])
    return _content(told, list(_WALLS))


def _content(frame: gpd.GeoDataFrame, columns: list[str], at: list[int] | None = None) -> bytes:
    """Return rows as JSON: the names of the columns, then each row's texts and its packed shape."""
    rows = frame if at is None else frame.iloc[at]
    shapes: Iterable[Any] = rows.geometry
    if not rows.empty and rows.crs is not None:
        shapes = rows.geometry.to_crs(LONLAT)
    texts = [[text_of(value) for value in rows[name]] for name in columns]
    lines = [[*row, packed(shape)] for *row, shape in zip(*texts, shapes, strict=True)]
    table = {"columns": columns, "rows": lines}
    return json.dumps(table, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _plain(value: object) -> Any:
    """Return a value of a frame as JSON can carry it; None for a missing one."""
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value
