"""Why a file cannot be read, in our words and not those of a reader of many formats."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from siting.errors import Fault, InputError
from siting.io.endings import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

_HEAD_BYTES = 2000
_JSON = (".json", ".geojson")
_AGAIN = "It may be cut off, or of another format than its name says; export it again, as .gpkg."
_OVERPASS = (
    "Ask Overpass for XML, with [out:xml] in place of [out:json], or export the map as .osm; give that file."
)


def unreadable(path: Path, problem: Exception) -> InputError:
    """Return the error of a file that a reader could not make out.

    Parameters
    ----------
    path : pathlib.Path
    problem : Exception
        What the reader raised.
    """
    if isinstance(problem, PermissionError):
        remedy = "Allow reading it, or close the program that keeps it."
        return InputError([Fault(path.name, "", "a file that may not be read", FORMATS, remedy)])
    if path.suffix.lower() in _JSON:
        return InputError([_no_geojson(path)])
    return InputError([Fault(path.name, "", "a file that cannot be read", FORMATS, _AGAIN)])


def _no_geojson(path: Path) -> Fault:
    """Return why a file cannot be read as GeoJSON."""
    if _is_overpass(path):
        return Fault(path.name, "", "an answer of Overpass in JSON", FORMATS, _OVERPASS)
    allowed = "GeoJSON, a FeatureCollection in UTF-8"
    try:
        json.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        return Fault(path.name, "", "text that is not UTF-8", allowed, "Save it as UTF-8.")
    except json.JSONDecodeError as problem:
        found = f"text that cannot be read as JSON from line {problem.lineno}, column {problem.colno} on"
        remedy = "Put it right there, or export the layer again; the file may be cut off."
        return Fault(path.name, "", found, allowed, remedy)
    found = "JSON that cannot be read as GeoJSON"
    return Fault(path.name, "", found, allowed, "Export the layer as GeoJSON from a GIS program.")


def _is_overpass(path: Path) -> bool:
    """Return whether a file is what Overpass answers in JSON, which is no GeoJSON."""
    head = path.read_bytes()[:_HEAD_BYTES]
    return b'"elements"' in head or b'"osm3s"' in head
