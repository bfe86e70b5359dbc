"""The words of the app in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = {"en": "English", "zh": "中文"}
_FILES = (("map_page", "words.yaml"), ("ui", "words.yaml"))
# Signs that Markdown would read as more than text: a picture in a camera's name must not be fetched.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:&@/])")


@dataclass(frozen=True, slots=True)
class Words:
    """All texts in one language.

    Parameters
    ----------
    lang : str
        ``en`` or ``zh``.
    texts : mapping of str to str
        Text by key.
    """

    lang: str
    texts: Mapping[str, str]

    def say(self, key: str) -> str:
        """Return the text called `key`."""
        return self.texts[key]

    def value(self, group: str, value: str) -> str:
        """Return how a field's `value` is called; the value itself where there is no word for it."""
        return self.texts.get(f"{group}.{value}", value)


def read_words(lang: str) -> Words:
    """Return the words of the map and of the app in `lang`, ``en`` or ``zh``."""
    texts: dict[str, str] = {}
    for place in _FILES:
        table = yaml.safe_load(resources.files("siting").joinpath(*place).read_text(encoding="utf-8"))
        texts |= {key: entry[lang] for key, entry in table.items()}
    return Words(lang, texts)


def plain(text: str) -> str:
    r"""Return `text` so that Markdown shows it as it stands.

    >>> plain("![x](http://a.b)")
    '\\!\\[x\\]\\(http\\:\\/\\/a\\.b\\)'
    """
    return _MARKDOWN.sub(r"\\\1", text)
