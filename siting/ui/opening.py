"""Opening a plan: the demo, a path on this computer, or uploads."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

import siting
from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.ui import kept, uploads
from siting.ui.desk import Desk
from siting.ui.words import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from siting.model import Progress, Scene
    from siting.words import Words


@dataclass(frozen=True, slots=True)
class Source:
    """A plan that can be read: a key that tells it from others, and how to read it."""

    key: str
    read: Callable[[Progress], Scene]

    def open(self, progress: Progress) -> Desk:
        """Return the desk with this plan on it: its own project, or the one that was kept of it.

        Parameters
        ----------
        progress : callable
            Called with steps done and steps in all.
        """
        return Desk(kept.project_for(self.key, lambda: self.read(progress)))


def choose_source(arguments: Sequence[str], words: Words) -> Source | None:
    """Return the plan that the user asks for; None when nothing has been asked for yet.

    Parameters
    ----------
    arguments : sequence of str
        What the app was started with; the first is a file or folder to open.
    words : Words
        The language.
    """
    given = arguments[0] if arguments else ""
    kinds = ("demo", "path", "upload")
    kind = st.radio(
        words.say("source"),
        kinds,
        index=kinds.index("path") if given else 0,
        format_func=lambda name: words.say(f"source.{name}"),
        horizontal=True,
    )
    if kind == "demo":
        return Source("demo", lambda _: siting.demo_scene())
    if kind == "path":
        return _path_source(given, words)
    return _upload_source(words)


def _path_source(given: str, words: Words) -> Source | None:
    """Return the plan at a path that the user types."""
    path = st.text_input(words.say("path"), value=given).strip()
    if not path:
        return None
    return Source(f"path {path}", lambda progress: siting.read_scene(path, progress=progress))


def _upload_source(words: Words) -> Source | None:
    """Return the plan of the files that the user has sent, once the button is pressed."""
    files = st.file_uploader(
        words.say("upload"),
        type=list(uploads.ACCEPTED),
        accept_multiple_files=True,
        help=words.say("upload_help"),
    )
    layers = {name: _layer_box(name, words) for name in uploads.layer_names(file.name for file in files)}
    crs = st.text_input(words.say("crs"), placeholder="EPSG:4547").strip()
    if not st.button(words.say("open"), disabled=not files, type="primary"):
        return None
    marks = [f"{file.name} {hashlib.sha256(file.getvalue()).hexdigest()}" for file in files]
    key = " ".join(["upload", *sorted(marks), *map(str, layers.items()), crs])
    return Source(key, lambda progress: _read_uploads(files, layers, crs=crs, progress=progress))


def _layer_box(name: str, words: Words) -> str:
    """Return the layer that the user says a file is, beginning with what its name tells."""
    names = ["", uploads.SCENE, *LAYERS, "terrain", "surface"]
    said = {"": words.say("layer_none"), uploads.SCENE: words.say("layer_scene")}
    return st.selectbox(
        words.say("layer_of").replace("{file}", plain(name)),
        names,
        index=names.index(uploads.guess_layer(name)),
        format_func=lambda layer: said.get(layer, layer),
    )


def _read_uploads(
    files: Sequence[uploads.Upload], layers: dict[str, str], *, crs: str, progress: Progress
) -> Scene:
    """Return the scene of uploaded files, laid down in a folder that lives as long as the session."""
    folder = tempfile.TemporaryDirectory(prefix="siting-")
    written = uploads.lay_down(files, Path(folder.name))
    options: dict[str, Any] = {"crs": crs} if crs else {}
    source = None
    for name, layer in layers.items():
        if not layer:
            continue
        if (layer == uploads.SCENE and source is not None) or layer in options:
            raise InputError(
                [
                    Fault(
                        name,
                        "",
                        f"a second file for {layer}",
                        "one file a layer",
                        "Say of which layer it is.",
                    )
                ]
            )
        if layer == uploads.SCENE:
            source = written[name]
        else:
            options[layer] = written[name]
    scene = siting.read_scene(source, progress=progress, **options)
    # A raster of the scene is read again at every assessment, so its folder must stay.
    st.session_state["folder"] = folder
    return scene
