"""The words of the app in both languages."""

from __future__ import annotations

import re
from functools import cache

from siting.words import Words, words_of

LANGUAGES = {"en": "English", "zh": "中文"}
# Signs that Markdown would read as more than text: a picture in a camera's name must not be fetched.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$~:&@/])")


@cache
def read_words(lang: str) -> Words:
    """Return the words of the map and of the app in `lang`, ``en`` or ``zh``."""
    return words_of(lang, "rules/words.yaml", "map_page/words.yaml", "ui/words.yaml")


def plain(text: str) -> str:
    r"""Return `text` so that Markdown shows it as it stands.

    >>> plain("![x](http://a.b)")
    '\\!\\[x\\]\\(http\\:\\/\\/a\\.b\\)'
    """
    return _MARKDOWN.sub(r"\\\1", text)
