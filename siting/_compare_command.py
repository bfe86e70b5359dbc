"""What `siting rules --compare` prints: two texts side by side."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from siting.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.words import Words

WIDTH = 120
"""Columns of a terminal that the table takes at most."""

# The longest names of duties fit in a line.
_SIDE_WIDTH = 33
_SIDES = (0, 1)
_NOTHING = "–"
# What values of a number may be words for.
_GROUPS = ("field", "regime", "kind", "use")
_SAID = {
    "en": {
        "changed": "what changed",
        "only_in": "only in {pack}",
        "up_to": "up to {n}",
        "whom": "{measure} ({who})",
        "difference": "- {name}: {first} → {second}",
    },
    "zh": {
        "changed": "变化",
        "only_in": "仅见于 {pack}",
        "up_to": "{n} 以下",
        "whom": "{measure}（{who}）",
        "difference": "- {name}：{first} → {second}",
    },
}


def show_comparison(duty_id: str | None, packs: tuple[str, ...], *, form: str, lang: str) -> None:
    """Return nothing; print what changed from one text to the other.

    Parameters
    ----------
    duty_id : str or None
        Refused: whole texts are compared.
    packs : tuple of str
        Two names or folders; empty takes both texts that come with Siting.
    form : {'text', 'json'}
    lang : {'en', 'zh'}

    Raises
    ------
    UsageError
        When a duty is named, or there are not two packs.
    PackError
        When a pack is at fault.
    """
    from siting.rules.compare import compare
    from siting.rules.pack import DEFAULT_PACKS, load_pack

    if duty_id is not None:
        raise UsageError(f"compare: found the duty {duty_id!r}; allowed whole texts: leave the duty out")
    compared = compare([load_pack(each) for each in packs or DEFAULT_PACKS])
    if form == "json":
        text = json.dumps(compared, ensure_ascii=False, indent=1) + "\n"
    else:
        text = comparison_text(compared, lang=lang)
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.flush()


def comparison_text(compared: dict[str, Any], *, lang: str) -> str:
    """Return a comparison as a table of at most `WIDTH` columns, the banners of drafts beneath it.

    Parameters
    ----------
    compared : dict
        As `siting.rules.compare.compare` gives it.
    lang : {'en', 'zh'}
    """
    from rich.console import Console
    from rich.table import Table

    from siting.words import words_of

    words = words_of(lang, "map_page/words.yaml", "rules/words.yaml")
    table = Table(box=None, width=WIDTH, padding=(0, 2, 1, 0), show_edge=False, header_style="bold")
    for pack in compared["packs"]:
        table.add_column(pack["id"], width=_SIDE_WIDTH, overflow="fold")
    table.add_column(_SAID[lang]["changed"], overflow="fold")
    for row in compared["rows"]:
        sides = (_side(row, place, lang) for place in _SIDES)
        table.add_row(*sides, "\n".join(_what_changed(row, words)))
    console = Console(width=WIDTH, highlight=False, markup=False, emoji=False, no_color=True)
    with console.capture() as captured:
        console.print(table)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    lines += [
        f"{pack['id']}: {pack['banner'][lang]}" for pack in compared["packs"] if pack["status"] == "draft"
    ]
    return "\n".join(lines) + "\n"


def _side(row: dict[str, Any], place: int, lang: str) -> str:
    """One text's article with its duties, or a dash where it has none."""
    article = row["articles"][place]
    if article is None:
        return _NOTHING
    duties = [_name(each) for group in row["duties"] for each in group["duty_ids"][place]]
    return "\n".join([f"{article['article']} {article[f'title_{lang}']}", *duties])


def _what_changed(row: dict[str, Any], words: Words) -> Iterator[str]:
    said = row[f"changed_{words.lang}"]
    if said or row["only_in"]:
        yield said or _SAID[words.lang]["only_in"].format(pack=row["only_in"])
    for group in row["duties"]:
        before = ""
        for each in group["differences"]:
            heading = _heading(each.get("duty_ids", group["duty_ids"]), group["duty_ids"])
            if heading != before:
                yield heading
            before = heading
            tell = _liability if each["name"] == "liability" else _number
            yield from tell(each, words)


def _heading(ids: list[list[str]], group: list[list[str]]) -> str:
    """Of which duties of a group a difference tells: those of the second text, and which of the first."""
    first, second = (", ".join(_name(each) for each in side) for side in ids)
    return second if ids[0] == group[0] else f"{first} → {second}"


def _number(difference: dict[str, Any], words: Words) -> Iterator[str]:
    name, first, second = (difference[key] for key in ("name", "first", "second"))
    if name == "force":
        first, second = ([words.value("force", each) for each in side] for side in (first, second))
        name = words.say("force")
    elif words.lang == "zh":
        first, second = ([_in_chinese(each, words) for each in side] for side in (first, second))
    yield _line(name, ", ".join(first), ", ".join(second), words.lang)


def _in_chinese(value: str, words: Words) -> str:
    """A field, a word of a plan or a number with its unit, as it is called in Chinese."""
    number, _, unit = value.rpartition(" ")
    if number:
        return f"{number} {words.value('unit', unit)}"
    return next((said for group in _GROUPS if (said := words.value(group, value)) != value), value)


def _liability(difference: dict[str, Any], words: Words) -> Iterator[str]:
    """One line for each measure and whom it meets, where the texts differ in it."""
    sides = [_by_measure(difference[key], words) for key in ("first", "second")]
    for name in dict.fromkeys([*sides[0], *sides[1]]):
        before, after = (side.get(name, "") for side in sides)
        if before != after:
            yield _line(name, before, after, words.lang)


def _line(name: str, first: str, second: str, lang: str) -> str:
    return _SAID[lang]["difference"].format(name=name, first=first or _NOTHING, second=second or _NOTHING)


def _by_measure(entries: list[dict[str, Any]], words: Words) -> dict[str, str]:
    told: dict[str, list[str]] = {}
    for entry in entries:
        measure, who = (words.value(key, entry[key]) for key in ("measure", "who"))
        name = _SAID[words.lang]["whom"].format(measure=measure, who=who)
        parts = (_amount(entry, words), words.value("trigger", entry["trigger"]))
        told.setdefault(name, []).append(" ".join(part for part in parts if part))
    return {name: "; ".join(texts) for name, texts in told.items()}


def _amount(entry: dict[str, Any], words: Words) -> str:
    low, high = entry["from"], entry["to"]
    if high is None:
        return ""
    most = f"{high:,.0f} {words.value('unit', entry['unit'])}"
    return f"{low:,.0f}–{most}" if low is not None else _SAID[words.lang]["up_to"].format(n=most)


def _name(duty_id: str) -> str:
    """A duty's own name: its pack and article stand beside it already."""
    return duty_id.rpartition("/")[2]
