"""YAML read strictly: yes and no stay text, days stay text, a key stands once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from siting.errors import Fault, InputError

if TYPE_CHECKING:
    from pathlib import Path

_READABLE = "Save the file as UTF-8 text where it can be read."
_ENDLESS = "Write the lists out without anchors that hold themselves."
_BY_LINE = "Correct the line that is named."
_LEFT_OUT = ("tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp")


# libyaml reads the same ten times as fast, where PyYAML was built with it.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _StrictLoader(_SafeLoader):  # type: ignore[misc]  # of two classes, one of which may be missing
    """Knows only true and false as booleans and leaves days to the reader, who can name the key."""


_StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if tag not in _LEFT_OUT]
    for first, pairs in _SafeLoader.yaml_implicit_resolvers.items()
}


def _mapping(loader: _StrictLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: dict[Any, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} is no text", key_node.start_mark
            )
        if key in seen:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {key!r} stands twice", key_node.start_mark
            )
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_StrictLoader.add_constructor("tag:yaml.org,2002:map", _mapping)
_StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


def read_yaml(path: Path) -> Any:
    """Return what the YAML file `path` holds, with yes, no and days as text.

    Parameters
    ----------
    path : pathlib.Path

    Raises
    ------
    InputError
        When the file cannot be read, is no YAML, or repeats a key; line and column are named.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            [Fault(path.name, "", _why(error), "a readable UTF-8 text file", _READABLE)]
        ) from error
    try:
        # The loader derives from SafeLoader: it builds plain values only.
        return yaml.load(text, Loader=_StrictLoader)
    except RecursionError as error:
        raise InputError(
            [Fault(path.name, "", "lists within lists without end", "YAML", _ENDLESS)]
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = f"line {mark.line + 1} column {mark.column + 1}" if mark else ""
        found = getattr(error, "problem", None) or "text that is no YAML"
        raise InputError([Fault(path.name, "", found, "YAML, each key once", _BY_LINE, row=row)]) from error


def _why(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, OSError):
        return error.strerror or "an unreadable file"
    return "bytes that are no UTF-8"
