"""Days as people write them, year first; never a guess between day and month."""

from __future__ import annotations

import datetime
import re

_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ].*)?")
_DATE_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")


def day_in(text: str) -> str | None:
    """Return a day as YYYY-MM-DD; None when `text` names none.

    Parameters
    ----------
    text : str
        Such as ``2025-05-06``, ``2025/5/6``, ``20250506``, ``2025年5月6日``.

    Returns
    -------
    str or None
    """
    match = _DATE.fullmatch(text) or _DATE_DIGITS.fullmatch(text)
    if match is None:
        return None
    try:
        return datetime.date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        return None
