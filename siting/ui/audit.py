"""Who opened, changed and exported what, and when: lines that are added and never changed."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from siting.errors import OutputError
from siting.ui import kept, people

if TYPE_CHECKING:
    from siting.ui.people import Person

FILE = "audit.jsonl"
_OWNER_ONLY = 0o600
_LONGEST_TEXT = 300


def opened(plan: str, *, person: Person | None = None) -> None:
    """Return nothing; note that a plan was opened.

    Parameters
    ----------
    plan : str
        Name of the project's file.
    person : Person or None
        None is who uses this session.
    """
    _add("opened", plan, person)


def changed(plan: str, what: str, *, about: str = "", person: Person | None = None) -> None:
    """Return nothing; note that a plan, its settings, answers or reviews were changed.

    Parameters
    ----------
    plan : str
        Name of the project's file.
    what : str
        Such as ``edit.move_camera``.
    about : str
        Id of what was changed; never a place.
    person : Person or None
    """
    _add("changed", plan, person, what=what, about=about)


def exported(plan: str, what: str, *, file: str, content: bytes = b"", person: Person | None = None) -> None:
    """Return nothing; note that something of a plan was handed out: to be called where the file is made.

    A browser may fetch what a page offers without pressing its button, so what is made counts as handed out.

    Parameters
    ----------
    plan : str
        Name of the project's file.
    what : str
        Kind of the export, such as ``kml``.
    file : str
        Name under which it is handed out.
    content : bytes
        The file; its digest is kept, by which a copy is known again.
    person : Person or None
        None is who uses this session.

    Raises
    ------
    OutputError
        When the person may not export, or the log cannot be written: then nothing may be handed out.
    """
    who = person or people.me()
    if who is None or not who.may(people.EXPORT):
        raise OutputError("export: this user may look at the plan, not take it away")
    digest = hashlib.sha256(content).hexdigest() if content else ""
    _add("exported", plan, who, what=what, file=file, bytes=len(content), sha256=digest)


def entries(folder: Path | None = None) -> list[dict[str, object]]:
    """Return what was noted, the oldest first.

    Parameters
    ----------
    folder : Path or None
        None is that of the projects.
    """
    path = (folder or kept.folder()) / FILE
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _add(act: str, plan: str, person: Person | None, **told: object) -> None:
    who = person or people.me()
    row: dict[str, object] = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "who": "" if who is None else (who.id or who.name),
        "name": "" if who is None else who.name,
        "role": "" if who is None else who.role,
        "act": act,
        "plan": Path(plan).name,
        **told,
    }
    cut = {name: value[:_LONGEST_TEXT] if isinstance(value, str) else value for name, value in row.items()}
    line = (json.dumps(cut, ensure_ascii=False) + "\n").encode()
    path = kept.folder() / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # One write to the end: lines of two processes never run into each other.
        handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _OWNER_ONLY)
        try:
            os.write(handle, line)
        finally:
            os.close(handle)
    except OSError as error:
        found = f"{path.name}: found {error.strerror}"
        raise OutputError(f"{found}; allowed a log that can be written") from error
