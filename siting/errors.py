"""The one family of errors: wrong input is told in full, a broken law is never an error."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Numbers of several rows: "13-17, 20".
_SEVERAL = re.compile(r"\d+(?:-|, )\d")


class SitingError(Exception):
    """Root of every error that Siting raises on purpose."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an input, said so that its owner can mend it.

    Parameters
    ----------
    file : str
        Name of the file or layer at fault (never a full path).
    field : str
        Field, column or key at fault; empty when the whole file is.
    found : str
        What stands there.
    allowed : str
        What may stand there.
    remedy : str
        What the user can do about it, as an instruction.
    row : str
        Number of the row as its owner sees it (in a table the line of names is counted; else 1 is the first
        feature), or an id; empty when the whole file is at fault.
    column : str
        What the owner calls the field, where that is known; told beside its name where the two differ.
    """

    file: str
    field: str
    found: str
    allowed: str
    remedy: str = ""
    row: str = ""
    column: str = ""

    @property
    def place(self) -> str:
        """Return the field, behind its owner's name for it where that is another."""
        if self.column and self.column != self.field:
            return f"column {self.column!r} ({self.field})"
        return self.field

    def __str__(self) -> str:
        where = self.file
        if self.row:
            where += f", {'rows' if _SEVERAL.match(self.row) else 'row'} {self.row}"
        if self.place:
            where += f", {self.place}"
        text = f"{where}: found {self.found}; allowed {self.allowed}"
        return f"{text}. {self.remedy}" if self.remedy else text


class InputError(SitingError):
    """Input that cannot be used, with every fault found in it at once.

    Parameters
    ----------
    faults : list of Fault
        All faults of the input, in the order of file and row; at least one.
    """

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


class PackError(SitingError):
    """A rule pack that must not be loaded: says file, key, value found and value allowed."""


class OutputError(SitingError):
    """An output that cannot be written where it was asked for."""


class UsageError(SitingError):
    """A call whose options do not fit together, or name what does not exist."""


class Gathered:
    """Errors of several steps that do not need each other, raised at once.

    Examples
    --------
    >>> gathered = Gathered()
    >>> with gathered:
    ...     raise UsageError("on: found 0")
    >>> with gathered:
    ...     raise PackError("pack: found 1")
    >>> gathered.close()
    Traceback (most recent call last):
    ...
    siting.errors.UsageError: on: found 0
    pack: found 1
    """

    def __init__(self) -> None:
        self._errors: list[SitingError] = []

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> bool:
        if isinstance(error, SitingError):
            self._errors.append(error)
            return True
        return False

    def close(self) -> None:
        """Raise what was gathered: a single error as it is, several as one; each line once."""
        if len(self._errors) == 1:
            raise self._errors[0]
        lines = dict.fromkeys(line for error in self._errors for line in str(error).splitlines())
        if lines:
            raise UsageError("\n".join(lines))
