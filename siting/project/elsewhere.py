"""What another window did: told before anything of this one is written over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.errors import SitingError

if TYPE_CHECKING:
    import sqlite3

    from siting.project.state import State

_SHOWN = 3


class ChangedElsewhere(SitingError):  # noqa: N818 (the name says what happened)
    """A project that another window has changed since this one read it; nothing of this window was written.

    Parameters
    ----------
    what : tuple of str
        What was changed: title, row and time of each edit; empty where it was no edit.
    who : str
        By whom: a window, by its mark, or another program.
    """

    def __init__(self, file: str, what: tuple[str, ...], who: str) -> None:
        self.what, self.who = what, who
        more = len(what) - _SHOWN
        told = "; ".join(what[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        super().__init__(
            f"{file}: found changes by {who}: {told or 'no edit, but settings, answers, reviews or rows'}; "
            "allowed a project as this window read it. Read it anew, then make the edit again."
        )


def refuse_changed(connection: sqlite3.Connection, known: State, *, file: str, token: str) -> None:
    """Return nothing; raise ChangedElsewhere when a file is not as a window knows it.

    Parameters
    ----------
    connection : sqlite3.Connection
        In the transaction that is to write.
    known : State
        What the window read last.
    file : str
        Name of the project.
    token : str
        Mark of the window.
    """
    revision = connection.execute("SELECT value FROM siting_project WHERE name = 'revision'").fetchone()[0]
    if revision == known.revision:
        return
    rows = connection.execute(
        "SELECT title, about, at, by FROM siting_history WHERE revision > ? ORDER BY revision",
        (known.revision,),
    ).fetchall()
    what = tuple(f"{title} {about} at {at}".replace("  ", " ") for title, about, at, _ in rows)
    others = sorted({by for *_, by in rows if by != token})
    who = "window " + ", ".join(others) if others else "another window or program"
    raise ChangedElsewhere(file, what, who)
