"""What each camera of a scene sees, as rows of the layers, which an edit elsewhere leaves as they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from siting.coverage.beams import Sight
    from siting.coverage.rows import Rows
    from siting.coverage.sights import Eye
    from siting.coverage.standing import Standing


def _none() -> Rows:
    return [], []


@dataclass(frozen=True, eq=False)
class Seen:
    """One camera as used, and what it sees.

    Parameters
    ----------
    eye : siting.coverage.sights.Eye
        With the flags that the ground gives it.
    standing : siting.coverage.standing.Standing
    why : str or None
        Why it sees nothing.
    counted : siting.coverage.beams.Sight or None
        The view that counts as what it covers.
    is_beyond : bool
        It looks beyond the outermost buildings.
    used : tuple
        Its row of the layer `cameras`.
    coverage, today, possible, facades, doors : Rows
        Of the layers of these names, of what it covers until what is proposed stands, and of what it may
        cover with its widest image.
    """

    eye: Eye
    standing: Standing
    why: str | None
    counted: Sight | None = None
    is_beyond: bool = False
    used: tuple[Any, ...] = ()
    coverage: Rows = field(default_factory=_none)
    today: Rows = field(default_factory=_none)
    possible: Rows = field(default_factory=_none)
    facades: Rows = field(default_factory=_none)
    doors: Rows = field(default_factory=_none)
