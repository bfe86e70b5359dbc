"""Views of an assessment for the app: tables and lists that are only drawn, never computed on screen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from siting._map_data import text_of
from siting.rules.law import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd

    from siting.assess import Assessment
    from siting.errors import SitingError
    from siting.words import Words

OUTCOMES = ("fail", "undecided", "pass", "not_applicable")
WORST_FIRST = tuple(reversed(SEVERITIES))
_TABLE = (
    "outcome",
    "severity",
    "subject_id",
    "object_id",
    "message",
    "observed",
    "expected",
    "unit",
    "pack",
    "article",
)
_NAMES = {"subject_id": "subject", "object_id": "object", "pack": "filter_pack"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which findings to show; an empty choice lets all through."""

    outcomes: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    packs: tuple[str, ...] = ()
    text: str = ""


def chosen(findings: gpd.GeoDataFrame, choice: Choice) -> pd.DataFrame:
    """Return the findings that `choice` lets through, fails first, the most severe first.

    Parameters
    ----------
    findings : geopandas.GeoDataFrame
        Findings of an assessment.
    choice : Choice
        What to let through; words of `text` must all occur somewhere in a finding's texts.
    """
    kept = pd.Series(True, index=findings.index)
    for column, allowed in (
        ("outcome", choice.outcomes),
        ("severity", choice.severities),
        ("pack", choice.packs),
    ):
        if allowed:
            kept &= findings[column].isin(allowed)
    searched = ("subject_id", "object_id", "duty_id", "message_en", "message_zh", "finding_id", "flags")
    for word in choice.text.lower().split():
        hits = [findings[name].map(text_of).str.lower().str.contains(word, regex=False) for name in searched]
        kept &= pd.concat(hits, axis=1).any(axis=1)
    rows = pd.DataFrame(findings[kept].drop(columns="geometry"))
    ranks = {"outcome": OUTCOMES, "severity": WORST_FIRST}
    order = rows[list(ranks)].apply(
        lambda column: column.map({name: k for k, name in enumerate(ranks[str(column.name)])})
    )
    ranked: pd.DataFrame = rows.loc[order.sort_values(list(ranks), kind="stable").index]
    return ranked


def findings_table(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return findings as the table that is shown, with its headings and values in words."""
    table = rows.assign(message=rows[f"message_{words.lang}"])[list(_TABLE)].map(text_of)
    for group in ("outcome", "severity"):
        table[group] = table[group].map(lambda value, group=group: words.value(group, value))
    return table.rename(columns={name: words.say(_NAMES.get(name, name)) for name in _TABLE}).reset_index(
        drop=True
    )


def detail(finding: pd.Series[Any], assessment: Assessment, words: Words) -> list[tuple[str, str]]:
    """Return all that is known of one finding, as pairs of heading and text, empty ones left out.

    Parameters
    ----------
    finding : pandas.Series
        One row of the findings.
    assessment : Assessment
        Where it stands; its packs give the titles.
    words : Words
        The language.
    """
    told = {name: text_of(value) for name, value in finding.items()}
    packs = {pack.id: pack for pack in assessment.packs}
    pack = packs[told["pack"]]
    titles = {str(article.number): article.title.of(words.lang) for article in pack.articles}
    number = words.say("article_short").replace("{n}", told["article"])
    title = titles.get(told["article"], "")

    def valued(name: str) -> str:
        return f"{told[name]} {told['unit']}".strip() if told[name] else ""

    pairs = [
        ("article", f"{pack.title.of(words.lang)}, {number}" + (f": {title}" if title else "")),
        ("duty", told["duty_id"]),
        ("observed", valued("observed") or words.say("not_measured")),
        ("expected", valued("expected")),
        ("margin", valued("margin")),
        ("basis", words.value("basis", told["basis"])),
        ("force", force(told["force"], words, is_draft=pack.status == "draft")),
        ("severity", words.value("severity", told["severity"])),
        ("outcome", words.value("outcome", told["outcome"])),
        ("subject", f"{words.value('kind', told['subject_kind'])} {told['subject_id']}"),
        (
            "object",
            f"{words.value('kind', told['object_kind'])} {told['object_id']}" if told["object_id"] else "",
        ),
        ("cure", told[f"cure_{words.lang}"]),
        ("cite", told["cite"]),
        ("liability", liability(told["liability"], words)),
        ("flags", flags(told["flags"], words)),
        ("finding_id", told["finding_id"]),
    ]
    return [(words.say(key), text) for key, text in pairs if text]


def force(name: str, words: Words, *, is_draft: bool) -> str:
    """Return a force in words; what a draft calls binding binds nobody, and it says so."""
    return words.value("force", name) + (f" · {words.say('draft')}" if is_draft else "")


def liability(text: str, words: Words) -> str:
    """Return the liability of a finding (JSON list) in words, one entry a line."""
    lines = []
    for entry in json.loads(text or "[]"):
        number = words.say("article_short").replace("{n}", str(entry.get("article", "")))
        named = [words.value(key, entry[key]) for key in ("who", "measure", "trigger") if entry.get(key)]
        ends = [f"{entry[key]:,.0f}" for key in ("from", "to") if entry.get(key) is not None]
        amount = f"{'–'.join(ends)} {entry.get('unit') or ''}".strip()
        lines.append(" · ".join([number, *named, *([amount] if ends else [])]))
    return "\n".join(lines)


def flags(text: str, words: Words) -> str:
    """Return flags joined by commas in words."""
    return "; ".join(words.value("flag", flag) for flag in text.split(",") if flag)


def metrics(assessment: Assessment) -> list[tuple[str, int]]:
    """Return the numbers at the top of the page, each with the key of its name."""
    outcomes = assessment.findings["outcome"].value_counts()
    computed = assessment.cameras["view_computed"].to_numpy(dtype=bool)
    return [
        ("cameras", len(assessment.cameras)),
        ("cameras_without_view", int((~computed).sum())),
        ("homes", int(assessment.facades["building_id"].nunique())),
        ("outcome.fail", int(outcomes.get("fail", 0))),
        ("outcome.undecided", int(outcomes.get("undecided", 0))),
    ]


def numbers(assessment: Assessment) -> dict[str, float]:
    """Return the numbers by which variants are compared, each under the key of its name."""
    found = dict(metrics(assessment))
    found["outcome.pass"] = int((assessment.findings["outcome"] == "pass").sum())
    return {**found, "covered_m2": round(float(assessment.overlap["area_m2"].sum()), 1)}


def homes(facades: gpd.GeoDataFrame, words: Words) -> pd.DataFrame:
    """Return the homes in view, the one that is seen best first, with its worst density [px/m]."""
    rows = facades.sort_values("max_px_per_m", ascending=False, kind="stable")
    groups = rows.groupby("building_id", sort=False)
    table = pd.DataFrame(
        {
            "worst_px_per_m": groups["max_px_per_m"].first().round(1),
            "class": groups["class"].first(),
            "worst_camera": groups["camera_id"].first(),
            "camera_count": groups["camera_id"].nunique(),
            "storey_count": groups["storey"].nunique(),
            "nearest_m": groups["distance_m"].min().round(1),
        }
    )
    table["class"] = table["class"].map(lambda name: words.value("class", name))
    table = table.rename_axis("building").reset_index()
    return table.rename(columns={name: words.say(name) for name in table.columns})


def law(assessment: Assessment, words: Words) -> pd.DataFrame:
    """Return the articles of the packs in use, with what each asks in our own words."""
    rows = [
        (
            pack.title.of(words.lang),
            article.number,
            article.title.of(words.lang),
            article.summary.of(words.lang),
        )
        for pack in assessment.packs
        for article in pack.articles
    ]
    names = ("text", "article", "article_title", "article_summary")
    return pd.DataFrame(rows, columns=[words.say(name) for name in names])


def faults(error: SitingError, words: Words) -> pd.DataFrame:
    """Return the faults of a refused input as a table; empty for an error that has none."""
    names: Sequence[str] = ("file", "row", "place", "found", "allowed", "remedy")
    rows = [[getattr(fault, name) for name in names] for fault in getattr(error, "faults", ())]
    heads = [words.say(name) for name in ("file", "row", "field", "found", "allowed", "remedy")]
    return pd.DataFrame(rows, columns=heads)
