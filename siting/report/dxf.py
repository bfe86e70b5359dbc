"""Writing DXF, release 12: lines, points and texts on layers, in metres of the scene's system.

Release 12 is what every drawing program reads. Texts outside ASCII are written as U+XXXX escapes, as the DXF
Reference has it for texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from siting.report.plan_layers import PlanLayer

# The nearest of AutoCAD's numbered colours: red, yellow, green, cyan, blue, magenta, grey.
_NUMBERED = {
    1: (255, 0, 0), 2: (255, 255, 0), 3: (0, 255, 0), 4: (0, 255, 255), 5: (0, 0, 255), 6: (255, 0, 255),
    8: (128, 128, 128), 9: (192, 192, 192), 30: (255, 127, 0), 140: (0, 191, 255), 170: (0, 0, 255),
}  # fmt: skip
_TEXT_M = 1.2
_ASCII = 128


def dxf_text(layers: Sequence[PlanLayer], *, mark: str) -> str:
    """Return layers as the text of one DXF file.

    Parameters
    ----------
    layers : sequence of siting.report.plan_layers.PlanLayer
    mark : str
        What is to be known of the file: that it is internal, in which system its coordinates are.
    """
    pairs: list[tuple[int, object]] = [(999, line) for line in mark.splitlines()]
    pairs += [(0, "SECTION"), (2, "HEADER"), (9, "$ACADVER"), (1, "AC1009")]
    for name, corner in zip(("$EXTMIN", "$EXTMAX"), _extent(layers), strict=True):
        pairs += [(9, name), (10, corner[0]), (20, corner[1]), (30, 0.0)]
    pairs += [(0, "ENDSEC"), *_tables(layers), (0, "SECTION"), (2, "ENTITIES")]
    for layer in layers:
        for label, shape in zip(layer.frame["label"], layer.frame.geometry, strict=True):
            pairs += _entities(_layer_name(layer), str(label), shape, labelled=layer.key in _LABELLED)
    pairs += [(0, "ENDSEC"), (0, "EOF")]
    return "".join(f"{code:3d}\r\n{_value(value)}\r\n" for code, value in pairs)


_LABELLED = ("cameras", "signs", "zones")


def _layer_name(layer: PlanLayer) -> str:
    """Return how a layer is called in the drawing; release 12 knows letters, digits, - and _ alone."""
    return f"SITING_{layer.key.upper()}"


def _extent(layers: Sequence[PlanLayer]) -> tuple[tuple[float, float], tuple[float, float]]:
    bounds = np.array([layer.frame.total_bounds for layer in layers]).reshape(-1, 4)
    if not len(bounds):
        return (0.0, 0.0), (0.0, 0.0)
    return tuple(bounds[:, :2].min(axis=0).tolist()), tuple(bounds[:, 2:].max(axis=0).tolist())


def _tables(layers: Sequence[PlanLayer]) -> Iterator[tuple[int, object]]:
    yield from ((0, "SECTION"), (2, "TABLES"), (0, "TABLE"), (2, "LTYPE"), (70, 1), (0, "LTYPE"))
    yield from ((2, "CONTINUOUS"), (70, 0), (3, "Solid line"), (72, 65), (73, 0), (40, 0.0), (0, "ENDTAB"))
    yield from ((0, "TABLE"), (2, "LAYER"), (70, len(layers) + 1))
    for name, colour in [("0", 7), *((_layer_name(layer), _numbered(layer.colour)) for layer in layers)]:
        yield from ((0, "LAYER"), (2, name), (70, 0), (62, colour), (6, "CONTINUOUS"))
    yield from ((0, "ENDTAB"), (0, "ENDSEC"))


def _numbered(colour: str) -> int:
    own = np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)])
    return min(_NUMBERED, key=lambda number: int(((own - np.array(_NUMBERED[number])) ** 2).sum()))


def _entities(layer: str, label: str, shape: Any, *, labelled: bool) -> Iterator[tuple[int, object]]:
    for part in shapely.get_parts(shape):
        if isinstance(part, shapely.Point):
            yield from ((0, "POINT"), (8, layer), (10, part.x), (20, part.y), (30, 0.0))
        elif isinstance(part, shapely.Polygon):
            for ring in (part.exterior, *part.interiors):
                yield from _polyline(layer, shapely.get_coordinates(ring)[:-1], closed=True)
        else:
            yield from _polyline(layer, shapely.get_coordinates(part), closed=False)
    if labelled:
        place = shape if isinstance(shape, shapely.Point) else shape.representative_point()
        yield from ((0, "TEXT"), (8, layer), (10, place.x + _TEXT_M / 2), (20, place.y + _TEXT_M / 2))
        yield from ((30, 0.0), (40, _TEXT_M), (1, label))


def _polyline(layer: str, places: Any, *, closed: bool) -> Iterator[tuple[int, object]]:
    yield from ((0, "POLYLINE"), (8, layer), (66, 1), (10, 0.0), (20, 0.0), (30, 0.0), (70, int(closed)))
    for x, y in places.tolist():
        yield from ((0, "VERTEX"), (8, layer), (10, x), (20, y), (30, 0.0))
    yield from ((0, "SEQEND"), (8, layer))


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4f}"
    # A line break in a name would end the value and begin another.
    text = "".join(sign if sign.isprintable() else " " for sign in str(value))
    return "".join(sign if ord(sign) < _ASCII else f"\\U+{ord(sign):04X}" for sign in text)
