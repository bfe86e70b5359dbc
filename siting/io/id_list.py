"""Ids from a file: one a line, or the ids of the rows of a layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.errors import Fault, InputError
from siting.io.aliases import fold, layer_of
from siting.io.door import texts
from siting.io.endings import suffix_of
from siting.io.files import check_exists, layer_names, read_file, split_layer
from siting.io.one_file import MANY_LAYERS

if TYPE_CHECKING:
    from pathlib import Path

_ID = "id"


def read_ids(given: str) -> list[tuple[str, str]]:
    """Return layer (empty where the file does not tell) and id of each thing that a file names.

    Parameters
    ----------
    given : str
        A text file with one id a line, or a file of layers or a table with a column ``id``.

    Raises
    ------
    InputError
        When there is no such file, no column of that name, or nothing in it.
    """
    path, chosen = split_layer(given)
    if suffix_of(path) == ".txt":
        found = [("", line.strip()) for line in _text(path).splitlines() if line.strip()]
    else:
        check_exists(path)
        many = suffix_of(path) in MANY_LAYERS and chosen is None
        names: list[str | None] = list(layer_names(path)) if many else [chosen]
        found = [row for name in names for row in _of_layer(path, name)]
    if not found:
        raise InputError([Fault(path.name, _ID, "no id", "at least one id", "Write the ids, one a line.")])
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(
            [Fault(path.name, "", "no text in UTF-8", "one id a line", "Save it as UTF-8.")]
        ) from problem


def _of_layer(path: Path, name: str | None) -> list[tuple[str, str]]:
    frame = read_file(path, name).frame
    column = next((each for each in frame.columns if fold(each) == _ID), None)
    if column is None:
        held = ", ".join(str(each) for each in frame.columns if each != "geometry") or "none"
        remedy = "Add it, or write one id a line into a .txt file"
        raise InputError([Fault(path.name, _ID, f"no such column (columns: {held})", "a column id", remedy)])
    layer = layer_of(name or path.name.split(".")[0]) or ""
    return [(layer, str(cell)) for cell in texts(frame[column]) if cell]
