"""GeoPandas alone: reads the plan and writes the layers and the table that a check wrote.

``python -m benchmarks.peers.geopandas_files PLAN WRITTEN OUT`` prints on standard error the seconds that it
took to fetch what it writes, which are not its own.
"""

from __future__ import annotations

import pickle
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pyogrio

if TYPE_CHECKING:
    import pandas as pd


def keep_written(assessment: Path, kept: Path) -> None:
    """Return nothing; keep the layers of an assessment where the peer fetches them.

    Parameters
    ----------
    assessment : pathlib.Path
        A folder that a check wrote.
    kept : pathlib.Path
    """
    file = assessment / "assessment.gpkg"
    layers = {str(name): pyogrio.read_dataframe(file, layer=name) for name, _ in pyogrio.list_layers(file)}
    kept.write_bytes(pickle.dumps(layers))


def read_plan(plan: Path) -> list[pd.DataFrame]:
    """Return buildings and cameras of a GeoPackage, or of a folder of GeoParquet files."""
    if plan.is_dir():
        return [gpd.read_parquet(plan / f"{name}.parquet") for name in ("buildings", "cameras")]
    return [gpd.read_file(plan, layer=name) for name in ("buildings", "cameras")]


def main() -> None:
    """Return nothing; read, fetch, write."""
    plan, kept, out = map(Path, sys.argv[1:])
    read_plan(plan)
    start = time.perf_counter()
    layers = pickle.loads(kept.read_bytes())
    sys.stderr.write(f"{time.perf_counter() - start:.3f}")
    out.mkdir(parents=True, exist_ok=True)
    file = out / "assessment.gpkg"
    file.unlink(missing_ok=True)
    for name, frame in layers.items():
        pyogrio.write_dataframe(frame, file, layer=name, driver="GPKG", append=file.exists())
    findings = layers["findings"]
    findings.drop(columns="geometry").to_csv(out / "findings.csv", index=False)


if __name__ == "__main__":
    main()
