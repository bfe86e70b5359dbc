"""The profile that fills what no source of a camera gives (`--defaults FILE`)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.io.door import Columns, missing, read_columns
from siting.io.doubtful_heights import HIGHEST_M, high_remedy, is_doubtful
from siting.io.raw import RawLayer

if TYPE_CHECKING:
    from collections.abc import Iterable

_NOT_BY_PROFILE = ("id", "consent_ref", "consent_date", "gb28181_id")
_LINES, _ONE_A_LINE = "lines such as hfov_deg: 90", "Write a field and its value in each line, in UTF-8."
_OPTICS = ("hfov_deg", "focal_length_mm", "sensor_width_mm")


def read_defaults(source: Mapping[str, object] | str | Path | None) -> dict[str, Any]:
    """Return camera field -> value of a profile.

    Parameters
    ----------
    source : mapping, path or None
        The profile itself, or a YAML or JSON file that holds it, such as ``hfov_deg: 90``.

    Returns
    -------
    dict
        Canonical values; empty for None.

    Raises
    ------
    InputError
        When it is no mapping, or names a field that no camera has, or a value outside its limits.
    """
    if source is None:
        return {}
    name = "defaults"
    if isinstance(source, (str, Path)):
        name, source = Path(source).name, _loaded(Path(source))
    allowed = [field.name for field in LAYERS["cameras"].fields if field.name not in _NOT_BY_PROFILE]
    faults = [
        Fault(name, str(key), "a field that no camera has", "one of " + ", ".join(allowed), "Call it so.")
        for key in source
        if key not in allowed
    ]
    given = {key: value for key, value in source.items() if key in allowed}
    frame = pd.DataFrame({key: [value] for key, value in given.items()}, dtype=object)
    columns = read_columns(RawLayer(layer="cameras", file=name, frame=frame), "cameras")
    for _, field, cell, why in columns.problems:
        told = f"{LAYERS['cameras'].field(field).allowed()} ({why})"
        faults.append(Fault(name, field, repr(cell), told, "Put the value right, or leave the line out."))
    height_m = columns.values["height_m"][0] if "height_m" in given else 0.0
    if is_doubtful(given.get("height_m"), height_m):
        found = f"{given['height_m']!r} for all cameras"
        faults.append(Fault(name, "height_m", found, f"up to {HIGHEST_M:g} m", high_remedy(height_m)))
    if faults:
        raise InputError(faults)
    return {key: columns.values[key][0] for key in given if not missing(columns.values[key][0])}


def apply_defaults(columns: Columns, profile: Mapping[str, Any], count: int) -> list[tuple[str, ...]]:
    """Fill the empty camera fields from a profile; return, for each camera, the fields it filled.

    Parameters
    ----------
    columns : Columns
        The cameras' columns; empty cells are filled in place, as reading does.
    profile : mapping
        Canonical field -> value.
    count : int
        Number of cameras.

    Returns
    -------
    list of tuple of str
    """
    assumed: list[list[str]] = [[] for _ in range(count)]
    hfov, focal, sensor = (~missing(columns.values[name]) for name in _OPTICS)
    has_optics = hfov | (focal & sensor)
    for name, value in profile.items():
        cells = columns.values[name]
        take = missing(cells)
        if name in _OPTICS:
            take &= ~has_optics
        if name == "azimuth_deg":
            # A head that turns is judged by all that it can reach: an aim that is assumed adds nothing.
            take &= (columns.values["kind"] != "panoramic") & (columns.values["kind"] != "ptz")
        cells[take] = value
        for position in _positions(take):
            assumed[position].append(name)
    return [tuple(each) for each in assumed]


def _positions(flags: Iterable[object]) -> list[int]:
    return [position for position, flag in enumerate(flags) if flag]


def _loaded(path: Path) -> Mapping[str, object]:
    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as problem:
        raise InputError(
            [Fault(path.name, "", "no such file", "a profile in YAML or JSON", "Check the path.")]
        ) from problem
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as problem:
        raise InputError([Fault(path.name, "", "no YAML or JSON", _LINES, _ONE_A_LINE)]) from problem
    if not isinstance(loaded, Mapping):
        raise InputError([Fault(path.name, "", "no fields", _LINES, _ONE_A_LINE)])
    return {str(key): value for key, value in loaded.items()}
