"""The map of an assessment: one page that carries its own scripts and asks nobody for anything."""

from __future__ import annotations

import base64
import json
import re
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import folium
import yaml
from branca.element import MacroElement
from folium.template import Template

from siting._map_data import payload
from siting.errors import OutputError
from siting.words import own_table

if TYPE_CHECKING:
    from siting.assess import Assessment

Language = Literal["en", "zh"]

_SCRIPTS = ("base.js", "layers.js", "findings.js", "detail.js", "page.js")
# Even a mistake in the page must not become a request: the browser itself refuses all of them.
_POLICY = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:"


class _Frame(folium.Map):
    """A folium map without tiles, without foreign scripts, and with a name that never changes."""

    # folium would ask content delivery networks for these; `_Page` writes Leaflet into the page instead.
    default_js: list[tuple[str, str]] = []  # noqa: RUF012  (the base class declares it so)
    default_css: list[tuple[str, str]] = []  # noqa: RUF012

    def get_name(self) -> str:
        """Return the fixed name; folium's own are random, and pages must not differ."""
        return "siting_map"


class _Page(MacroElement):
    """Everything around the map: styles, scripts, panels, the data."""

    _template = Template(
        """
        {% macro header(this, kwargs) %}
        <meta http-equiv="Content-Security-Policy" content="{{ this.policy }}">
        <title>{{ this.title|e }}</title>
        <style>{{ this.style }}</style>
        <script>{{ this.leaflet }}</script>
        {% endmacro %}
        {% macro html(this, kwargs) %}
        {{ this.skeleton }}
        <script type="application/json" id="siting-data">{{ this.data }}</script>
        {% endmacro %}
        {% macro script(this, kwargs) %}
        {{ this.script }}
        {% endmacro %}
        """
    )

    def __init__(self, data: dict[str, Any], lang: Language | None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca types its classes only in part
        self.policy = _POLICY
        self.title = f"Siting: {data['name']}"
        self.style = _leaflet_style() + _asset("page.css")
        self.leaflet = _leaflet_script()
        self.skeleton = _asset("page.html")
        self.data = _script_json({**data, "lang": lang, "words": _words()})
        body = "\n".join(_asset(name) for name in _SCRIPTS)
        self.script = f"(function () {{\n'use strict';\n{body}\nstart(siting_map);\n}})();"

    def get_name(self) -> str:
        """Return the fixed name of the element."""
        return "siting_page"


def build_map(assessment: Assessment, *, lang: Language | None = None) -> folium.Map:
    """Return the map of an assessment as a folium map that needs no network.

    Parameters
    ----------
    assessment : Assessment
        What `siting.assess` returned.
    lang : {'en', 'zh'} or None
        Language in which the page opens; None takes that of the reader's browser. Both are in it.

    Returns
    -------
    folium.Map
        Shows itself in a notebook; `siting.maps.write_map` makes a file of it.
    """
    data = payload(assessment)
    frame = _Frame(
        location=[0.0, 0.0],
        tiles=None,
        prefer_canvas=True,
        zoom_control=False,
        attribution_control=False,
        max_zoom=_MAX_ZOOM,
        zoom_snap=_ZOOM_STEP,
        height="100%",
    )
    frame.add_child(_Page(data, lang))
    return frame


# Two metres fill a screen at the last zoom; half steps let a district fill the page.
_MAX_ZOOM = 23
_ZOOM_STEP = 0.5


def map_html(assessment: Assessment, *, lang: Language | None = None) -> str:
    """Return the map of an assessment as the text of one self-contained page.

    The same assessment gives the same text.

    Parameters
    ----------
    assessment : Assessment
        What `siting.assess` returned.
    lang : {'en', 'zh'} or None
        Language in which the page opens; None takes that of the reader's browser.
    """
    html: str = build_map(assessment, lang=lang).get_root().render()
    return html


def write_map(assessment: Assessment, path: str | Path, *, lang: Language | None = None) -> None:
    """Return nothing; write the map of an assessment to one self-contained HTML file.

    Parameters
    ----------
    assessment : Assessment
        What `siting.assess` returned.
    path : str or Path
        File to write; one that exists is replaced.
    lang : {'en', 'zh'} or None
        Language in which the page opens; None takes that of the reader's browser.

    Raises
    ------
    OutputError
        When the file cannot be written.
    """
    html = map_html(assessment, lang=lang)
    try:
        Path(path).write_text(html, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{Path(path).name} cannot be written: {error.strerror}") from error


# Of the words of the findings those for units and for what was found where nothing is measured.
_OF_FINDINGS = {"rules/words.yaml": "unit.", "text_report.yaml": "said."}


def _words() -> dict[str, dict[str, str]]:
    """Return every word of the page in both languages, by key."""
    words: dict[str, dict[str, str]] = yaml.safe_load(_asset("words.yaml"))
    for name, group in _OF_FINDINGS.items():
        table = own_table(resources.files("siting").joinpath(*name.split("/")).read_text(encoding="utf-8"))
        words |= {key: entry for key, entry in table.items() if key.startswith(group)}
    return words


def _asset(name: str) -> str:
    """Return the text of one of the page's own files."""
    return resources.files("siting").joinpath("map_page", name).read_text(encoding="utf-8")


def _leaflet(name: str) -> bytes:
    """Return a file of the installed Leaflet."""
    return resources.files("xstatic.pkg.leaflet").joinpath("data", name).read_bytes()


def _leaflet_script() -> str:
    """Return Leaflet without its links: to its source map, which browsers ask for, and to its home page."""
    script = _leaflet("leaflet.js").decode("utf-8")
    return re.sub(r'//# sourceMappingURL=\S+| href="https?://[^"]*"', "", script)


def _leaflet_style() -> str:
    """Return Leaflet's style sheet with its few pictures written into it."""

    def embedded(found: re.Match[str]) -> str:
        return f"url(data:image/png;base64,{base64.b64encode(_leaflet(found[1])).decode('ascii')})"

    return re.sub(r"url\((images/[\w-]+\.png)\)", embedded, _leaflet("leaflet.css").decode("utf-8"))


def _script_json(value: object) -> str:
    """Return JSON that no text in it can end: the signs that begin a tag or a comment are escaped."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
