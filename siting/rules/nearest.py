"""Ids like the one that was typed, for messages that would else list them all."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALIKE = 0.6
_FEW = 3


def did_you_mean(found: str, known: Iterable[str]) -> str:
    """Return the question whether one of the ids most like it was meant, empty when none is like it.

    Parameters
    ----------
    found : str
    known : iterable of str

    Examples
    --------
    >>> did_you_mean("cn_2025/13/has_sing", ["cn_2025/13/has_sign", "cn_2025/7/entitled_installer"])
    'did you mean cn_2025/13/has_sign?'
    """
    near = difflib.get_close_matches(found, list(known), n=_FEW, cutoff=_ALIKE)
    return f"did you mean {' or '.join(near)}?" if near else ""
