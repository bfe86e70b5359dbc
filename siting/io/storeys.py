"""Counts of storeys in words: 三层, 6层, 3F, 地上3层地下1层. Only those above ground count."""

from __future__ import annotations

import re

_DIGITS = {char: value for value, char in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_TENS = re.compile("([一二三四五六七八九])?十([一二三四五六七八九])?")
_COUNT = r"(\d+|[一二三四五六七八九十两]+)"
_STOREY = r"\s*(?:层|楼|f|floors?|levels?|storeys?|stories)?"
_PARTING = r"\s*[/,;、+(]\s*"
_BELOW = rf"(?:地下\s*{_COUNT}|b\s*{_COUNT}){_STOREY}"
# A bare minus needs something before it: "3-1" may be a range.
_AFTER = rf"(?:(?:{_PARTING})?{_BELOW}|{_PARTING}-\s*{_COUNT}{_STOREY})\s*\)?"
_TEXT = re.compile(rf"(?:地上)?\s*{_COUNT}{_STOREY}(?:{_AFTER})?|共\s*{_COUNT}\s*[层楼]")
_BELOW_FIRST = re.compile(rf"{_BELOW}(?:{_PARTING})?地上\s*{_COUNT}{_STOREY}")


def storeys_above(text: str) -> int | None:
    """Return the storeys above ground that `text` names; None when it names none, or may mean several.

    Parameters
    ----------
    text : str
        In plain width, such as ``三层``, ``3F``, ``地上3层地下1层``.

    Returns
    -------
    int or None

    Examples
    --------
    >>> storeys_above("地上3层地下1层"), storeys_above("十二层"), storeys_above("3-6层")
    (3, 12, None)
    """
    plain = text.strip().lower()
    match = _TEXT.fullmatch(plain)
    if match:
        return _number(match[1] or match[match.re.groups])
    match = _BELOW_FIRST.fullmatch(plain)
    return _number(match[match.re.groups]) if match else None


def _number(text: str) -> int | None:
    """Return a number under a hundred, in digits of either script."""
    if text.isascii():
        return int(text)
    if text in _DIGITS:
        return _DIGITS[text]
    match = _TENS.fullmatch(text)
    return (_DIGITS[match[1] or "一"] * 10 + (_DIGITS[match[2]] if match[2] else 0)) if match else None
