"""Styles of layers as QGIS reads them: QML in the table `layer_styles` of a GeoPackage."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.report.plan_layers import PlanLayer

TABLE = "layer_styles"
"""Where QGIS looks for the styles of a GeoPackage's layers."""
_SYMBOLS = {
    "Point": ("marker", "SimpleMarker"),
    "Line": ("line", "SimpleLine"),
    "Polygon": ("fill", "SimpleFill"),
}


def styles_of(layers: Sequence[PlanLayer]) -> pd.DataFrame:
    """Return the table of styles, one row a layer, each the default of its layer.

    Parameters
    ----------
    layers : sequence of siting.report.plan_layers.PlanLayer
        Named in the GeoPackage by their keys.
    """
    rows = [
        {
            "f_table_catalog": "",
            "f_table_schema": "",
            "f_table_name": layer.key,
            "f_geometry_column": "geom",
            "styleName": layer.name,
            "styleQML": qml_of(layer),
            "styleSLD": "",
            "useAsDefault": True,
            "description": layer.name,
            "owner": "",
            "ui": "",
        }
        for layer in layers
    ]
    return pd.DataFrame(rows)


def qml_of(layer: PlanLayer) -> str:
    """Return the style of a layer: one symbol in its colour, cameras and signs with their names.

    Parameters
    ----------
    layer : siting.report.plan_layers.PlanLayer
    """
    shape = next((name for name in _SYMBOLS if name in layer.frame.geometry.geom_type.iloc[0]), "Polygon")
    kind, simple = _SYMBOLS[shape]
    root = ET.Element(
        "qgis", {"version": "3.22", "styleCategories": "Symbology|Labeling", "labelsEnabled": "0"}
    )
    renderer = ET.SubElement(root, "renderer-v2", {"type": "singleSymbol", "forceraster": "0"})
    symbols = ET.SubElement(renderer, "symbols")
    symbol = ET.SubElement(symbols, "symbol", {"type": kind, "name": "0", "alpha": "1"})
    drawn = ET.SubElement(symbol, "layer", {"class": simple, "enabled": "1", "pass": "0"})
    options = ET.SubElement(drawn, "Option", {"type": "Map"})
    for name, value in _look(layer, shape).items():
        ET.SubElement(options, "Option", {"name": name, "value": value, "type": "QString"})
        ET.SubElement(drawn, "prop", {"k": name, "v": value})
    if layer.key in ("cameras", "signs"):
        root.set("labelsEnabled", "1")
        labeling = ET.SubElement(root, "labeling", {"type": "simple"})
        settings = ET.SubElement(labeling, "settings", {"calloutType": "simple"})
        ET.SubElement(settings, "text-style", {"fieldName": "label", "fontSize": "8", "isExpression": "0"})
        ET.SubElement(settings, "placement", {"placement": "1", "dist": "1"})
    return ET.tostring(root, encoding="unicode")


def _look(layer: PlanLayer, shape: str) -> dict[str, str]:
    red, green, blue = (int(layer.colour[k : k + 2], 16) for k in (1, 3, 5))
    whole, pale = f"{red},{green},{blue},255", f"{red},{green},{blue},128"
    if shape == "Point":
        return {"name": "circle", "color": whole, "outline_color": "255,255,255,255", "size": "3"}
    if shape == "Line":
        return {"line_color": whole, "line_width": "1.2", "line_style": "solid"}
    return {"color": pale, "outline_color": whole, "outline_width": "0.2", "style": "solid"}
