"""Writing the answer to a what-if: one folder, all of it or nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from siting.io.formats import findings_csv
from siting.io.write import FolderKind, put_folder, refuse_foreign_folder, write_geopackage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

LAYERS, DOCUMENT, HOMES = "whatif.gpkg", "whatif.json", "homes.csv"
_BESIDE = tuple(f"{LAYERS}{ending}" for ending in ("-wal", "-shm", "-journal"))
WHATIF = FolderKind("an answer to a what-if", (LAYERS, DOCUMENT, HOMES, *_BESIDE), DOCUMENT)
"""What a folder may hold to be replaced by the answer to a what-if."""


def write_whatif(
    directory: str | Path, document: Mapping[str, Any], *, layers: Mapping[str, gpd.GeoDataFrame]
) -> Path:
    """Return the folder, once everything stands in it; on any fault what stood there stays as it was.

    Parameters
    ----------
    directory : str or pathlib.Path
        New, empty, or holding an answer to a what-if, which is replaced.
    document : mapping
        What JSON can carry.
    layers : mapping of str to GeoDataFrame
        Layers of the GeoPackage; ``homes`` also becomes the CSV.

    Raises
    ------
    OutputError
        When the folder holds something else, or cannot be written.
    """

    def fill(fresh: Path) -> None:
        write_geopackage(fresh / LAYERS, layers)
        text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
        (fresh / DOCUMENT).write_text(text + "\n", encoding="utf-8", newline="\n")
        # Excel in China takes a file without a byte order mark for GBK.
        (fresh / HOMES).write_text(findings_csv(layers["homes"]), encoding="utf-8-sig", newline="")

    refuse_foreign_folder(directory, kind=WHATIF)
    return put_folder(directory, fill)
