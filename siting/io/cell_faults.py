"""Faults of the cells of a layer: what cannot be read, what is missing, what a column's unit is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from siting.errors import Fault
from siting.fields import LAYERS
from siting.io.aliases import names_told
from siting.io.column_units import units_told
from siting.io.door import READ_BESIDE, missing
from siting.io.height_words import is_beyond, too_high_remedy
from siting.io.quantities import unit_of

if TYPE_CHECKING:
    from siting.fields import Field
    from siting.io.door import Columns
    from siting.io.raw import RawLayer

_FILL_IN = "Fill it in."


def faults_of(raw: RawLayer, columns: Columns, layer: str) -> list[Fault]:
    """Return a fault for every cell that could not be read, and for every required one that is empty."""
    known = {each.name: each for each in LAYERS[layer].fields}
    out = unit_faults(raw, columns)
    # Of a column in a foreign unit no cell is at fault.
    foreign = {name for name, _, _ in columns.foreign}
    for position, name, cell, why in columns.problems:
        if name not in foreign:
            own, must = _column_of(raw, columns, name, position, cell), known[name].required
            allowed = f"{known[name].allowed()} ({why})"
            remedy = _remedy(known[name], columns.units.get(own), must=must)
            if name == "height_m" and columns.factor(own) == 1 and is_beyond(cell, known[name]):
                remedy = too_high_remedy()
            out.append(Fault(raw.file, name, repr(cell), allowed, remedy, raw.row(position), own))
    unread = {(position, name) for position, name, _, _ in columns.problems}
    for each in LAYERS[layer].fields:
        if not each.required or (layer == "cameras" and each.name != "id") or each.name in foreign:
            continue
        if each.name not in columns.sources and each.name not in dict(raw.preset) and len(raw.frame):
            out.append(_no_column(raw, layer, each))
            continue
        own = columns.called(each.name)
        for position in map(int, np.flatnonzero(missing(columns.values[each.name]))):
            if (position, each.name) not in unread:
                out.append(
                    Fault(raw.file, each.name, "nothing", each.allowed(), _FILL_IN, raw.row(position), own)
                )
    return out


def unit_faults(raw: RawLayer, columns: Columns) -> list[Fault]:
    """Return a fault for every column whose name bears a unit that is not understood for its field."""
    return [
        Fault(
            raw.file,
            name,
            f"a unit, or a remark, {unit!r} that is not understood",
            f"{units_told(name)} (or no brackets, for {unit_of(name) or 'a plain number'})",
            f"Turn the values into one of these units and name it, such as {name}.",
            column=column,
        )
        for name, column, unit in columns.foreign
    ]


def span_faults(raw: RawLayer, columns: Columns) -> list[Fault]:
    """Return a fault for every row with its top at or below its base: nothing would lie in it, or hide."""
    if not {"base_m", "top_m"} <= {*columns.values}:
        return []
    base, top = columns.values["base_m"], columns.values["top_m"]
    remedy = "Exchange the two, or leave out what is not known."
    return [
        Fault(
            raw.file,
            "base_m, top_m",
            f"base_m {base[position]:g} and top_m {top[position]:g}",
            "base_m below top_m",
            remedy,
            row=raw.row(position),
        )
        for position in map(int, np.flatnonzero(base >= top))
    ]


def _no_column(raw: RawLayer, layer: str, each: Field) -> Fault:
    names = names_told(layer, each.name)
    held = ", ".join(str(name) for name in raw.frame.columns if name != "geometry") or "none"
    return Fault(
        raw.file,
        each.name,
        f"no such column (columns: {held})",
        each.allowed(),
        f"Add it, or name it one of {names}.",
    )


def _column_of(raw: RawLayer, columns: Columns, name: str, position: int, cell: str) -> str:
    """Return the column of a field in which a cell stands."""
    beside = columns.sources.get(READ_BESIDE.get(name, ""), [])
    held = [*columns.sources.get(name, []), *beside]
    return next((each for each in held if str(raw.frame[each].iloc[position]) == cell), columns.called(name))


def _remedy(each: Field, told: tuple[str, float] | None, *, must: bool) -> str:
    unit = unit_of(each.name)
    within = f", in {unit}" if unit else ""
    if told:
        within = f", in {told[0]} as the name of the column says (the limits are in {unit})"
    # An empty kind counts as fixed: of a camera that turns that would hide homes.
    if must or each.name == "kind":
        return f"Put the value right{within}."
    return f"Put the value right{within}, or leave the cell empty."
