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

A pack is a folder: `pack.yaml` and one file an article, `article_NN_title.yaml`. No Python is needed for
another country's text as long as the checks of `registry.py` measure what it asks:
`tests/rules/packs/toyland` is a whole pack of two articles with its own regime, use of buildings, kind of
room, numbers, fines and question.

    # my_pack/pack.yaml
    id: toyland
    title: {zh: ..., en: ...}
    status: in_force                      # or draft
    first_day: 2020-01-01
    article_count: 9
    banner: {zh: ..., en: ...}
    source: {zh: ..., en: ...}            # who published the text, and what was read of it

    # my_pack/article_03_distance.yaml
    article: 3
    title: {zh: ..., en: ...}
    summary: {zh: ..., en: ...}           # our own words
    changed:                              # against another text, where there is one
      - {pack: toyland_1990, articles: [2], zh: ..., en: ...}
    cite: {zh: ..., en: ..., url: ..., retrieved: 2026-01-02}
    duties:
      - id: five_metres
        check: keep_distance
        applies_to: {regime: [gov, royal]}
        parameters:
          min_distance_m:
            - {value: 5, unit: m, from: 2020-01-01, basis: statute, source: ...}
            - {value: 8, unit: m, from: 2024-01-01, basis: statute, source: ...}
          home_uses: {value: [residence, castle], unit: use, from: ..., basis: ..., source: ...}
        force: binding
        severity: moderate
        cure: {zh: ..., en: ...}
        liability: [{article: 4, rule: no_consent}]
        counterpart: [toyland_1990/2/three_metres]

- Texts stand in `zh` and `en`. A duty names a check of `registry.py`, `by_hand` (with a question that yes
  settles well) or `none` (with the reason why nothing is decided), whom it applies to, its numbers, force,
  severity, cure. A computed duty may put a question, too, for a person to answer where the plan leaves it
  open. Under `compare` it may name a check that answers the same duty between two plans (`siting diff`),
  with subjects and numbers of its own.
- `applies_to` names whom a duty concerns by fields of the plan; what the plan does not declare leaves it
  undecided. `spares` names whom the text leaves out although `applies_to` names them (`undeclared` stands for
  a field that says nothing); `unsettled_for` those of whom the text does not say: undecided.
- Each number says value, unit, `from` (its first day, no later than the pack's; later values follow in a
  list, `null` ends one), basis, source, and a reason where the text does not give it. Without a source it
  does not load.
- What answers a breach is stated once, under `liabilities` of the article that gives it, and named by the
  binding duties it answers. Only a fine has an amount; "up to" has no lowest (`from: null`).
- Regimes, kinds of zone (unit `kind`) and uses of buildings (unit `use`) that a pack names are known to
  every plan that is checked by it; a word that no pack at hand names is refused or told.
- `holidays: cn` in `pack.yaml` names the calendar of `packs/standards/holidays.yaml` by which a period that
  ends on a holiday is flagged; a pack without it knows weekends alone.
- A draft (`status: draft`) never binds: each of its findings carries `pack_status: draft`.
- `changed` says in our own words what an article changed against another text; `articles: []` says that
  nothing there answers to it. `siting rules --compare --pack A --pack B` puts the two side by side by these
  and by the `counterpart` of duties.
- `url` is an address that somebody opened, `retrieved` the day; where nobody did, `source` of the pack says
  what was read instead.

`siting check PLAN --pack ./my_pack` and `siting rules --pack ./my_pack` load a pack from its folder;
everything that is wrong with it is told at once, by file and key, found and allowed
(`tests/rules/test_pack.py` holds one bad pack a fault).
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
