"""What goes to standard error: remarks, and a bar on a terminal once work has taken a second."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.model import Progress

_PATIENCE_S = 1.0


def aside(text: str) -> None:
    """Return nothing; print a remark where it mixes with no data.

    Parameters
    ----------
    text : str
    """
    print(f"siting: {text}", file=sys.stderr)


@contextmanager
def progress_bar(label: str, *, wanted: bool = True) -> Iterator[Progress]:
    """Yield a callback that takes steps done and steps in all, and draws them on standard error.

    Parameters
    ----------
    label : str
        What is being done.
    wanted : bool
        False yields a callback that draws nothing.
    """
    from rich.console import Console
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    bar = Bar(console=console, transient=True, disable=not (wanted and console.is_terminal))
    task = bar.add_task(label, total=None)
    started_s = time.monotonic()
    is_drawn = False

    def step(done: int, in_all: int) -> None:
        nonlocal is_drawn
        if not is_drawn and time.monotonic() - started_s < _PATIENCE_S:
            return
        if not is_drawn:
            bar.start()
            is_drawn = True
        bar.update(task, completed=done, total=in_all)

    try:
        yield step
    finally:
        bar.stop()
