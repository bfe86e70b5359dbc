"""Cameras of which the plan does not say whether they turn: taken as fixed, and said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from siting.io.aliases import names_told
from siting.io.door import missing
from siting.words import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.io.door import Columns
    from siting.io.ledger import Ledger

_AS_FIXED = "taken as fixed: that it sees no home stays undecided, for one that turns may"
_ALL_AS_FIXED = "taken as fixed: that one sees no home stays undecided, for one that turns may"


def note_kinds(ledger: Ledger, columns: Columns, ids: NDArray[np.object_]) -> None:
    """Add to the ledger which cameras have no kind: row by row, or in one note where no column tells any.

    Parameters
    ----------
    ledger : Ledger
    columns : Columns
        The cameras' columns; their kinds are read, and filled from a profile.
    ids : object array
        Of the cameras.
    """
    gone = np.flatnonzero(missing(columns.values["kind"]))
    remedy = "fixed, ptz, panoramic or multi"
    if len(gone) and not columns.called("kind"):
        found = f"no such column: the kind of {counted(len(gone), 'camera')} is not told"
        done = f"{_ALL_AS_FIXED}; add a column called one of {names_told('cameras', 'kind')}: {remedy}"
        ledger.note("cameras", field="kind", found=found, done=done)
        return
    for position in map(int, gone):
        done = f"{_AS_FIXED}; say {remedy}"
        ledger.note("cameras", row_id=str(ids[position]), field="kind", found="nothing", done=done)
