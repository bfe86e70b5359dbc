"""An edit of a scene: what is added, what is taken away, and the scene after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd

from siting.coverage.doors import unplaced_entrances
from siting.coverage.unbuilt import PROPOSED
from siting.errors import Fault, Gathered, InputError
from siting.io.additions import ADDABLE, Additions, read_additions
from siting.io.id_list import read_ids
from siting.rules.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from siting.model import Scene

_SHOWN_IDS = 5


@dataclass(frozen=True, kw_only=True)
class Edit:
    """What is added to a scene and what is removed from it.

    Parameters
    ----------
    added : siting.io.additions.Additions
    removed : mapping of str to tuple of str
        Layer (obstacles, buildings, cameras) to the ids that go.
    """

    added: Additions
    removed: Mapping[str, tuple[str, ...]]

    @property
    def built(self) -> frozenset[str]:
        """Return the ids of the obstacles added: the question is what they hide once they stand."""
        return frozenset() if self.added.obstacles is None else frozenset(self.added.obstacles["id"])

    def ids_added(self) -> dict[str, list[str]]:
        """Return the ids of what is added, by layer."""
        frames = {name: getattr(self.added, name) for name in ("obstacles", "buildings")}
        found = {name: frame["id"].tolist() for name, frame in frames.items() if frame is not None}
        return found | (
            {"cameras": [camera.id for camera in self.added.cameras]} if self.added.cameras else {}
        )


def edit_of(
    scene: Scene,
    *,
    add: Sequence[str | Path | Additions] = (),
    remove: Sequence[str | Path] = (),
    crs: str | None = None,
    encoding: str | None = None,
) -> Edit:
    """Return an edit of a scene, everything in it known to be possible.

    Parameters
    ----------
    scene : Scene
    add : sequence of path or Additions
    remove : sequence of str or path
        Each an id, several with commas between, or a file of ids; ``obstacles:7`` where two layers have it.
    crs, encoding : str or None
        Of the files, where they state none.

    Raises
    ------
    InputError
        When something cannot be read, is there twice, or is not there at all.
    """
    if not add and not remove:
        fault = Fault(
            "options", "", "nothing to add or remove", "at least one of add and remove", "Say what."
        )
        raise InputError([fault])
    gathered = Gathered()
    parts: list[Additions] = []
    for each in add:
        with gathered:
            parts.append(_read(each, scene, crs=crs, encoding=encoding))
    with gathered:
        added = _together(parts)
    with gathered:
        removed = _removed(scene, remove)
    gathered.close()
    return Edit(added=added, removed=removed)


def _read(given: str | Path | Additions, scene: Scene, *, crs: str | None, encoding: str | None) -> Additions:
    if isinstance(given, Additions):
        return given
    return read_additions(given, scene, crs=crs, encoding=encoding)


def edited(scene: Scene, edit: Edit) -> Scene:
    """Return the scene after an edit.

    Added obstacles without a status are proposed. With a building go its drawn doors and windows, with a
    camera its presets.

    Parameters
    ----------
    scene : Scene
    edit : Edit
    """
    gone, added = {name: set(edit.removed.get(name, ())) for name in ADDABLE}, edit.added
    obstacles = scene.obstacles[~scene.obstacles["id"].isin(gone["obstacles"])]
    if added.obstacles is not None:
        status = added.obstacles["status"].where(added.obstacles["status"].notna(), PROPOSED)
        obstacles = _joined(obstacles, added.obstacles.assign(status=status))
    buildings = scene.buildings[~scene.buildings["id"].isin(gone["buildings"])]
    if added.buildings is not None:
        buildings = _joined(buildings, added.buildings)
    kept: dict[str, Any] = {
        name: frame[~frame[key].isin(gone[layer])].reset_index(drop=True)
        for name, frame, key, layer in (
            ("entrances", scene.entrances, "building_id", "buildings"),
            ("windows", scene.windows, "building_id", "buildings"),
            ("presets", scene.presets, "camera_id", "cameras"),
        )
    }
    after = replace(
        scene,
        obstacles=obstacles.reset_index(drop=True),
        buildings=buildings.reset_index(drop=True),
        cameras=(*(each for each in scene.cameras if each.id not in gone["cameras"]), *added.cameras),
        ledger=pd.concat([scene.ledger, added.ledger], ignore_index=True),
        sources=(*scene.sources, *added.sources),
        **kept,
    )
    if not gone["buildings"]:
        return after
    # A door that named no building goes with the one that it was drawn on.
    lost = set(unplaced_entrances(after)) - set(unplaced_entrances(scene))
    doors = after.entrances[~after.entrances["id"].isin(lost)]
    return replace(after, entrances=doors.reset_index(drop=True))


def _joined(frame: gpd.GeoDataFrame, more: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    parts = [each for each in (frame, more) if len(each)]
    if len(parts) < 2:
        return parts[0] if parts else frame
    columns = {name: pd.concat([each[name] for each in parts], ignore_index=True) for name in frame.columns}
    return gpd.GeoDataFrame(columns, geometry="geometry", crs=frame.crs)


def _together(parts: list[Additions]) -> Additions:
    """Return several additions as one; an id that two of them have is refused."""
    if len(parts) < 2:
        return parts[0] if parts else Additions()
    faults = []
    for layer in ADDABLE:
        ids = pd.Series([name for part in parts for name in _ids_of(part, layer)], dtype=object)
        faults += [
            Fault("add", "id", repr(name), f"each id once among the added {layer}", "Call one otherwise.")
            for name in ids[ids.duplicated()]
        ]
    if faults:
        raise InputError(faults)
    frames: dict[str, Any] = {}
    for layer in ("obstacles", "buildings"):
        given = [frame for part in parts if (frame := getattr(part, layer)) is not None]
        if given:
            frames[layer] = given[0]
            for more in given[1:]:
                frames[layer] = _joined(frames[layer], more)
    return Additions(
        cameras=tuple(camera for part in parts for camera in part.cameras),
        ledger=pd.concat([part.ledger for part in parts], ignore_index=True),
        sources=tuple(source for part in parts for source in part.sources),
        **frames,
    )


def _ids_of(part: Additions, layer: str) -> Iterable[str]:
    if layer == "cameras":
        return [camera.id for camera in part.cameras]
    frame = getattr(part, layer)
    return [] if frame is None else frame["id"].tolist()


def _removed(scene: Scene, remove: Sequence[str | Path]) -> dict[str, tuple[str, ...]]:
    there = {
        "obstacles": set(scene.obstacles["id"]),
        "buildings": set(scene.buildings["id"]),
        "cameras": {camera.id for camera in scene.cameras},
    }
    found: dict[str, list[str]] = {}
    faults: list[Fault] = []
    for given in remove:
        for name, told in _names(str(given), there):
            layers = [layer for layer in told if name in there[layer]]
            if len(layers) == 1:
                found.setdefault(layers[0], []).append(name)
            else:
                known = sorted(set().union(*(there[layer] for layer in told)))
                faults.append(_not_one(name, layers, told, known))
    if faults:
        raise InputError(faults[:_SHOWN_IDS])
    return {layer: tuple(dict.fromkeys(ids)) for layer, ids in found.items()}


def _names(given: str, there: Mapping[str, set[str]]) -> list[tuple[str, tuple[str, ...]]]:
    """Return the ids that one text means, each with the layers in which it may be."""
    if any(given in ids for ids in there.values()):
        return [(given, ADDABLE)]
    if Path(given.partition(":")[0]).is_file() or Path(given).is_file():
        return [(name, (layer,) if layer in ADDABLE else ADDABLE) for layer, name in read_ids(given)]
    names: list[tuple[str, tuple[str, ...]]] = []
    for text in filter(None, (each.strip() for each in given.split(","))):
        layer, colon, name = text.partition(":")
        told = bool(colon) and layer in ADDABLE and text not in set().union(*there.values())
        names.append((name.strip(), (layer,)) if told else (text, ADDABLE))
    return names


def _not_one(name: str, layers: list[str], told: tuple[str, ...], known: list[str]) -> Fault:
    if layers:
        remedy = "Say which: " + " or ".join(f"{layer}:{name}" for layer in layers)
        return Fault("remove", "id", f"{name!r} in {' and '.join(layers)}", "an id of one of them", remedy)
    allowed = "a file of ids, or the id of one of the " + ", ".join(told) + " of the plan"
    asked = did_you_mean(name, known)
    remedy = f"{asked[0].upper()}{asked[1:]}" if asked else "Check how it is called in the plan."
    return Fault("remove", "id", repr(name), allowed, remedy)
