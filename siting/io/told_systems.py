"""Which system the user names for which layer: one for all, or one by layer."""

from __future__ import annotations

import re

from siting.errors import UsageError
from siting.fields import LAYERS

_BY_LAYER = re.compile(r"\s*(\w+)\s*=\s*(.+)")


def told_system(text: str | None, layer: str) -> str | None:
    """Return the system that `text` names for a layer; None when it names none.

    Parameters
    ----------
    text : str or None
        One system for all layers, such as ``EPSG:4549``, or ``buildings=GCJ-02,EPSG:4326``: systems of single
        layers, and perhaps one for the others.
    layer : str
        The canonical layer; parts of buildings are buildings.

    Returns
    -------
    str or None

    Raises
    ------
    UsageError
        When a part names a layer that there is none of.

    Examples
    --------
    >>> told_system("buildings=GCJ-02,EPSG:4326", "buildings"), told_system("EPSG:4549", "signs")
    ('GCJ-02', 'EPSG:4549')
    """
    parts = [] if text is None else text.split(",")
    if not any(map(_BY_LAYER.fullmatch, parts)):
        return text
    others: str | None = None
    told: dict[str, str] = {}
    for part in parts:
        match = _BY_LAYER.fullmatch(part)
        if match is None:
            others = part.strip()
        elif match[1] in LAYERS:
            told[match[1]] = match[2].strip()
        else:
            raise UsageError(f"crs: found a layer {match[1]!r}; allowed " + ", ".join(LAYERS))
    return told.get("buildings" if layer == "building_parts" else layer, others)
