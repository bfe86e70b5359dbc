"""Which windows have a project open: each leaves its mark in the file and renews it now and then."""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

LOST_AFTER_S = 120.0
"""A window that has not shown itself for so long counts as gone [s]; one whose process has ended at once."""

# A window that has shown itself less than this ago need not write again [s].
_SEEN_LATELY_S = 20.0


@dataclass(frozen=True, slots=True)
class Window:
    """Another window that has the project open: its mark, when it was opened and last seen [s since 1970]."""

    token: str
    opened_at: float
    last_seen: float


def register(connection: sqlite3.Connection, token: str) -> None:
    """Return nothing; leave the mark of a window, or show that it is there.

    Parameters
    ----------
    connection : sqlite3.Connection
        In a transaction.
    token : str
    """
    now_s = time.time()
    connection.execute(
        "INSERT INTO siting_windows VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (token) DO UPDATE SET seen_at = excluded.seen_at",
        (token, now_s, now_s, platform.node(), os.getpid()),
    )
    lost = [row[0] for row in _rows(connection) if _is_lost(row, now_s)]
    connection.executemany("DELETE FROM siting_windows WHERE token = ?", [(each,) for each in lost])


def forget(connection: sqlite3.Connection, token: str) -> None:
    """Return nothing; take the mark of a window away."""
    connection.execute("DELETE FROM siting_windows WHERE token = ?", (token,))


def is_due(connection: sqlite3.Connection, token: str) -> bool:
    """Return whether a window should show again that it is there."""
    asked = "SELECT seen_at FROM siting_windows WHERE token = ?"
    found = connection.execute(asked, (token,)).fetchone()
    return found is None or not 0.0 <= time.time() - found[0] < _SEEN_LATELY_S


def others(connection: sqlite3.Connection, token: str) -> tuple[Window, ...]:
    """Return the other windows that have a project open, the longest open first."""
    now_s = time.time()
    rows = [row for row in _rows(connection) if row[0] != token and not _is_lost(row, now_s)]
    return tuple(Window(mark, opened_at, seen_at) for mark, opened_at, seen_at, *_ in rows)


def _rows(connection: sqlite3.Connection) -> list[tuple[str, float, float, str, int]]:
    asked = "SELECT token, opened_at, seen_at, machine, process FROM siting_windows ORDER BY opened_at"
    return connection.execute(asked).fetchall()


def _is_lost(row: tuple[str, float, float, str, int], now_s: float) -> bool:
    _, _, seen_at, machine, process = row
    return now_s - seen_at > LOST_AFTER_S or (machine == platform.node() and _has_ended(process))


def _has_ended(process: int) -> bool:
    """Return whether a process of this machine has ended for sure."""
    if os.name != "posix":
        # Elsewhere the question would end the process that it is about.
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
