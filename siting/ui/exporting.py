"""What leaves the app as files: the assessment as a folder, and its forms for other programs."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from siting import maps
from siting.report.exports import export_plan
from siting.ui import audit, draw, people
from siting.ui.words import plain

if TYPE_CHECKING:
    from siting.assess import Assessment
    from siting.ui.desk import Desk
    from siting.words import Words

FORMS = ("xlsx", "gpkg", "kml", "dxf", "html", "zip")
"""A workbook, a GeoPackage, KML, DXF, the map page, and the whole assessment as a folder."""
_MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpkg": "application/geopackage+sqlite3",
    "kml": "application/vnd.google-earth.kml+xml",
    "dxf": "image/vnd.dxf",
    "html": "text/html",
    "zip": "application/zip",
}


def draw_all(desk: Desk, words: Words) -> None:
    """Return nothing; draw the forms; each is made when it is asked for, and noted in the audit log.

    Parameters
    ----------
    desk : Desk
    words : Words
    """
    st.caption(words.say("export_help"))
    if not desk.person.may(people.EXPORT):
        st.info(words.say("export_refused"))
        return
    form = st.radio(
        words.say("export_form"),
        FORMS,
        format_func=lambda name: words.say(f"export.{name}"),
        key="export_form",
    )
    if st.button(words.say("export_make"), type="primary"):
        with draw.told(words), st.spinner(words.say("export_making")):
            assert desk.assessment is not None
            content = made(desk.assessment, form, words.lang)
            name = f"{desk.scene.name}.{form}"
            audit.exported(desk.project.path.name, form, file=name, content=content)
            desk.made = (form, desk.project.revision, name, content)
    if desk.made is None or desk.made[:2] != (form, desk.project.revision):
        return
    _, _, name, content = desk.made
    st.download_button(
        f"{words.say('download')} {plain(name)}",
        content,
        file_name=name,
        mime=_MIMES[form],
        on_click="ignore",
    )


def made(assessment: Assessment, form: str, lang: str) -> bytes:
    """Return an assessment as one file of a form.

    Parameters
    ----------
    assessment : Assessment
    form : str
        One of `FORMS`.
    lang : {'en', 'zh'}

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    if form == "html":
        return maps.map_html(assessment, lang="zh" if lang == "zh" else "en").encode()
    with tempfile.TemporaryDirectory(prefix="siting-") as folder:
        if form != "zip":
            return export_plan(assessment, Path(folder) / f"plan.{form}", lang=lang).read_bytes()
        written = assessment.write(Path(folder) / "assessment", lang=lang)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(written.rglob("*")):
                archive.write(file, file.relative_to(written).as_posix())
        return packed.getvalue()
