"""Findings as text for other programs: CSV, JSON, GeoJSON, one row a duty."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from siting.crs import LONLAT

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd

# About a centimetre; more digits would promise what no survey holds.
_LONLAT_DECIMALS = 7
# A spreadsheet runs a cell that begins so.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# A cell of a CSV that needs no quotation marks.
_PLAIN = re.compile(r"[^,\"\r\n]*")


def findings_csv(findings: pd.DataFrame) -> str:
    """Return findings as CSV text, one row a duty, without geometry.

    Text that a spreadsheet would run as a formula gets an apostrophe in front.

    Parameters
    ----------
    findings : pandas.DataFrame
    """
    table = _without_geometry(findings)
    cells = [_csv_cells(table[name]) for name in table.columns]
    names = [_quoted(str(name)) for name in table.columns]
    return "\r\n".join(map(",".join, [names, *zip(*cells, strict=True)])) + "\r\n"


def findings_json(findings: pd.DataFrame) -> str:
    """Return findings as a JSON list of objects, one a duty, without geometry.

    Parameters
    ----------
    findings : pandas.DataFrame
    """
    return json.dumps(_records(findings), ensure_ascii=False, indent=1, allow_nan=False)


def findings_geojson(findings: gpd.GeoDataFrame, *, marks: Mapping[str, object] | None = None) -> str:
    """Return findings as GeoJSON in WGS 84 (longitude, latitude), geometry null where there is none.

    Parameters
    ----------
    findings : geopandas.GeoDataFrame
        In any system.
    marks : mapping of str to object, or None
        Further members of the collection (RFC 7946, section 6.1): that it is internal, whose data it is.
    """
    shapes = findings.geometry.to_crs(LONLAT) if len(findings) else findings.geometry
    features = [
        {"type": "Feature", "properties": record, "geometry": _lonlat(shape)}
        for record, shape in zip(_records(findings), shapes, strict=True)
    ]
    collection = {"type": "FeatureCollection", **(marks or {}), "features": features}
    return json.dumps(collection, ensure_ascii=False, allow_nan=False)


def _without_geometry(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(frame.drop(columns="geometry", errors="ignore"))


def _csv_cells(column: pd.Series) -> list[str]:
    """Return a column as cells of a CSV: of few texts, many times repeated, each is made once."""
    values = column.to_numpy(object)
    codes, texts = pd.factorize(values)
    if not all(isinstance(text, str) for text in texts):
        missing = pd.isna(values).tolist()
        return ["" if none else _cell(value) for value, none in zip(values.tolist(), missing, strict=True)]
    made = [*map(_cell, texts.tolist()), ""]
    # Of what is missing the code is -1.
    return [made[code] for code in codes.tolist()]


def _cell(value: object) -> str:
    return _quoted(_harmless(value) if isinstance(value, str) else str(value))


def _quoted(text: str) -> str:
    """Return a cell in quotation marks where it needs them (RFC 4180, section 2)."""
    return text if _PLAIN.fullmatch(text) else '"' + text.replace('"', '""') + '"'


def _harmless(text: str) -> str:
    if not text.startswith(_FORMULA_STARTS):
        return text
    try:
        float(text)
    except ValueError:
        return f"'{text}"
    return text


def _records(findings: pd.DataFrame) -> list[dict[str, Any]]:
    table = _without_geometry(findings)
    rows = zip(*(table[name].tolist() for name in table.columns), strict=True)
    records = [{name: _json(value) for name, value in zip(table.columns, row, strict=True)} for row in rows]
    for record in records:
        record["liability"] = json.loads(str(record["liability"] or "[]"))
    return records


def _json(value: object) -> object:
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def _lonlat(shape: Any) -> dict[str, Any] | None:
    if shape is None or shape.is_empty:
        return None
    rounded = shapely.transform(shape, lambda places: np.round(places, _LONLAT_DECIMALS))
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(rounded))
    return geometry
