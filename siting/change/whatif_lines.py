"""A what-if as text, in the manner of a linter: one line for one loss, home or finding."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from siting.change.document import drafts_of
from siting.change.finding_lines import changed_finding_lines
from siting.change.whatif_document import BEFORE_AND_AFTER
from siting.io.ledger import shortened
from siting.rules.cells import records
from siting.rules.finding import number_text
from siting.text_report import in_one_line
from siting.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from siting.change.whatif import WhatIf
    from siting.words import Words

_TABLE = "change/whatif.yaml"
_STYLES = {"exposed": "red", "more": "yellow", "hidden": "green", "less": "green", "gone": "dim"}
_PERCENT = 100.0


def ground_lines(found: WhatIf, *, lang: str) -> Iterator[Line]:
    """Yield one line for each camera, view and class of which something is lost, or gained.

    Parameters
    ----------
    found : WhatIf
    lang : {'en', 'zh'}
    """
    words = words_of(lang, _TABLE)
    if len(found.ground):
        yield Line(words.say("ground"), "bold")
    for row in records(found.ground):
        for name, style in (("lost", "yellow"), ("gained", "cyan")):
            if row[f"{name}_m2"] > 0.0:
                is_new = math.isnan(row[f"{name}_ratio"])
                said = words.say(
                    f"{name}_new" if is_new else name,
                    area=_short(row[f"{name}_m2"]),
                    before=_short(row["before_m2"]),
                    share="" if is_new else _short(row[f"{name}_ratio"] * _PERCENT),
                )
                parts = [Line(in_one_line(row["camera_id"]), "bold"), Line(f"{row['view']} {row['class']}")]
                yield Line("  ").join([*parts, Line(said, style)])


def home_lines(found: WhatIf, *, lang: str) -> Iterator[Line]:
    """Yield one line for each camera and building of whose storeys or rooms it sees more, or less.

    Parameters
    ----------
    found : WhatIf
    lang : {'en', 'zh'}
    """
    words = words_of(lang, _TABLE)
    same: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in records(found.homes):
        key = (row["change"], row["camera_id"], row["building_id"], row["zone_id"], row["is_news"])
        same.setdefault(key, []).append(row)
    if same:
        yield Line()
        yield Line(words.say("homes"), "bold")
    order = {name: place for place, name in enumerate(_STYLES)}
    for key in sorted(same, key=lambda key: (order[key[0]], *map(str, key[1:]))):
        yield _home_line(same[key], words)


def _home_line(rows: list[dict[str, Any]], words: Words) -> Line:
    row = rows[0]
    px = {side: max(each[f"{side}_px_per_m"] for each in rows) for side in BEFORE_AND_AFTER}
    area = {f"{side}_m2": sum(each[f"{side}_m2"] for each in rows) for side in BEFORE_AND_AFTER}
    said = words.say(row["change"], **{name: _short(value) for name, value in (px | area).items()})
    if row["change"] in ("exposed", "hidden") and not row["is_news"]:
        said += f" ({words.say('seen_before' if row['change'] == 'exposed' else 'still_seen')})"
    home = "/".join(filter(None, (row["building_id"], row["zone_id"])))
    parts = [
        Line(in_one_line(row["camera_id"]), "bold"),
        Line(in_one_line(home)),
        Line(words.say("storeys", storeys=", ".join(str(each["storey"]) for each in rows))),
        Line(said, _STYLES[row["change"]]),
    ]
    return Line("  ").join(parts)


def finding_lines(found: WhatIf, *, lang: str) -> Iterator[Line]:
    """Yield the findings that appear, vanish or change, the gravest first.

    Parameters
    ----------
    found : WhatIf
    lang : {'en', 'zh'}
    """
    drafts = drafts_of(found.summary)
    yield from changed_finding_lines(found.findings, lang=lang, sides=BEFORE_AND_AFTER, drafts=drafts)


def summary_lines(found: WhatIf, *, lang: str) -> Iterator[Line]:
    """Yield what was added and removed, the counts, what is assumed, the banners and the mark of secrecy.

    Parameters
    ----------
    found : WhatIf
    lang : {'en', 'zh'}
    """
    summary, words = found.summary, words_of(lang, _TABLE)
    counts = summary["counts"]
    yield Line()
    for row in summary["left_out"]:
        yield Line(in_one_line(words.say("left_out", **row)), "yellow")
    edits = {name: _things(summary[name], words) for name in ("added", "removed")}
    yield Line(words.say("sides", scene=in_one_line(summary["before"]["scene"]), on=summary["on"], **edits))
    areas = {name: _short(counts[f"{name}_m2"]) for name in ("lost", "gained")}
    yield Line(words.say("areas", cameras=counts["cameras_affected"], **areas))
    yield Line(
        words.say(
            "counts_of_homes",
            **{name: counts["homes"][name] for name in ("exposed", "hidden", "more", "less")},
            to_anyone=counts["homes_exposed_to_anyone"],
            from_everyone=counts["homes_hidden_from_everyone"],
        )
    )
    worse = {"worse": counts["fails_new_or_graver"], "gone": counts["fails_gone"]}
    yield Line(words.say("counts_of_findings", **counts["findings"], **worse))
    yield Line(words.say("assumed"), "dim")
    for pack in summary["packs"]:
        if pack["status"] == "draft":
            yield Line(f"{pack['id']}: {pack['banner'][lang]}", "bold yellow")
    yield Line(summary["confidential"][lang], "bold")


def closing_line(found: WhatIf, *, matters: int, lang: str) -> Line:
    """Return whether the edit does harm, or that there was nothing to check, in one line.

    Parameters
    ----------
    found : WhatIf
    matters : int
        As `siting.change.whatif.WhatIf.matters` counts.
    lang : {'en', 'zh'}
    """
    words = words_of(lang, _TABLE)
    if not (found.before.scene.cameras or found.after.scene.cameras):
        return Line(words.say("nothing_checked"), "bold yellow")
    return Line(words.say("matters"), "bold red") if matters else Line(words.say("harmless"), "bold green")


def _things(ids: Mapping[str, Sequence[str]], words: Words) -> str:
    said = [words.say(layer, ids=in_one_line(shortened(each, most=5))) for layer, each in ids.items() if each]
    return ", ".join(said) or words.say("nothing")


def _short(value: float) -> str:
    return number_text(round(value, 1))
