"""The door: cells of a raw frame become canonical values, or are told."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from siting.fields import LAYERS, Field
from siting.io.aliases import canonical_value, fold
from siting.io.column_names import matched
from siting.io.column_units import unit_and_factor
from siting.io.days import day_in
from siting.io.directions import read_directions
from siting.io.quantities import is_nothing, read_numbers
from siting.words import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

    Cells = NDArray[Any]

_AZIMUTHS = ("azimuth_deg", "facing_deg")
CONFLICT = "columns in conflict"
"""Field of the ledger's row that names a column which contradicts another of the same field."""

_ROUNDING_RATIO = 1e-9
_NONE, _NO = "none", "no"
# A text of so many letters is none of the words for nothing.
_LONG = 8
# What a camera has or has not; to any other flag, 无 is no answer.
_HAS = "has_"
READ_BESIDE = {"image_width_px": "resolution", "sensor_width_mm": "sensor_format"}
"""What a field may be read from beside columns of its own."""


@dataclass
class Columns:
    """A layer in canonical columns, with what could not be read and how odd cells were read.

    `doubtful` holds columns cut so short that they may be of several fields;
    `problems` and `remarks` hold (position, field, cell, why or how); `conflicts` (position, field, cell,
    column), where a further column of a field says something else than the one that was taken.
    `units` holds by column the unit that its name bears and the factor to the field's own, where that is not
    1; `foreign` (field, column, unit) where the unit is not understood.
    """

    values: dict[str, Cells]
    sources: dict[str, list[str]]
    doubtful: dict[str, list[str]] = field(default_factory=dict)
    problems: list[tuple[int, str, str, str]] = field(default_factory=list)
    remarks: list[tuple[int, str, str, str]] = field(default_factory=list)
    conflicts: list[tuple[int, str, str, str]] = field(default_factory=list)
    units: dict[str, tuple[str, float]] = field(default_factory=dict)
    foreign: list[tuple[str, str, str]] = field(default_factory=list)

    def factor(self, column: str) -> float:
        """Return the factor of the unit that a column's name bears to that of its field."""
        return self.units[column][1] if column in self.units else 1.0

    def called(self, name: str) -> str:
        """Return the first column that a field is read from; empty when there is none."""
        return next(iter(self.sources.get(name) or self.sources.get(READ_BESIDE.get(name, ""), [])), "")


def read_columns(raw: RawLayer, layer: str, *, skip: tuple[str, ...] = ()) -> Columns:
    """Return the canonical columns of a raw layer.

    Parameters
    ----------
    raw : RawLayer
        The layer as read.
    layer : str
        Its canonical name, which gives the fields.
    skip : tuple of str
        Fields that the caller reads in its own way; they come out empty.

    Returns
    -------
    Columns
        Numbers as float (NaN where missing), all else as object (None where missing).
    """
    count = len(raw.frame)
    matches = matched(raw, layer)
    out = Columns({}, matches.sources, matches.doubtful)
    for known in LAYERS[layer].fields:
        more = raw.words.get(known.name, ()) if known.open_choice else ()
        each = replace(known, choices=(*known.choices, *more)) if more else known
        empty = np.full(count, np.nan) if _is_number(each) else np.full(count, None, dtype=object)
        out.values[each.name] = empty
        if _is_number(each):
            _weigh(out, each)
        if each.name not in skip:
            for name in out.sources.get(each.name, []):
                _fill(out, raw.frame[name], layer, each, name)
    for name, value in raw.preset:
        cells = out.values[name]
        cells[[cell is None for cell in cells]] = value
    # Two columns of a field may say the same nonsense: the first is told.
    first: dict[tuple[int, str], tuple[int, str, str, str]] = {}
    for position, name, cell, why in out.problems:
        if missing(out.values[name][position]):
            first.setdefault((position, name), (position, name, cell, why))
    out.problems = [*first.values()]
    return out


def missing(cells: Any) -> NDArray[np.bool_]:
    """Return where canonical cells are empty (None or NaN)."""
    return np.asarray(pd.isna(cells))


def frame_of(values: dict[str, Cells]) -> pd.DataFrame:
    """Return canonical cells as a table: numbers as float, all else as object with None where missing."""
    rows = pd.RangeIndex(len(next(iter(values.values()), ())))
    columns = {name: pd.Series(cells, rows, dtype=cells.dtype) for name, cells in values.items()}
    return pd.DataFrame(columns, index=rows)


def tell(ledger: Ledger, layer: str, columns: Columns, ids: Cells) -> None:
    """Add how odd cells were read to the ledger, as repairs."""
    for position, name, cell, how in columns.remarks:
        ledger.repaired(layer, position, str(ids[position]), field=name, found=cell, done=how)
    for position, name, cell, column in columns.conflicts:
        found = f"{cell} in {column}"
        done = f"not used: a column that comes first says {columns.values[name][position]}"
        ledger.note(layer, row_id=str(ids[position]), field=name, found=found, done=done)
    for name, column in dict.fromkeys((name, column) for _, name, _, column in columns.conflicts):
        count = sum((name, column) == (field, other) for _, field, _, other in columns.conflicts)
        taken = columns.sources[name][0]
        found = f"{column} says otherwise than {taken} for {name} in {counted(count, 'row')}"
        ledger.note(layer, field=CONFLICT, found=found, done=f"{taken} taken")


def drop_unread(ledger: Ledger, layer: str, columns: Columns, ids: Cells) -> None:
    """Add cells that could not be read to the ledger, as repairs: they count as not given."""
    for position, name, cell, why in columns.problems:
        done = f"{why}; treated as not given"
        ledger.repaired(layer, position, str(ids[position]), field=name, found=cell, done=done)


def texts(column: pd.Series) -> Cells:
    """Return cells as text without a trailing ``.0``; None where empty."""
    if pd.api.types.is_integer_dtype(column.dtype) and not column.hasnans:
        return column.astype(str).to_numpy(dtype=object)
    codes, cells = pd.factorize(column.to_numpy(dtype=object))
    words = np.array([*map(_text, cells), None], dtype=object)
    return np.asarray(words[codes])


def _text(cell: object) -> str | None:
    if isinstance(cell, str):
        text = cell.strip()
        if len(text) >= _LONG:
            return text
    if is_nothing(cell):
        return None
    if isinstance(cell, (float, np.floating)) and float(cell).is_integer():
        return str(int(cell))
    return str(cell).strip()


def _is_number(each: Field) -> bool:
    return each.kind in ("number", "integer")


def _weigh(out: Columns, each: Field) -> None:
    """Note the unit that the name of each column of a field bears, where it is not the field's own."""
    for name in out.sources.get(each.name, []):
        try:
            unit, factor = unit_and_factor(name, each.name)
        except ValueError as problem:
            out.foreign.append((each.name, name, str(problem)))
            continue
        if factor != 1:
            out.units[name] = unit, factor


def _fill(out: Columns, column: pd.Series, layer: str, each: Field, name: str) -> None:
    """Fill the empty cells of a field from one column."""
    cells = out.values[each.name]
    open_cells = missing(cells)
    if each.name in _AZIMUTHS:
        values, remarks, problems = _azimuths(column, out.factor(name))
    elif _is_number(each):
        values, remarks, problems = read_numbers(column, each, out.factor(name))
    else:
        values, remarks, problems = _words(column, layer, each)
    take = open_cells & ~missing(values)
    cells[take] = values[take]
    found = column.to_numpy(dtype=object)
    if each.kind != "text":
        other = np.flatnonzero(~open_cells & ~missing(values))
        out.conflicts += [
            (int(p), each.name, str(found[p]), name) for p in other if _differ(values[p], cells[p])
        ]
    out.problems += [(p, each.name, str(found[p]), why) for p, why in problems.items() if open_cells[p]]
    out.remarks += [(p, each.name, str(found[p]), how) for p, how in remarks.items() if take[p]]


def _differ(one: object, other: object) -> bool:
    """Return whether two values of a field differ, numbers by more than what turning units rounds."""
    if isinstance(one, float) and isinstance(other, float):
        return not math.isclose(one, other, rel_tol=_ROUNDING_RATIO)
    return one != other


def _azimuths(column: pd.Series, factor: float) -> tuple[Cells, dict[int, str], dict[int, str]]:
    values = np.full(len(column), np.nan)
    remarks: dict[int, str] = {}
    problems: dict[int, str] = {}
    for position, cell in enumerate(column.to_numpy(dtype=object)):
        if is_nothing(cell):
            continue
        try:
            directions = read_directions(cell, factor)
        except ValueError as problem:
            problems[position] = str(problem)
            continue
        if len(directions) > 1:
            problems[position] = "several directions"
        else:
            values[position] = directions[0].azimuth_deg
            if directions[0].remark:
                remarks[position] = directions[0].remark
    return values, remarks, problems


def _words(column: pd.Series, layer: str, each: Field) -> tuple[Cells, dict[int, str], dict[int, str]]:
    values = texts(column)
    problems: dict[int, str] = {}
    if each.kind == "text":
        return values, {}, problems
    if _NONE in each.choices:
        _keep(values, column, f"{layer}.{each.name}", _NONE)
    if each.kind == "flag" and each.name.startswith(_HAS):
        _keep(values, column, "flag", _NO)
    meanings: dict[str, str | None] = {}
    for position in np.flatnonzero(~missing(values)):
        text = str(values[position])
        if text not in meanings:
            meanings[text] = _meaning(text, layer, each)
        values[position] = meanings[text]
        if meanings[text] is None:
            problems[int(position)] = "not understood"
    return values, {}, problems


def _keep(values: Cells, column: pd.Series, key: str, meaning: str) -> None:
    """Fill in what a word for nothing means where it is an answer, not the want of one: audio 无."""
    cells = column.to_numpy(dtype=object)
    for position in np.flatnonzero(missing(values)):
        if isinstance(cells[position], str) and canonical_value(key, cells[position]) == meaning:
            values[position] = meaning


def _meaning(text: str, layer: str, each: Field) -> str | None:
    """Return the canonical value of a choice, flag or date; None when it has none."""
    if each.kind == "date":
        return day_in(text)
    if text in each.choices:
        return text
    key = "flag" if each.kind == "flag" else f"{layer}.{each.name}"
    found = canonical_value(key, text)
    found = found or next((choice for choice in each.choices if fold(choice) == fold(text)), None)
    # A pack may know further regimes and place classes; what stands there is kept for it.
    return text if found is None and each.open_choice and layer == "cameras" else found
