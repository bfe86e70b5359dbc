"""Whether a duty concerns a subject, as an answer with its reasons."""

from __future__ import annotations

from dataclasses import dataclass

YES, NO, UNKNOWN = "yes", "no", "unknown"


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether a duty concerns a subject, and by which fields that is so.

    `found` is what a field says that keeps the duty away or that nobody knows; empty when it says nothing.
    `strange` are those of the fields that say what nobody knows; the other fields of an answer that is not
    known say nothing. `left_open` is a field and what it says, where the text does not say whether it reaches
    such a one.
    """

    answer: str
    fields: tuple[str, ...] = ()
    found: str = ""
    flags: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    left_open: tuple[str, str] | None = None
