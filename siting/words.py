"""Words that people read, in both languages, from the tables beside the pages that say them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from numbers import Integral
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping

# libyaml reads the same ten times as fast, where PyYAML was built with it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def own_table(text: str) -> Any:
    """Return a YAML table of the package's own, plain values only.

    Parameters
    ----------
    text : str
    """
    return yaml.load(text, Loader=_LOADER)


class Count(int):
    """A count that a text agrees with: ``{count:camera has|cameras have}``, after ``=`` without the number.

    Examples
    --------
    >>> "{0:camera has|cameras have} no optics".format(Count(1))
    '1 camera has no optics'
    >>> "what {0:=it sees|they see}".format(Count(2))
    'what they see'
    """

    def __format__(self, spec: str) -> str:
        one, bar, many = spec.partition("|")
        if not bar:
            return format(int(self), spec)
        word = one.removeprefix("=") if self == 1 else many
        return word if one.startswith("=") else f"{int(self)} {word}"


def filled(text: str, **values: object) -> str:
    """Return a text with its ``{names}`` filled, its words agreeing with whole numbers as `Count` says."""
    counts = {key: Count(value) for key, value in values.items() if isinstance(value, Integral)}
    return text.format(**{**values, **counts})


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number and what it counts.

    Parameters
    ----------
    count : int
    one, many : str
        What it counts; of several, `one` and an s where `many` is empty.

    Examples
    --------
    >>> counted(1, "row"), counted(2, "row"), counted(2, "entry", "entries")
    ('1 row', '2 rows', '2 entries')
    """
    return f"{Count(count):{one}|{many or one + 's'}}"


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

    def say(self, key: str, **values: object) -> str:
        """Return the text called `key`, its ``{names}`` filled with `values` as `filled` does."""
        return filled(self.texts[key], **values) if values else self.texts[key]

    def value(self, group: str, value: str) -> str:
        """Return how a field's `value` is called; the value itself where there is no word for it."""
        return self.texts.get(f"{group}.{value}", value)


def words_of(lang: str, *tables: str) -> Words:
    """Return the words of some tables in one language.

    Parameters
    ----------
    lang : {'en', 'zh'}
    tables : str
        YAML files inside the package, as ``ui/words.yaml``: key, then the text in each language.

    Examples
    --------
    >>> words_of("zh", "map_page/words.yaml").value("severity", "major")
    '严重'
    """
    texts: dict[str, str] = {}
    for table in tables:
        path = resources.files("siting").joinpath(*table.split("/"))
        entries = own_table(path.read_text(encoding="utf-8"))
        texts |= {key: entry[lang] for key, entry in entries.items()}
    return Words(lang, texts)
