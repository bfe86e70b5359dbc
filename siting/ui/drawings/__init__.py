"""Drawings of what is looked at closely, as SVG: section, camera's own view, elevation, tilt."""

from __future__ import annotations

from siting.words import Words, words_of

__all__ = ["drawing_words"]


def drawing_words(lang: str) -> Words:
    """Return the words of the drawings, and of the values named in them.

    Parameters
    ----------
    lang : {'en', 'zh'}
    """
    return words_of(lang, "map_page/words.yaml", "ui/drawings/words.yaml")
