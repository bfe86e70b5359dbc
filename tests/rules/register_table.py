"""Writes siting/rules/README.md: every article, duty and number, and its cases.

Run it after a pack or a case has changed: ``python -m tests.rules.register_table``.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from siting.rules.pack import DEFAULT_PACKS, load_pack
from siting.rules.strict_yaml import read_yaml

if TYPE_CHECKING:
    from siting.rules.law import Duty, Number

README = Path(__file__).parents[2] / "siting" / "rules" / "README.md"
CASES = Path(__file__).parent / "cases"
HEAD = """# The law, duty by duty

Written by `python -m tests.rules.register_table` from the packs and the case files; do not edit.

Force says how much the text itself carries: *binding* is what it says, *interpretation* what a reviewer may
read into it, *advisory* what is only good practice. Basis says whose number it is; what no text gives says
`assumption` or `case`. Cases are the small plans under `tests/rules/cases` that prove the duty: how many
pass, fail, do not apply, stay undecided.

## How a pack is written

A pack is a folder: `pack.yaml` (id, title, status, first_day, article_count, banner) and one file an article,
`article_NN_title.yaml` (article, title, summary, cite, duties). Texts stand in `zh` and `en`. A duty names a
check of `registry.py`, `by_hand` (with a question that yes settles well) or `none` (with the reason), whom it
applies to, its numbers, force, severity and cure. Under `compare` it may name a check that answers the same
duty between two plans (`siting diff`), with subjects and numbers of its own. Each number says value, unit,
`from` (its first day; later values follow in a list, `null` ends it), basis, source, and a reason where the
text does not give it. What answers a breach is stated once, under `liabilities` of the article that gives it,
and named by the binding duties it answers. `siting check --pack ./my_pack` loads a pack from its folder; what
is wrong with it is told by file and key.
"""
WORDS = ("pass", "fail", "na", "undecided")


def table() -> str:
    """Return the whole page."""
    cases = Counter((str(read_yaml(path)["duty"]), path.stem.split("_")[0]) for path in CASES.rglob("*.yaml"))
    lines = [HEAD]
    for name in DEFAULT_PACKS:
        pack = load_pack(name)
        lines.append(f"\n## {pack.title.en}\n\n{pack.title.zh}\n\n{pack.banner.en}\n")
        lines.append("| article | duty | check | force | numbers | basis | source | cases |")
        lines.append("|---|---|---|---|---|---|---|---|")
        for article in pack.articles:
            for duty in article.duties:
                lines.append(_row(f"{article.number} {article.title.en} ({article.title.zh})", duty, cases))
    return "\n".join(lines) + "\n"


def _row(article: str, duty: Duty, cases: Counter[tuple[str, str]]) -> str:
    given = {**duty.parameters, **(duty.between.parameters if duty.between else {})}
    numbers = [(name, each) for name, steps in given.items() for each in steps]
    counts = ", ".join(f"{cases[duty.id, word]} {word}" for word in WORDS if cases[duty.id, word])
    cells = [
        article,
        f"`{duty.id}` {duty.title.en}",
        f"{duty.check}; `siting diff`: {duty.between.check}" if duty.between else duty.check,
        duty.force,
        "<br>".join(f"{name} {_value(each)} {each.unit}" for name, each in numbers) or "-",
        "<br>".join(each.basis for _, each in numbers) or duty.basis,
        "<br>".join(each.source for _, each in numbers) or duty.cite.text.en,
        counts or "-",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _value(number: Number) -> str:
    value = number.value
    if isinstance(value, tuple):
        return ", ".join(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    README.write_text(table(), encoding="utf-8")
