"""From scene and coverage table to the facts that the checks read."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import shapely

from siting.coverage.rows import FACADE_COLUMNS, by_day
from siting.coverage.signage import Signage
from siting.model import FOCAL_RANGE, FULL_TURN
from siting.rules.cells import flags_of, number_of, records, text_of, texts_of
from siting.rules.facts import (
    OF_THE_GROUND,
    UNKNOWN_USE,
    Building,
    CameraFacts,
    FacadeRow,
    Facts,
    Obstruction,
    Sign,
    SystemFacts,
    Zone,
)
from siting.rules.places import gather_places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import geopandas as gpd

    from siting.coverage.seen import Seen
    from siting.coverage.table import CoverageTable
    from siting.model import Camera, Ladder, Scene


def gather(
    scene: Scene,
    table: CoverageTable,
    *,
    on: date,
    ladder: Ladder,
    known: Mapping[str, frozenset[str]],
    before: Facts | None = None,
) -> Facts:
    """Return the facts of a plan, sorted by subject.

    Parameters
    ----------
    scene : Scene
    table : CoverageTable
        Computed from `scene`.
    on : datetime.date
        The day of judgement.
    ladder : Ladder
        Names the densities in messages.
    known : mapping of str to frozenset of str
        The words of the open fields, as `siting.rules.applicability.known_words` gives them.
    before : Facts or None
        Of a plan that differs in cameras alone: what is sorted of its buildings and zones is taken.
    """
    if before is not None:
        made = replace(
            before,
            scene=scene,
            cameras=_cameras(scene, table, before),
            seen=_seen(table),
            systems=gather_systems(scene),
            signage=table.signage or Signage(scene=scene, coverage=by_day(table.coverage)),
            places=gather_places(table.places),
        )
        vars(made).update({name: vars(before)[name] for name in OF_THE_GROUND if name in vars(before)})
        return made
    return Facts(
        scene=scene,
        on=on,
        ladder=ladder,
        known=known,
        cameras=_cameras(scene, table),
        seen=_seen(table),
        systems=gather_systems(scene),
        signs=tuple(
            Sign(
                text_of(row["id"]),
                texts_of(row["camera_ids"]),
                row["geometry"],
                *(number_of(row[name]) for name in ("facing_deg", "height_mm", "mount_m")),
            )
            for row in records(scene.signs)
        ),
        signage=table.signage or Signage(scene=scene, coverage=by_day(table.coverage)),
        zones=tuple(
            Zone(
                text_of(row["id"]),
                text_of(row["kind"]),
                number_of(row["base_m"]),
                number_of(row["top_m"]),
                row["geometry"],
                text_of(row.get("place_class")),
                text_of(row.get("is_public")),
            )
            for row in records(scene.zones)
        ),
        buildings=_buildings(scene),
        places=gather_places(table.places),
    )


# The numbers of a facade row, in the order of `FacadeRow`.
_MEASURES = ("max_px_per_m", "in_range_px_per_m", "distance_m", "incidence_deg", "visible_length_m")


def _buildings(scene: Scene) -> tuple[Building, ...]:
    # Column by column: a dictionary for every building of a city costs more than judging it.
    frame = scene.buildings
    return tuple(
        map(
            Building,
            map(text_of, frame["id"].to_numpy(object)),
            (text_of(use) or UNKNOWN_USE for use in frame["use"].to_numpy(object)),
            frame["residential_from_level"].notna().to_numpy(bool).tolist(),
            frame.geometry.to_numpy(),
        )
    )


_OF_CAMERAS = ("id", "geometry", "moved_m", "standing", "view_computed", "why_empty", "flags")


def _seen(table: CoverageTable) -> dict[str, object]:
    return {} if table.kept is None else {each.eye.camera.id: each for each in table.kept.seen}


def _cameras(scene: Scene, table: CoverageTable, before: Facts | None = None) -> tuple[CameraFacts, ...]:
    if not scene.cameras:
        return ()
    lost = _obstructions(table.obstruction)
    known = {} if before is None else _known(table, before, lost)
    columns = [table.cameras[name].to_numpy(object) for name in _OF_CAMERAS]
    rows = (dict(zip(_OF_CAMERAS, row, strict=True)) for row in zip(*columns, strict=True))
    used = {text_of(row["id"]): row for row in rows if row["id"] not in known}
    kept = table.kept.seen if known and table.kept else ()
    seen = (
        {each.eye.camera.id: _kept_rows(each) for each in kept if each.eye.camera.id not in known}
        if known
        else _facade_rows(table.facades)
    )
    declared = shapely.points([(camera.easting_m, camera.northing_m) for camera in scene.cameras])
    return tuple(
        known.get(camera.id)
        or _camera(
            camera,
            point,
            used[camera.id],
            rows=tuple(seen.get(camera.id, ())),
            obstructions=tuple(lost.get(camera.id, ())),
        )
        for camera, point in zip(scene.cameras, declared, strict=True)
    )


def _known(
    table: CoverageTable, before: Facts, lost: Mapping[str, Sequence[Obstruction]]
) -> dict[str, CameraFacts]:
    """Return the facts of the cameras of which the engine kept what they see, by id."""
    now = _seen(table)
    return {
        each.id: each
        for each in before.cameras
        if each.id in now
        and now[each.id] is before.seen.get(each.id)
        and not each.obstructions
        and each.id not in lost
    }


def _camera(
    camera: Camera,
    declared: shapely.Point,
    row: dict[str, Any],
    *,
    rows: tuple[FacadeRow, ...],
    obstructions: tuple[Obstruction, ...],
) -> CameraFacts:
    return CameraFacts(
        camera=camera,
        declared=declared,
        position=row["geometry"],
        moved_m=number_of(row["moved_m"]) or 0.0,
        standing=text_of(row["standing"]),
        view_computed=bool(row["view_computed"]),
        why_empty=text_of(row["why_empty"]),
        flags=tuple(sorted({*flags_of(row["flags"]), *(f"{name}_assumed" for name in _assumed(camera))})),
        rows=rows,
        obstructions=obstructions,
    )


# A profile fills several fields of one lens: together they are the optics.
_FLAG_OF_FIELD = {
    "tilt_deg": "tilt",
    "azimuth_deg": "azimuth",
    "height_m": "height",
    "hfov_deg": "optics",
    "focal_length_mm": "optics",
    "sensor_width_mm": "optics",
    "image_width_px": "optics",
    "status": "status",
    "kind": "kind",
    FOCAL_RANGE: FOCAL_RANGE,
}


def _assumed(camera: Camera) -> set[str]:
    # An angle that the kind of a camera gives is of no profile: the engine says what it is.
    by_kind = {"hfov_deg"} if FULL_TURN in camera.assumed else set()
    return {_FLAG_OF_FIELD[name] for name in {*camera.assumed} - by_kind if name in _FLAG_OF_FIELD}


def _facade_rows(facades: gpd.GeoDataFrame) -> dict[str, list[FacadeRow]]:
    """Every row of the facades by camera."""
    flags = _texts(facades["flags"])
    flags_told = {text: flags_of(text) for text in set(flags)}
    rows = map(
        FacadeRow._make,
        zip(
            _texts(facades["building_id"]),
            facades["storey"].astype(int).tolist(),
            facades["wall"].astype(int).tolist(),
            _texts(facades["view"]),
            *(_numbers(facades[name]) for name in _MEASURES),
            _texts(facades["zone_id"]),
            map(flags_told.__getitem__, flags),
            facades.geometry.to_numpy(),
            strict=True,
        ),
    )
    by_camera: dict[str, list[FacadeRow]] = {}
    for camera_id, row in zip(_texts(facades["camera_id"]), rows, strict=True):
        by_camera.setdefault(camera_id, []).append(row)
    return by_camera


def _kept_rows(seen: Seen) -> list[FacadeRow]:
    """The rows of one camera as the engine keeps them: few of them are read sooner so."""
    made = []
    for cells, shape in zip(*seen.facades, strict=True):
        row = dict(zip(FACADE_COLUMNS, cells, strict=True))
        measures = [row[name] if row[name] == row[name] else math.nan for name in _MEASURES]
        names = [text_of(row["building_id"]), row["storey"], row["wall"], text_of(row["view"])]
        told = [text_of(row["zone_id"]), flags_of(row["flags"]), shape]
        made.append(FacadeRow._make([*names, *measures, *told]))
    return made


def _numbers(column: pd.Series) -> list[float]:
    """A column as a list in which all that is missing is one and the same, so that equal rows are equal."""
    return [number if number == number else math.nan for number in column.astype(float).tolist()]  # noqa: PLR0124


def _obstructions(table: gpd.GeoDataFrame) -> dict[str, list[Obstruction]]:
    """Every row of the obstruction by camera."""
    by_camera: dict[str, list[Obstruction]] = {}
    for row in records(table):
        cells = {name: row[name] for name in Obstruction._fields}
        by_camera.setdefault(row["camera_id"], []).append(
            Obstruction(**{**cells, "flags": flags_of(row["flags"])})
        )
    return by_camera


def _texts(column: pd.Series) -> list[str]:
    """A column of few texts, many times repeated, as a list: each text is made once."""
    codes, names = pd.factorize(column)
    plain = [text_of(name) for name in names]
    return [plain[code] if code >= 0 else "" for code in codes.tolist()]


def gather_systems(scene: Scene) -> tuple[SystemFacts, ...]:
    """Return every declared system, and after them those that only cameras name.

    Parameters
    ----------
    scene : Scene
    """
    declared = {text_of(row["id"]): row for row in records(scene.systems)}
    members: dict[str, list[Camera]] = {system_id: [] for system_id in declared}
    for camera in scene.cameras:
        if text_of(camera.system_id):
            members.setdefault(text_of(camera.system_id), []).append(camera)
    documents: dict[str, list[dict[str, Any]]] = {}
    for row in records(scene.documents):
        documents.setdefault(text_of(row["system_id"]), []).append(row)
    return tuple(
        SystemFacts(
            id=system_id,
            fields=declared.get(system_id, {}),
            documents=tuple(documents.get(system_id, ())),
            cameras=tuple(cameras),
        )
        for system_id, cameras in members.items()
    )
