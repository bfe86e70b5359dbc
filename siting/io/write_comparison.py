"""Writing a comparison of two plans: one folder, all of it or nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from siting.io.formats import findings_csv
from siting.io.write import FolderKind, put_folder, refuse_foreign_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

DOCUMENT, CHANGES, CHANGE_FILING = "diff.json", "changes.csv", "change_filing.csv"
COMPARISON = FolderKind("a comparison", (DOCUMENT, CHANGES, CHANGE_FILING), DOCUMENT)
"""What a folder may hold to be replaced by a comparison."""


def write_comparison(
    directory: str | Path,
    document: Mapping[str, Any],
    *,
    changes: pd.DataFrame,
    change_filing: pd.DataFrame,
) -> Path:
    """Return the folder, once everything stands in it; on any fault what stood there stays as it was.

    Parameters
    ----------
    directory : str or pathlib.Path
        New, empty, or holding a comparison, which is replaced.
    document : mapping
        What JSON can carry.
    changes, change_filing : pandas.DataFrame

    Raises
    ------
    OutputError
        When the folder holds something else, or cannot be written.
    """

    def fill(fresh: Path) -> None:
        text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
        (fresh / DOCUMENT).write_text(text + "\n", encoding="utf-8", newline="\n")
        for name, frame in ((CHANGES, changes), (CHANGE_FILING, change_filing)):
            # Excel in China takes a file without a byte order mark for GBK.
            (fresh / name).write_text(findings_csv(frame), encoding="utf-8-sig", newline="")

    refuse_foreign_folder(directory, kind=COMPARISON)
    return put_folder(directory, fill)
