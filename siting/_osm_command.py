"""The one command that goes online: a district of OpenStreetMap, kept as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting._progress import aside
from siting.errors import OutputError, UsageError

if TYPE_CHECKING:
    from pathlib import Path


def fetch_osm(place: str | None, bbox: str | None, out: Path) -> None:
    """Return nothing; download a district of OpenStreetMap as a GeoPackage to check or to edit.

    Parameters
    ----------
    place : str or None
        A name that OpenStreetMap knows.
    bbox : str or None
        ``west,south,east,north`` [degrees].
    out : pathlib.Path
        ``.gpkg``, with the layers as Siting reads them.

    Raises
    ------
    UsageError
        When not exactly one of place and box is given, or `out` exists.
    """
    from siting.io.osm import download_layers
    from siting.io.write import write_geopackage

    if (place is None) == (bbox is None):
        raise UsageError("osm: give the name of a place, or --bbox W,S,E,N")
    if out.suffix != ".gpkg" or out.exists():
        raise UsageError(f"out: found {out.name}; allowed a new file called .gpkg")
    district = place if place is not None else _box_deg(str(bbox))
    aside("asking OpenStreetMap: this tells its servers which district you look at")
    layers = download_layers(district)
    lost = layers.pop("ledger")
    part = out.with_name(f".{out.stem}.part.gpkg")
    try:
        write_geopackage(part, layers)
        part.rename(out)
    except OSError as problem:
        raise OutputError(f"{out.name} cannot be written: {problem.strerror}") from problem
    finally:
        part.unlink(missing_ok=True)
    if len(lost):
        aside(f"objects left out as military: {len(lost)} ({', '.join(lost['id'])})")
    aside(f"written: {out.name}")


def _box_deg(text: str) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError as problem:
        raise UsageError(f"bbox: found {text!r}; allowed four numbers W,S,E,N in degrees") from problem
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise UsageError(f"bbox: found {text!r}; allowed west < east and south < north, in degrees")
    return west, south, east, north
