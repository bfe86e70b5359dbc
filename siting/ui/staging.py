"""A staged import: what files would be read as is shown first, and opened when the user says so."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from siting.errors import Fault, InputError, SitingError
from siting.fields import LAYERS
from siting.io.look import look
from siting.project import UnplacedCamera
from siting.ui import small_map, uploads, views
from siting.ui.sizes import HALF_TABLE_HEIGHT_PX
from siting.ui.source import Source
from siting.ui.words import plain

if TYPE_CHECKING:
    import tempfile
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from streamlit.delta_generator import DeltaGenerator

    from siting.io.look import LayerSeen, Looked
    from siting.words import Words

_RASTERS = ("terrain", "surface")
_COORDINATES = ("lon", "lat", "easting", "northing", "x", "y", "wkt", "lonlat", "latlon")
_STATE, _GO = "staging", "staging_opens"


@dataclass
class Staging:
    """Files that were chosen and are not open: what each is said to be, and what was seen of them last."""

    key: str
    paths: dict[str, Path]
    layers: dict[str, str]
    crs: str = ""
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    folder: tempfile.TemporaryDirectory[str] | None = None
    seen: tuple[str, Looked] | None = None

    def choices(self) -> str:
        """Return all that the user said of the files, as text."""
        return json.dumps([self.layers, self.crs, self.columns], ensure_ascii=False, sort_keys=True)


def begin(
    key: str, paths: Mapping[str, Path], folder: tempfile.TemporaryDirectory[str] | None = None
) -> None:
    """Return nothing; show files before they are opened, unless these very files are shown already.

    Parameters
    ----------
    key : str
        Tells these files from others.
    paths : mapping of str to Path
        By name.
    folder : TemporaryDirectory or None
        In which they lie; it goes when they are opened or put aside.
    """
    if st.session_state.get("staged_key") == key:
        return
    guesses = {name: uploads.guess_layer(name) for name in uploads.layer_names(paths)}
    guesses |= {name: uploads.SCENE for name, path in paths.items() if path.is_dir()}
    st.session_state["staged_key"] = key
    st.session_state[_STATE] = Staging(key, dict(paths), guesses, folder=folder)


def is_standing() -> bool:
    """Return whether files are shown that are not open."""
    return st.session_state.get(_STATE) is not None


def put_aside() -> None:
    """Return nothing; show the files no longer; what was open stays open."""
    st.session_state.pop(_STATE, None)


def forget() -> None:
    """Return nothing; put the files aside, and show them anew when they are chosen again."""
    put_aside()
    st.session_state.pop("staged_key", None)


def draw(words: Words, work: DeltaGenerator) -> Source | None:
    """Return what to open, once the user says so; until then draw the files as they would be read.

    Parameters
    ----------
    words : Words
    work : DeltaGenerator
        Where the progress of reading is shown.
    """
    standing: Staging | None = st.session_state.get(_STATE)
    if standing is None:
        return None
    if st.session_state.pop(_GO, False) and standing.seen is not None:
        return _source(standing, standing.seen[1])
    st.subheader(words.say("staged"))
    st.caption(words.say("staged_help"))
    _ask(standing, words)
    try:
        seen = _looked(standing, words, work)
    except SitingError as error:
        refused(error, words)
        st.button(words.say("put_aside"), on_click=put_aside)
        return None
    if seen.faults:
        refused(InputError(list(seen.faults)), words)
    elif seen.scene is not None:
        count = len(seen.waiting)
        st.success(words.say("can_be_opened") + (f" {words.say('will_wait', count=count)}" if count else ""))
    go, back, _ = st.columns([1, 1, 4])
    go.button(
        words.say("open"),
        on_click=_open_these,
        type="primary",
        disabled=seen.scene is None,
        key="stage_open",
    )
    back.button(words.say("put_aside"), on_click=put_aside, key="stage_back")
    _show(standing, seen, words)
    return None


def _open_these() -> None:
    """Return nothing; the next run opens what is shown, in the place of this page."""
    st.session_state[_GO] = True


def _source(standing: Staging, seen: Looked) -> Source | None:
    """Return the plan that was looked at; None when it cannot be opened."""
    scene = seen.scene
    if scene is None:
        return None
    put_aside()
    waiting = tuple(UnplacedCamera(each.id, each.fields) for each in seen.waiting)
    mark = hashlib.sha256(f"{standing.key} {standing.choices()}".encode()).hexdigest()
    stem = next(iter(standing.paths)).partition(".")[0]
    return Source(f"{stem} {mark}", lambda _: scene, waiting, standing.folder)


def refused(error: SitingError, words: Words) -> None:
    """Return nothing; say in one sentence why an input cannot be read, then in a table all that is at fault.

    Parameters
    ----------
    error : SitingError
    words : Words
    """
    faults: Sequence[Fault] = getattr(error, "faults", ())
    if not faults:
        st.error(plain(str(error)))
        return
    first = faults[0]
    where = first.file + (f", {words.say('row')} {first.row}" if first.row else "")
    where += f", {first.place}" if first.place else ""
    more = f" {words.say('and_more', count=len(faults) - 1)}" if len(faults) > 1 else ""
    st.error(plain(words.say("cannot_read", where=where, found=first.found) + more))
    st.dataframe(views.faults(error, words), hide_index=True)


def _ask(standing: Staging, words: Words) -> None:
    """Return nothing; ask of each file what layer it is, and in which system files are that name none."""
    names = ["", uploads.SCENE, *LAYERS, *_RASTERS]
    said = {"": words.say("layer_none"), uploads.SCENE: words.say("layer_scene")}
    places = st.columns(3)
    for at, name in enumerate(standing.layers):
        standing.layers[name] = places[at % 3].selectbox(
            words.say("layer_of").replace("{file}", plain(name)),
            names,
            index=names.index(standing.layers[name]),
            format_func=lambda layer: said.get(layer, layer),
            key=f"stage/{standing.key[:40]}/{name}",
        )
    standing.crs = (
        places[len(standing.layers) % 3]
        .text_input(words.say("crs"), standing.crs, placeholder="EPSG:4547", key=f"stage/{standing.key[:40]}")
        .strip()
    )


def _looked(standing: Staging, words: Words, work: DeltaGenerator) -> Looked:
    """Return what is seen of the files as the user calls them; looked at again when that has changed."""
    choices = standing.choices()
    if standing.seen is not None and standing.seen[0] == choices:
        return standing.seen[1]
    source, options, rasters = _parted(standing)

    def moved(done: int, total: int) -> None:
        work.progress(min(1.0, done / max(total, 1)), text=plain(words.say("reading")))

    moved(0, 1)
    try:
        seen = look(
            source,
            options,
            rasters=rasters,
            crs=standing.crs or None,
            columns=standing.columns,
            progress=moved,
        )
    finally:
        work.empty()
    standing.seen = (choices, seen)
    return seen


def _parted(standing: Staging) -> tuple[Path | None, dict[str, Any], dict[str, Path]]:
    """Return the whole scene, the layers and the rasters among the files; two of one layer are refused."""
    source: Path | None = None
    options: dict[str, Any] = {}
    rasters: dict[str, Path] = {}
    for name, layer in standing.layers.items():
        path = standing.paths[name]
        if (layer == uploads.SCENE and source is not None) or layer in options or layer in rasters:
            remedy = "Say of which layer it is."
            raise InputError([Fault(name, "", f"a second file for {layer}", "one file a layer", remedy)])
        if layer == uploads.SCENE:
            source = path
        elif layer in _RASTERS:
            rasters[layer] = path
        elif layer:
            options[layer] = path
    if source is None and not options:
        found, allowed = "no file that is said to be a layer", "buildings or cameras"
        file = next(iter(standing.paths))
        raise InputError([Fault(file, "", found, allowed, "Choose above which layer a file is.")])
    return source, options, rasters


def _show(standing: Staging, seen: Looked, words: Words) -> None:
    """Return nothing; draw where things lie, beside it the layers, their columns and the ledger."""
    left, right = st.columns([3, 4])
    with left:
        svg = small_map.picture(seen.layers, unknown=words.say("system_unknown"))
        if svg:
            st.image(svg, caption=words.say("staged_map"), width="stretch")
        heads = ("layer", "file", "rows", "system")
        rows = [
            (each.layer, each.file, each.row_count, each.system or words.say(f"system.{each.system_from}"))
            for each in seen.layers
        ]
        table = pd.DataFrame(rows, columns=[words.say(f"stage.{name}") for name in heads])
        st.dataframe(table, hide_index=True)
    with right:
        columns, ledger = st.tabs([words.say("columns"), words.say("ledger")])
        with columns:
            st.caption(words.say("columns_help"))
            for layer in seen.layers:
                if layer.columns:
                    _columns(standing, layer, words)
        with ledger:
            if seen.scene is None:
                st.caption(words.say("no_ledger"))
            else:
                st.caption(words.say("ledger_help"))
                frame = seen.scene.ledger.astype(str)
                st.dataframe(frame, hide_index=True, height=HALF_TABLE_HEIGHT_PX)


def _columns(standing: Staging, layer: LayerSeen, words: Words) -> None:
    """Return nothing; draw which column is read as which field; what the user changes is read so."""
    known = LAYERS.get(layer.layer)
    fields = [each.name for each in known.fields] if known is not None else []
    held = [name for _, name in layer.columns if name and name not in fields]
    options = ["", *fields, *_COORDINATES, *dict.fromkeys(held)]
    heads = [words.say("stage.column"), words.say("stage.field")]
    table = pd.DataFrame(list(layer.columns), columns=heads)
    st.markdown(f"**{plain(layer.layer)}** · {plain(layer.file)}")
    edited = st.data_editor(
        table,
        hide_index=True,
        disabled=[heads[0]],
        height=min(HALF_TABLE_HEIGHT_PX, 36 * (len(table) + 1)),
        column_config={heads[1]: st.column_config.SelectboxColumn(options=options)},
        key=f"columns/{standing.key[:40]}/{layer.layer}/{len(standing.columns.get(layer.layer, {}))}",
    )
    before = dict(layer.columns)
    said = {
        str(column): str(name or "")
        for column, name in edited.itertuples(index=False, name=None)
        if str(name or "") != before[str(column)]
    }
    if said:
        standing.columns.setdefault(layer.layer, {}).update(said)
        st.rerun()
