"""Duties in plain text: many in a list, or one explained: what is asked, of whom, with which numbers.

Ids that a planner types (of duties, checks and numbers) stand as they are in both languages; in English so do
the names of columns and their values.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len, set_cell_size

from siting.rules._scope_reader import SCOPE
from siting.rules.law import BASES_ZH
from siting.rules.listing import explain
from siting.rules.naming import value_zh
from siting.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from siting.rules.law import Pack
    from siting.words import Words

# What a line of the list says before the title.
_COLUMNS = ("duty_id", "force", "basis")
# Whose words the values of a number are, by its unit.
_GROUPS = ("field", "kind", "use", "regime")


def explanation(packs: Iterable[Pack], duty_id: str, *, lang: str = "en") -> str:
    """Return what `siting.rules.listing.explain` says as plain text in one language.

    Parameters
    ----------
    packs : iterable of Pack
    duty_id : str
    lang : {'en', 'zh'}

    Raises
    ------
    UsageError
        When no pack has the duty.
    """
    # Any: the record is made for JSON, and holds texts, lists and mappings.
    entry: dict[str, Any] = explain(packs, duty_id)
    words = words_of(lang, "map_page/words.yaml", "rules/words.yaml")
    lines = (f"  {line}" for line in _lines(entry, words))
    return "\n".join([f"{entry['duty_id']}: {entry[f'title_{lang}']}", *lines])


def list_lines(duties: Sequence[Mapping[str, Any]], *, lang: str = "en") -> Iterator[str]:
    """Yield one line a duty: id, force, basis and title, in columns.

    Parameters
    ----------
    duties : sequence of mapping
        As `siting.rules.listing.list_duties` gives them.
    lang : {'en', 'zh'}
    """
    words = words_of(lang, "map_page/words.yaml", "rules/words.yaml")
    rows = [
        (
            str(duty["duty_id"]),
            _value("force", duty["force"], words),
            BASES_ZH[duty["basis"]] if lang == "zh" else str(duty["basis"]),
            str(duty[f"title_{lang}"]),
        )
        for duty in duties
    ]
    widths = [max((cell_len(row[place]) for row in rows), default=0) for place in range(len(_COLUMNS))]
    for row in rows:
        columns = (set_cell_size(text, width) for text, width in zip(row, widths, strict=False))
        yield "  ".join((*columns, row[-1]))


def liability_text(entry: dict[str, Any], words: Words) -> str:
    """Return one entry of a finding's liability in a line: measure, amounts, whom, when, article.

    Parameters
    ----------
    entry : dict
        As `siting.rules.law.Liability.as_record` gives it.
    words : Words
        Of `map_page/words.yaml` and `rules/words.yaml`.
    """
    low, high = entry["from"], entry["to"]
    measure = words.value("measure", entry["measure"])
    if high is not None:
        most = f"{high:,.0f} {words.value('unit', entry['unit'])}"
        amount = f"{low:,.0f}–{most}" if low is not None else words.say("explained.up_to", amount=most)
        measure = f"{measure} {amount}"
    parts = (measure, words.value("who", entry["who"]), words.value("trigger", entry["trigger"]))
    article = words.say("explained.within", what=words.say("article_short", n=entry["article"]))
    return words.say("explained.comma").join(parts) + article


def _lines(entry: dict[str, Any], words: Words) -> Iterator[str]:
    lang, cite, between = words.lang, entry["cite"], entry["between"] or {}
    yield entry["banner"][lang]
    yield _told("cite", cite[lang], words)
    if cite["url"]:
        yield f"    {cite['url']} {cite['retrieved']}".rstrip()
    for key in ("published", "summary"):
        if entry[key]:
            yield _told(key, entry[key][lang], words)
    standing = [(name, _value(name, entry[name], words)) for name in ("force", "severity", "basis")]
    yield _together([("check", entry["check"]), *standing], words)
    for key in SCOPE:
        if entry[key]:
            yield _told(key, _applies_to(entry[key], words), words)
    if entry["counterpart"]:
        yield _told("counterpart", words.say("explained.listed").join(entry["counterpart"]), words)
    for key in ("question", "reason", "cure"):
        if entry[key]:
            yield _told(key, entry[key][lang], words)
    if between:
        concerned = [(key, _applies_to(between[key], words)) for key in SCOPE if between[key]]
        yield _together([("between", between["check"]), *concerned], words)
    for number in (*entry["numbers"], *between.get("numbers", ())):
        yield from _number(number, words)
    for each in entry["liability"]:
        yield _told("liability", liability_text(each, words), words)


def _value(group: str, value: str, words: Words) -> str:
    """What a value is called; in English values are called as they are written."""
    return value if words.lang == "en" else words.value(group, value)


def _told(key: str, text: str, words: Words) -> str:
    return f"{words.say(f'explained.{key}')}{words.say('explained.colon')}{text}"


def _together(parts: Iterable[tuple[str, str]], words: Words) -> str:
    return words.say("explained.semicolon").join(_told(*part, words) for part in parts)


def _applies_to(fields: dict[str, list[str]], words: Words) -> str:
    if words.lang == "en":
        return "; ".join(f"{name} {', '.join(values)}" for name, values in fields.items())
    return "；".join(
        words.value("field", name) + "为" + "、".join(f"“{value_zh(name, each)}”" for each in values)
        for name, values in fields.items()
    )


def _number(number: dict[str, Any], words: Words) -> Iterator[str]:
    unit, value = number["unit"], number["value"]
    values = [f"{each:g}" if isinstance(each, float) else str(each) for each in _listed(value)]
    if words.lang == "zh" and unit in _GROUPS:
        values = [_with_word(unit, each) for each in values]
    # Names and days have no unit; where one stands, it says in English of what they are.
    told = "" if words.lang == "zh" and isinstance(value, (list, str)) else f" {words.value('unit', unit)}"
    yield f"{number['name']} = {words.say('explained.listed').join(values)}{told}".rstrip()
    since = f"{words.say('explained.from')} {number['from']}"
    basis, source = ("basis", _value("basis", number["basis"], words)), ("source", number["source"])
    yield f"    {since}{words.say('explained.semicolon')}{_together([basis, source], words)}"
    if number["reason"]:
        yield f"    {number['reason'][words.lang]}"


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _with_word(group: str, value: str) -> str:
    said = value_zh(group, value)
    return value if said == value else f"{value}（{said}）"
