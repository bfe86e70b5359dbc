"""Plans for other programs: KML, DXF, a workbook, a GeoPackage with styles; all of a file or nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from siting.errors import OutputError, UsageError
from siting.io.write import write_geopackage
from siting.report.dxf import dxf_text
from siting.report.kml import kml_text
from siting.report.plan_layers import plan_layers
from siting.report.styles import TABLE, styles_of
from siting.report.workbook import homes_of, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from siting.assess import Assessment


def export_plan(assessment: Assessment, path: str | Path, *, lang: str = "en") -> Path:
    """Return the file that an assessment was written to, in the form that its ending names.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    path : str or pathlib.Path
        Ends in .kml, .dxf, .xlsx or .gpkg; a file that exists is replaced.
    lang : {'en', 'zh'}
        Of the names of layers; a workbook has both languages.

    Raises
    ------
    UsageError
        When the ending is another.
    OutputError
        When the file cannot be written.
    """
    ending = Path(path).suffix.lower()
    if ending == ".xlsx":
        return export_xlsx(assessment, path)
    exports = {".kml": export_kml, ".dxf": export_dxf, ".gpkg": export_gpkg}
    if ending not in exports:
        raise UsageError(f"{Path(path).name}: found {ending or 'no ending'}; allowed {', '.join(ENDINGS)}")
    return exports[ending](assessment, path, lang=lang)


ENDINGS = (".kml", ".dxf", ".xlsx", ".gpkg")
"""Endings of the files that `export_plan` writes."""


def export_kml(assessment: Assessment, path: str | Path, *, lang: str = "en") -> Path:
    """Return the KML file that an assessment was written to: a folder a layer, WGS 84.

    Parameters
    ----------
    assessment, path, lang
        As in `export_plan`.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    layers = plan_layers(assessment, lang=lang)
    text = kml_text(layers, name=assessment.scene.name, mark=_mark(assessment, lang))
    return _written(path, lambda fresh: fresh.write_text(text, encoding="utf-8", newline="\n"))


def export_dxf(assessment: Assessment, path: str | Path, *, lang: str = "en") -> Path:
    """Return the DXF file that an assessment was written to, in metres of the scene's system.

    Parameters
    ----------
    assessment, path, lang
        As in `export_plan`; layers have the same names in every language.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    mark = f"{_mark(assessment, lang)}\n{assessment.summary['crs']}"
    text = dxf_text(plan_layers(assessment, lang=lang), mark=mark)
    return _written(path, lambda fresh: fresh.write_text(text, encoding="ascii", newline=""))


def export_xlsx(assessment: Assessment, path: str | Path) -> Path:
    """Return the workbook that an assessment was written to: cameras, findings, homes in view, ledger.

    Parameters
    ----------
    assessment, path
        As in `export_plan`.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    return _written(path, lambda fresh: write_workbook(assessment, fresh))


def export_gpkg(assessment: Assessment, path: str | Path, *, lang: str = "en") -> Path:
    """Return the GeoPackage that an assessment was written to, with styles that QGIS takes up by itself.

    Parameters
    ----------
    assessment, path, lang
        As in `export_plan`.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    layers = plan_layers(assessment, lang=lang)
    tables: dict[str, pd.DataFrame] = {layer.key: layer.frame for layer in layers}
    tables |= {"homes_in_view": homes_of(assessment), "ledger": assessment.ledger, TABLE: styles_of(layers)}
    mark = _mark(assessment, lang)
    return _written(path, lambda fresh: write_geopackage(fresh, tables, description=mark))


def _mark(assessment: Assessment, lang: str) -> str:
    """Return that a file is internal, and whose data it rests on."""
    return " ".join([assessment.summary["confidential"][lang], *assessment.scene.attribution])


def _written(path: str | Path, write: Callable[[Path], object]) -> Path:
    """Return the file once it is whole; on any fault what stood there stays as it was."""
    target = Path(path).expanduser().resolve()
    if target.is_dir():
        raise OutputError(f"{target.name}: found a folder; allowed a file")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.stem}.") as folder:
            fresh = Path(folder) / target.name
            write(fresh)
            fresh.replace(target)
    except OSError as problem:
        raise OutputError(f"{target.name} cannot be written: {problem.strerror or problem}") from problem
    return target
