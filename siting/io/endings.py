"""Endings of files: which formats can be read, and which of them is which kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOKS = (".xlsx", ".xlsm")
TABLES = (".csv", ".tsv", ".txt", *WORKBOOKS)
OSM = (".osm", ".osm.pbf", ".pbf", ".osm.bz2", ".osm.gz")
VECTORS = (
    ".gpkg",
    ".geojson",
    ".json",
    ".geojsonl",
    ".shp",
    ".fgb",
    ".kml",
    ".kmz",
    ".gml",
    ".gpx",
    ".dxf",
    ".tab",
    ".zip",
    ".dbf",
    ".sqlite",
)
DBASE = (".shp", ".dbf", ".zip")
PARQUET = (".parquet", ".geoparquet")
RASTERS = (".tif", ".tiff", ".asc", ".img", ".vrt")
FORMATS = ".gpkg .geojson .shp .fgb .kml .csv .xlsx .parquet .osm .osm.pbf .osm.bz2"


def suffix_of(path: Path) -> str:
    """Return the ending that tells the format, lower case: two parts for ``.osm.pbf`` and its like."""
    name = path.name.lower()
    double = [ending for ending in OSM if ending.count(".") > 1 and name.endswith(ending)]
    return double[0] if double else path.suffix.lower()
