"""What a comparison of two plans found, handed over: into a folder, and as lines or data to read on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Protocol

from siting._commands import print_lines, terminal, to_stdout
from siting._progress import aside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pandas as pd
    from rich.text import Text as Line


class _Found(Protocol):
    """What `siting.diff` and `siting.whatif` return."""

    def write(self, directory: str | Path) -> Path:
        """Return the folder into which it was written."""

    def as_document(self) -> dict[str, Any]:
        """Return it as values that JSON can carry."""

    def matters(self, *, weakest_force: str) -> int:
        """Return how much of it matters."""


class _Asked(Protocol):
    """What a command was asked of its output."""

    @property
    def out(self) -> Path | None:
        """Return the folder to write, if any."""

    @property
    def form(self) -> str:
        """Return the form of what goes to standard output."""

    @property
    def fail_on(self) -> str:
        """Return the weakest force whose fails count."""

    @property
    def quiet(self) -> bool:
        """Return whether nothing but results is wanted."""


def deliver(
    found: _Found, asked: _Asked, *, table: pd.DataFrame, lines: Callable[[int], Iterator[Line]]
) -> int:
    """Return the exit code, once all is written and printed: 1 where something of it matters.

    Parameters
    ----------
    found : Difference or WhatIf
    asked : DiffRequest or WhatIfRequest
    table : pandas.DataFrame
        What the form csv holds.
    lines : callable
        From how much matters to the lines of the form text.
    """
    from siting.io.formats import findings_csv

    if asked.out is not None:
        written = found.write(asked.out)
        if not asked.quiet:
            aside(f"written: {written.name}/")
    matters = found.matters(weakest_force=asked.fail_on)
    if asked.form == "text":
        print_lines(terminal(), *lines(matters))
    elif asked.form == "json":
        to_stdout(json.dumps(found.as_document(), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        to_stdout(findings_csv(table))
    return 1 if matters else 0
