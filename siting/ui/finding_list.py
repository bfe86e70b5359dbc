"""The list of findings beside the map: the worst first, a click brings what one is about into view."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from siting._map_data import text_of
from siting.ui.component import component
from siting.ui.layer_store import digest_of

if TYPE_CHECKING:
    import pandas as pd

    from siting.ui.desk import Desk
    from siting.words import Words

KEY = "finding_list"
_ROUNDED_FROM = 10.0
MOST_ROWS = 400
"""How many findings the list shows; the filters above it lead to the others."""
_LAYERS = {"zone": "zones", "sign": "signs", "obstacle": "obstacles", "entrance": "entrances"}


def draw(desk: Desk, rows: pd.DataFrame, words: Words) -> None:
    """Return nothing; draw findings; the chosen one is kept in the desk and shown on the map.

    Parameters
    ----------
    desk : Desk
    rows : pandas.DataFrame
        Findings in the order in which they are shown.
    words : Words
    """
    assert desk.assessment is not None
    content = json.dumps({"rows": cards(rows.head(MOST_ROWS), words)}, ensure_ascii=False).encode()
    digest = digest_of(content)
    desk.store.put(digest, content)

    def chosen() -> None:
        sent = st.session_state.get(KEY)
        finding_id = None if sent is None else sent.get("chosen")
        if finding_id:
            choose(desk, str(finding_id))

    told = {
        "store": f"siting/layer/{desk.store.token}/",
        "digest": digest,
        "chosen": desk.finding_id,
        "lang": words.lang,
        "words": {name: text for name, text in words.texts.items() if _is_said(name)},
    }
    component("list.js")(key=KEY, data=told, height="content", on_chosen_change=chosen)
    if len(rows) > MOST_ROWS:
        st.caption(words.say("list_cut", shown=MOST_ROWS, count=len(rows)))


def choose(desk: Desk, finding_id: str) -> None:
    """Return nothing; remember the chosen finding, and bring what it is about into view on the map.

    Parameters
    ----------
    desk : Desk
    finding_id : str
    """
    assert desk.assessment is not None
    desk.finding_id = finding_id
    found = desk.assessment.findings
    rows = found[(found["finding_id"] == finding_id).to_numpy()]
    if rows.empty:
        return
    row = rows.iloc[0]
    about: dict[str, str] = {}
    for kind, name in ((row["subject_kind"], row["subject_id"]), (row["object_kind"], row["object_id"])):
        if kind in ("camera", "building"):
            about[kind] = name
        elif kind in _LAYERS:
            about |= {"layer": _LAYERS[kind], "id": name}
    desk.look_at(**about)


def cards(rows: pd.DataFrame, words: Words) -> list[list[Any]]:
    """Return what the list shows of each finding: id, outcome, severity, whom, what, law and numbers.

    Parameters
    ----------
    rows : pandas.DataFrame
    words : Words
    """
    names = ("finding_id", "outcome", "severity", "subject_id", "object_id")
    columns = [[text_of(value) for value in rows[name]] for name in names]
    messages = rows[f"message_{words.lang}"].tolist()
    laws = [
        f"{pack} · {words.say('article_short').replace('{n}', text_of(article))}"
        for pack, article in zip(rows["pack"], rows["article"], strict=True)
    ]
    numbers = [
        _numbers(*each, words) for each in zip(rows["observed"], rows["expected"], rows["unit"], strict=True)
    ]
    return [list(each) for each in zip(*columns, messages, laws, numbers, strict=True)]


def _numbers(observed: object, expected: object, unit: object, words: Words) -> str:
    """Return what was measured and what is asked for, in few signs."""
    measured, asked = _short(observed), _short(expected)
    if not measured:
        return ""
    both = measured if not asked else f"{measured} {words.say('of_limit')} {asked}"
    return f"{both} {text_of(unit)}".strip()


def _short(value: object) -> str:
    """Return a number with one decimal from ten on, any other value as findings print it."""
    text = text_of(value)
    try:
        number = float(text)
    except ValueError:
        return text
    return f"{number:.1f}".removesuffix(".0") if abs(number) >= _ROUNDED_FROM else text


def _is_said(name: str) -> bool:
    return name == "findings" or name.partition(".")[0] in ("severity", "outcome")
