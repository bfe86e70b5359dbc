"""What messages in Chinese call fields and their values; English ones call them as columns do."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from siting.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siting.words import Words

# What a flag says, whichever it is.
_FLAG_VALUES = "flag_value"


def field_zh(name: str) -> str:
    """Return what a field is called in Chinese; its own name where there is no word for it.

    Parameters
    ----------
    name : str

    Examples
    --------
    >>> field_zh("in_use_date")
    '投入使用日期'
    """
    return _chinese().texts.get(f"field.{name}", name)


def fields_zh(names: Iterable[str]) -> str:
    """Return what several fields are called in Chinese, in the order given.

    Parameters
    ----------
    names : iterable of str
    """
    return "、".join(field_zh(name) for name in names)


def asked_zh(names: Iterable[str]) -> str:
    """Return what is asked of several fields in Chinese: of a flag whether it holds, of others what they say.

    Parameters
    ----------
    names : iterable of str

    Examples
    --------
    >>> asked_zh(["has_audio", "regime"])
    '是否拾音、建设主体类别'
    """
    return "、".join(_chinese().texts.get(f"asked.{name}", field_zh(name)) for name in names)


def value_zh(field: str, value: str) -> str:
    """Return what a field's value is called in Chinese; the value itself where there is no word for it.

    Parameters
    ----------
    field : str
        Its name, or that of a group of words that pages show: `use`, `class`, `empty`.
    value : str

    Examples
    --------
    >>> value_zh("regime", "gov"), value_zh("has_audio", "no"), value_zh("model", "DS-2")
    ('政府', '否', 'DS-2')
    """
    texts = _chinese().texts
    return texts.get(f"{field}.{value}") or texts.get(f"{_FLAG_VALUES}.{value}", value)


@cache
def _chinese() -> Words:
    return words_of("zh", "map_page/words.yaml", "rules/words.yaml")
