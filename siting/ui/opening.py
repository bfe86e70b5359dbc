"""Opening a plan: the demo, a kept project, a path on this computer, or uploads."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

import siting
from siting.errors import Fault, InputError
from siting.project import is_project
from siting.ui import kept, people, staging, uploads
from siting.ui.limits import UPLOAD_MB
from siting.ui.source import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.model import Scene
    from siting.ui.people import Person
    from siting.words import Words

_BETWEEN = ";"


def choose_source(arguments: Sequence[str], words: Words, person: Person) -> Source | None:
    """Return the plan that the user asks for; None when nothing has been asked for, or files are only shown.

    Parameters
    ----------
    arguments : sequence of str
        What the app was started with; the first is a file or folder to open.
    words : Words
        The language.
    person : Person
        Who asks: from another computer nobody reads files of this one but projects.
    """
    given = arguments[0] if arguments else ""
    kinds = ["demo", "project" if person.is_remote else "path"]
    kinds += ["upload"] if person.may(people.EDIT) else []
    kind = st.radio(
        words.say("source"),
        kinds,
        index=1 if given and not person.is_remote else 0,
        format_func=lambda name: words.say(f"source.{name}"),
        horizontal=True,
    )
    try:
        match kind:
            case "path":
                return _at_path(given, words)
            case "project":
                return _project(words)
            case "upload":
                _uploads(words)
                return None
    except InputError as error:
        staging.refused(error, words)
        return None
    staging.forget()
    return Source("demo", lambda _: siting.demo_scene())


def _at_path(given: str, words: Words) -> Source | None:
    """Return the project at a path that the user types; of other files show first how they would be read."""
    text = st.text_input(words.say("path"), value=given, help=words.say("path_help")).strip()
    if not text:
        return None
    paths = [Path(part.strip()).expanduser() for part in text.split(_BETWEEN) if part.strip()]
    lost = [path for path in paths if not path.exists()]
    if lost:
        allowed, remedy = "a file or folder that exists", "Check the path."
        raise InputError([Fault(path.name, "", "no such file", allowed, remedy) for path in lost])
    if len(paths) == 1 and paths[0].is_file() and is_project(paths[0]):
        staging.forget()
        return Source(f"path {paths[0]}", _none)
    marks = [f"{path.resolve()} {path.stat().st_mtime_ns}" for path in paths]
    staging.begin(_key("files", marks), {path.name: path for path in paths})
    return None


def _project(words: Words) -> Source | None:
    """Return the kept project that the user chooses."""
    known = {path.name: path for path in kept.projects()}
    name = st.selectbox(words.say("source.project"), list(known), index=None)
    return None if name is None else Source(f"path {known[name]}", _none)


def _uploads(words: Words) -> None:
    """Return nothing; lay down the files that the user sends, and show how they would be read."""
    files = st.file_uploader(
        words.say("upload"),
        type=list(uploads.ACCEPTED),
        accept_multiple_files=True,
        help=words.say("upload_help"),
        max_upload_size=UPLOAD_MB,
    )
    if not files:
        staging.forget()
        return
    key = _key("upload", [f"{file.name} {hashlib.sha256(file.getvalue()).hexdigest()}" for file in files])
    if st.session_state.get("staged_key") == key:
        return
    folder = tempfile.TemporaryDirectory(prefix="siting-")
    staging.begin(key, uploads.lay_down(files, Path(folder.name)), folder)


def _key(kind: str, marks: Sequence[str]) -> str:
    return f"{hashlib.sha256(' '.join(sorted(marks)).encode()).hexdigest()} {kind}"


def _none(_: object) -> Scene:
    raise InputError([Fault("project", "", "gone", "a project that exists", "Choose another.")])
