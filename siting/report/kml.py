"""Writing KML 2.2 (OGC 07-147r2): a folder a layer, longitude and latitude in WGS 84."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.polygon import orient

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.report.plan_layers import PlanLayer

_WGS84 = 4326
# About a centimetre; more digits would promise what no survey holds.
_DECIMALS = 7
# What XML 1.0 has no place for.
_NO_SIGNS = (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000))
_CONTROLS = dict.fromkeys(_NO_SIGNS, "\ufffd")


def kml_text(layers: Sequence[PlanLayer], *, name: str, mark: str) -> str:
    """Return layers as the text of one KML file.

    Parameters
    ----------
    layers : sequence of siting.report.plan_layers.PlanLayer
    name : str
        Of the plan.
    mark : str
        What is to be known of the file: that it is internal, whose data it rests on.
    """
    root = ET.Element("kml", {"xmlns": "http://www.opengis.net/kml/2.2"})
    document = ET.SubElement(root, "Document")
    _say(document, "name", name)
    _say(document, "description", mark)
    for layer in layers:
        _style(document, layer)
    for layer in layers:
        folder = ET.SubElement(document, "Folder", {"id": layer.key})
        _say(folder, "name", layer.name)
        frame = layer.frame.to_crs(_WGS84)
        columns = [column for column in frame.columns if column not in ("label", "geometry")]
        heights = frame["height_m"] if layer.key == "cameras" else [math.nan] * len(frame)
        rows = zip(frame["label"], frame.geometry, heights, frame[columns].to_dict("records"), strict=True)
        for label, shape, height_m, record in rows:
            _placemark(folder, layer, label, shape, record, height_m=float(height_m))
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _style(document: ET.Element, layer: PlanLayer) -> None:
    """Add the colours of a layer; KML writes them as opacity, blue, green, red."""
    red, green, blue = (layer.colour[k : k + 2] for k in (1, 3, 5))
    style = ET.SubElement(document, "Style", {"id": f"style-{layer.key}"})
    line = ET.SubElement(style, "LineStyle")
    _say(line, "color", f"ff{blue}{green}{red}")
    _say(line, "width", "4" if layer.key == "facades" else "1.5")
    _say(ET.SubElement(style, "PolyStyle"), "color", f"80{blue}{green}{red}")


def _placemark(
    folder: ET.Element, layer: PlanLayer, label: str, shape: Any, record: dict[Any, Any], *, height_m: float
) -> None:
    mark = ET.SubElement(folder, "Placemark")
    _say(mark, "name", label)
    _say(mark, "styleUrl", f"#style-{layer.key}")
    data = ET.SubElement(mark, "ExtendedData")
    for key, value in record.items():
        if pd.isna(value) or value == "":
            continue
        _say(ET.SubElement(data, "Data", {"name": str(key)}), "value", _text(value))
    _shape(mark, shape, height_m)


def _shape(into: ET.Element, shape: Any, height_m: float) -> None:
    parts = list(shapely.get_parts(shape))
    if len(parts) > 1:
        into = ET.SubElement(into, "MultiGeometry")
    for part in parts:
        if isinstance(part, shapely.Point):
            point = ET.SubElement(into, "Point")
            if not math.isnan(height_m):
                _say(point, "altitudeMode", "relativeToGround")
            _say(point, "coordinates", _places(part, height_m))
        elif isinstance(part, shapely.Polygon):
            polygon = ET.SubElement(into, "Polygon")
            # Outer rings run counter-clockwise, holes clockwise.
            turned = orient(part)
            for ring, side in [(turned.exterior, "outer"), *((hole, "inner") for hole in turned.interiors)]:
                boundary = ET.SubElement(polygon, f"{side}BoundaryIs")
                _say(ET.SubElement(boundary, "LinearRing"), "coordinates", _places(ring))
        else:
            _say(ET.SubElement(into, "LineString"), "coordinates", _places(part))


def _places(shape: Any, height_m: float = math.nan) -> str:
    tail = "" if math.isnan(height_m) else f",{height_m:g}"
    places = np.round(shapely.get_coordinates(shape), _DECIMALS)
    return " ".join(f"{lon:.{_DECIMALS}f},{lat:.{_DECIMALS}f}{tail}" for lon, lat in places.tolist())


def _text(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _say(parent: ET.Element, tag: str, said: str) -> None:
    ET.SubElement(parent, tag).text = said.translate(_CONTROLS)
