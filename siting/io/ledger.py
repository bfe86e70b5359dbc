"""The ledger: one row for every repair, rejection and note, and the sums that must add up."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from siting.model import LEDGER_COLUMNS
from siting.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

_SUMS = re.compile(r"used (\d+), repaired (\d+), rejected (\d+)(?:, beyond reach (\d+))?")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger, before the rows get their numbers."""

    layer: str
    id: str
    field: str
    found: str
    done: str
    outcome: str


@dataclass
class Ledger:
    """Rows of the ledger as reading gathers them; the one thing in `io` that grows.

    Every row of an input is used, repaired or rejected: `close` counts them by row number.
    """

    entries: list[Entry] = field(default_factory=list)
    _touched: dict[str, dict[str, set[int]]] = field(default_factory=dict)

    def note(self, layer: str, *, found: str, done: str, field: str = "", row_id: str = "") -> None:
        """Add a remark that changes no count."""
        self.entries.append(Entry(layer, row_id, field, found, done, "note"))

    def repaired(self, layer: str, row: int, row_id: str, *, field: str, found: str, done: str) -> None:
        """Add one repair of input row number `row` (0-based)."""
        self._add(layer, row, Entry(layer, row_id, field, found, done, "repaired"))

    def rejected(self, layer: str, row: int, row_id: str, *, field: str, found: str, done: str) -> None:
        """Add the rejection of input row number `row` (0-based)."""
        self._add(layer, row, Entry(layer, row_id, field, found, done, "rejected"))

    def leave_out(
        self, layer: str, row_count: int, left_out: Iterable[tuple[str, str, str]], *, field: str
    ) -> None:
        """Add the rejections (row, found, done) of rows that never were among the `row_count` read ones."""
        for number, (name, found, done) in enumerate(left_out):
            self.rejected(layer, row_count + number, name, field=field, found=found, done=done)

    def rejected_rows(self, layer: str) -> frozenset[int]:
        """Return the numbers of the rows of a layer rejected so far."""
        return frozenset(self._touched.get(layer, {}).get("rejected", set()))

    def close(self, layer: str, row_count: int, *, beyond_count: int = 0) -> None:
        """Add the row of sums of a layer of which `row_count` rows came in, some of them not read."""
        touched = self._touched.get(layer, {})
        rejected = touched.get("rejected", set())
        repaired = touched.get("repaired", set()) - rejected
        used = row_count - len(rejected) - len(repaired) - beyond_count
        done = f"used {used}, repaired {len(repaired)}, rejected {len(rejected)}"
        done += f", beyond reach {beyond_count}" if beyond_count else ""
        self.entries.append(Entry(layer, "*", "rows", counted(row_count, "row"), done, "note"))

    def frame(self) -> pd.DataFrame:
        """Return the ledger as a table with the columns `LEDGER_COLUMNS`."""
        rows = [[getattr(entry, name) for name in LEDGER_COLUMNS] for entry in self.entries]
        return pd.DataFrame(rows, columns=list(LEDGER_COLUMNS), dtype=object)

    def _add(self, layer: str, row: int, entry: Entry) -> None:
        self._touched.setdefault(layer, {}).setdefault(entry.outcome, set()).add(row)
        self.entries.append(entry)


def ledger_counts(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of each layer of a ledger.

    Parameters
    ----------
    ledger : pandas.DataFrame
        A scene's ledger.

    Returns
    -------
    pandas.DataFrame
        Columns ``layer, rows, used, repaired, rejected``, one row a layer. Rows beyond reach
        (`rows_beyond_reach`) are none of the three.
    """
    sums = ledger[(ledger["id"] == "*") & (ledger["field"] == "rows")]
    rows = [
        (layer, int(str(found).split()[0]), *_sums(str(done))[:3])
        for layer, found, done in zip(sums["layer"], sums["found"], sums["done"], strict=True)
    ]
    return pd.DataFrame(rows, columns=["layer", "rows", "used", "repaired", "rejected"])


def rows_beyond_reach(ledger: pd.DataFrame) -> dict[str, int]:
    """Return by layer how many rows were not read, being beyond the reach of what asks about them.

    Parameters
    ----------
    ledger : pandas.DataFrame
        A scene's ledger.
    """
    sums = ledger[(ledger["id"] == "*") & (ledger["field"] == "rows")]
    return {str(layer): _sums(str(done))[3] for layer, done in zip(sums["layer"], sums["done"], strict=True)}


def shortened(values: Iterable[object], *, most: int = 8) -> str:
    """Return values for a message: the first few, and how many more there are."""
    texts = [str(value) for value in values]
    more = len(texts) - most
    return ", ".join(texts[:most]) + (f" and {more} more" if more > 0 else "")


def _sums(done: str) -> tuple[int, ...]:
    match = _SUMS.search(done)
    if match is None:
        raise ValueError(f"not a row of sums: {done!r}")
    return tuple(int(count or 0) for count in match.groups())
