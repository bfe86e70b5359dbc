"""Things to add to a scene that was read already: obstacles, buildings, cameras from one file."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.errors import Fault, InputError
from siting.io.aliases import layer_of
from siting.io.buildings import read_buildings
from siting.io.cameras import is_osm_record, read_cameras
from siting.io.doubtful_heights import high_faults
from siting.io.endings import suffix_of
from siting.io.faults import condensed
from siting.io.files import check_exists, layer_names, split_layer
from siting.io.folder import layers_of_folder
from siting.io.georeference import located, moved
from siting.io.layers import read_layer
from siting.io.ledger import Ledger, shortened
from siting.io.one_file import MANY_LAYERS, layers_of_file, layers_of_option
from siting.io.told_systems import told_system
from siting.model import Source
from siting.words import counted

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from siting.io.raw import RawLayer
    from siting.model import Camera, Scene

ADDABLE = ("obstacles", "buildings", "cameras")
"""The layers that can be added to a scene."""

_FARTHEST_M = 20_000.0
_MADE_ID = re.compile(r"(?:obstacles|buildings|cameras)/(\d+)")


@dataclass(frozen=True, kw_only=True)
class Additions:
    """What is to be added to a scene, in its system.

    Parameters
    ----------
    obstacles, buildings : geopandas.GeoDataFrame or None
        In canonical columns; None where the file has none.
    cameras : tuple of Camera
    ledger : pandas.DataFrame
        What was put right or left out.
    sources : tuple of Source
    """

    obstacles: gpd.GeoDataFrame | None = None
    buildings: gpd.GeoDataFrame | None = None
    cameras: tuple[Camera, ...] = ()
    ledger: pd.DataFrame = field(default_factory=lambda: Ledger().frame())
    sources: tuple[Source, ...] = ()


def read_additions(
    path: str | Path, scene: Scene, *, crs: str | None = None, encoding: str | None = None
) -> Additions:
    """Return what a file holds to be added to a scene.

    A layer that is not called buildings or cameras holds obstacles. Ids that only count rows are made anew,
    as ``added/1``.

    Parameters
    ----------
    path : path
        A file or folder with layers called as those of a scene, or one layer of obstacles.
    scene : Scene
        To which they are added.
    crs, encoding : str or None
        As for `siting.read_scene`, of a file that states none.

    Raises
    ------
    InputError
        With every fault: a layer that cannot be added, an id that the scene has already, places far away.
    """
    raws = _raw_layers(str(path), encoding)
    ledger, faults, made = Ledger(), list[Fault](), dict[str, Any]()
    for raw in raws:
        try:
            made[raw.layer] = _read(raw, scene, ledger, crs)
        except InputError as problem:
            faults += problem.faults
        for name, found, done in raw.remarks:
            ledger.note(raw.layer, field=name, found=found, done=done)
        ledger.leave_out(raw.layer, len(raw.frame), raw.lost, field=raw.lost_field)
        ledger.close(raw.layer, len(raw.frame) + len(raw.lost))
    if not faults and not any(map(len, made.values())):
        found = shortened(f"{raw.file}: {counted(len(raw.frame), 'row')}" for raw in raws)
        left = [f"{entry.found} in {entry.field}" for entry in ledger.entries if entry.outcome == "rejected"]
        why = f"Left out: {shortened(left, most=3)}." if left else "Give a file that holds something."
        faults.append(Fault(Path(path).name, "", found, "something that can be added", why))
    for raw in raws:
        faults += _taken(raw, made.get(raw.layer, ()), scene)
    if faults:
        raise InputError(condensed(faults))
    sources = tuple(Source(raw.file, raw.layer, len(raw.frame) + len(raw.lost), raw.sha256) for raw in raws)
    return Additions(**made, ledger=ledger.frame(), sources=sources)


def _raw_layers(given: str, encoding: str | None) -> list[RawLayer]:
    path, name = split_layer(given)
    check_exists(path)
    if path.is_dir():
        raws, _ = layers_of_folder(path, encoding, named=())
    elif suffix_of(path) in MANY_LAYERS and name is None:
        known = any(layer_of(each) for each in layer_names(path))
        raws = layers_of_file(path, None, encoding)[0] if known else _obstacles(given, encoding)
    else:
        layer = layer_of(name or path.name.split(".")[0])
        raws = layers_of_option(layer, given, encoding) if layer in ADDABLE else _obstacles(given, encoding)
    foreign = [raw.layer for raw in raws if raw.layer not in ADDABLE]
    if foreign or not raws:
        found = f"layers {', '.join(foreign)}" if foreign else "no layers"
        remedy = f"Name the layer to add: {path.name}:LAYER" if foreign else "Give a file that holds one."
        raise InputError([Fault(path.name, "", found, "layers called " + ", ".join(ADDABLE), remedy)])
    return raws


def _obstacles(given: str, encoding: str | None) -> list[RawLayer]:
    return layers_of_option("obstacles", given, encoding)


def _read(raw: RawLayer, scene: Scene, ledger: Ledger, crs: str | None) -> Any:
    """Return a layer in canonical columns and the scene's system, as a scene holds it."""
    placed = located(raw, ledger, crs=told_system(crs, raw.layer), must=raw.layer == "cameras")
    if placed.faults:
        raise InputError(list(placed.faults))
    shapes = moved(placed.shapes, placed.crs, scene.crs)
    _refuse_far(raw, shapes, scene)
    if raw.layer == "cameras":
        cameras = read_cameras(raw, shapes, ledger, profile=scene.profile, azimuth_zero="north")
        places = np.column_stack([shapely.get_x(shapes), shapely.get_y(shapes)])
        doubtful = high_faults(raw, places, scene.buildings, is_osm=is_osm_record(raw.frame))
        if doubtful:
            raise InputError(doubtful)
        ids = _ids([camera.id for camera in cameras])
        return tuple(_called(camera, name) for camera, name in zip(cameras, ids, strict=True))
    frame = (read_buildings if raw.layer == "buildings" else read_layer)(raw, shapes, ledger)
    return frame.assign(id=_ids(frame["id"].tolist())).reset_index(drop=True).set_crs(scene.crs)


def _called(camera: Camera, name: str) -> Camera:
    return camera if camera.id == name else replace(camera, id=name)


def _ids(ids: list[str]) -> list[str]:
    """Return ids, those made from row numbers called otherwise than the scene calls its own."""
    return [f"added/{match[1]}" if (match := _MADE_ID.fullmatch(name)) else name for name in ids]


def _taken(raw: RawLayer, added: Any, scene: Scene) -> list[Fault]:
    """Return a fault for every id that the scene has already."""
    if raw.layer == "cameras":
        there, new = {camera.id for camera in scene.cameras}, [camera.id for camera in added]
    else:
        there, new = set(getattr(scene, raw.layer)["id"]), list(added["id"]) if len(added) else []
    allowed = f"an id that no {raw.layer.removesuffix('s')} of the plan has"
    remedy = "Call it otherwise, or remove the other: --remove"
    return [Fault(raw.file, "id", repr(name), allowed, remedy) for name in new if name in there]


def _refuse_far(raw: RawLayer, shapes: Any, scene: Scene) -> None:
    """Raise InputError when all of a layer lies far from the plan: then it is not where it was meant."""
    places = [(camera.easting_m, camera.northing_m) for camera in scene.cameras]
    here = shapely.total_bounds([shapely.multipoints(places), *scene.buildings.geometry])
    bounds = shapely.total_bounds(shapes)
    if not (np.isfinite(here).all() and np.isfinite(bounds).all()):
        return
    away_m = float(shapely.distance(shapely.box(*here), shapely.box(*bounds)))
    if away_m > _FARTHEST_M:
        found = f"places {away_m / 1000:.0f} km from the plan"
        remedy = "Name the system they are in: --crs EPSG:..."
        allowed = f"at most {_FARTHEST_M / 1000:.0f} km"
        raise InputError([Fault(raw.file, "geometry", found, allowed, remedy)])
