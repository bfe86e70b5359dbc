"""What a reviewer says: of a finding, that it stands, is accepted or cured; to a question, yes or no."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd
import streamlit as st

from siting._map_data import text_of
from siting.ui.sizes import HALF_TABLE_HEIGHT_PX
from siting.ui.words import plain

if TYPE_CHECKING:
    from siting.assess import Assessment
    from siting.ui.desk import Desk
    from siting.words import Words

STATUSES: tuple[Literal["open", "accepted", "cured"], ...] = ("open", "accepted", "cured")
_ANSWERS = ("yes", "no", "not_applicable")


def review(desk: Desk, finding_id: str, words: Words, *, disabled: bool = False) -> None:
    """Return nothing; draw what was said of a finding, and keep what is said now.

    Parameters
    ----------
    desk : Desk
    finding_id : str
    words : Words
    disabled : bool
        True where the user may not review.
    """
    known = desk.project.reviews
    before = known[known["finding_id"] == finding_id]
    said = before.iloc[-1].to_dict() if not before.empty else {}
    with st.form(f"review/{finding_id}", border=True):
        status = st.radio(
            words.say("review"),
            STATUSES,
            index=STATUSES.index(str(said.get("status", "open"))),
            format_func=lambda name: words.say(f"review.{name}"),
            horizontal=True,
            disabled=disabled,
        )
        reason = st.text_input(words.say("reason"), text_of(said.get("reason")), disabled=disabled)
        name = st.text_input(
            words.say("reviewer"),
            text_of(said.get("name")) or st.session_state.get("reviewer", ""),
            disabled=disabled,
        )
        comment = st.text_area(
            words.say("comment"), text_of(said.get("comment")), height=68, disabled=disabled
        )
        if st.form_submit_button(words.say("keep"), disabled=disabled):
            st.session_state["reviewer"] = name
            desk.change(
                lambda: desk.project.review(
                    finding_id, status=status, reason=reason, name=name, comment=comment
                )
            )
            st.rerun()
    if said.get("at"):
        st.caption(f"{words.say('kept_at')} {plain(str(said['at']))}")


def questions(desk: Desk, words: Words, *, disabled: bool = False) -> None:
    """Return nothing; draw the questions that only a person can answer, and keep the answers.

    Parameters
    ----------
    desk : Desk
    words : Words
    disabled : bool
        True where the user may not answer.
    """
    assessment = desk.assessment
    assert assessment is not None
    table = asked(desk, assessment, words)
    open_count = int((table[words.say("answer")] == "").sum())
    st.caption(words.say("questions_help", count=open_count))
    picked = st.dataframe(
        table.drop(columns=["duty_id", "subject_id"]),
        hide_index=True,
        height=HALF_TABLE_HEIGHT_PX,
        on_select="rerun",
        selection_mode="single-row",
        key="questions",
        column_config={words.say("question"): st.column_config.TextColumn(width="large")},
    )
    places = [place for place in picked.selection.rows if place < len(table)]
    if not places:
        st.caption(words.say("pick_question"))
        return
    row = table.iloc[places[0]]
    _answer(desk, row, words, disabled=disabled)


def asked(desk: Desk, assessment: Assessment, words: Words) -> pd.DataFrame:
    """Return the questions of the packs in use, those nobody answered first.

    Parameters
    ----------
    desk : Desk
    assessment : Assessment
    words : Words

    Returns
    -------
    pandas.DataFrame
        Heading by heading in words, and `duty_id` and `subject_id`.
    """
    duties = {
        (pack.id, duty.id): (pack, duty)
        for pack in assessment.packs
        for duty in pack.duties
        if duty.question is not None
    }
    found = assessment.findings
    answers = desk.project.answers
    rows = []
    for pack_id, duty_id, subject, outcome in (
        found[["pack", "duty_id", "subject_id", "outcome"]]
        .drop_duplicates()
        .itertuples(index=False, name=None)
    ):
        told = duties.get((pack_id, duty_id))
        if told is None:
            continue
        said = answers.to(duty_id, subject)
        if said is None and outcome != "undecided":
            continue
        pack, duty = told
        assert duty.question is not None
        rows.append(
            {
                "duty_id": duty_id,
                "subject_id": subject,
                words.say("article"): f"{pack.title.of(words.lang)} {duty.article}",
                words.say("subject"): subject,
                words.say("question"): duty.question.of(words.lang),
                words.say("answer"): "" if said is None else words.say(f"answer.{said.answer}"),
                words.say("reviewer"): "" if said is None else said.name,
            }
        )
    heads = ("article", "subject", "question", "answer", "reviewer")
    columns = ["duty_id", "subject_id", *(words.say(name) for name in heads)]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(words.say("answer"), kind="stable", ignore_index=True)


def _answer(desk: Desk, row: pd.Series[str], words: Words, *, disabled: bool) -> None:
    duty_id, subject_id = row["duty_id"], row["subject_id"]
    said = desk.project.answers.to(duty_id, subject_id)
    with st.form(f"answer/{duty_id}/{subject_id}", border=True):
        st.markdown(f"**{plain(row[words.say('question')])}** ({plain(subject_id)})")
        answer = st.radio(
            words.say("answer"),
            _ANSWERS,
            index=_ANSWERS.index(said.answer) if said else None,
            format_func=lambda name: words.say(f"answer.{name}"),
            horizontal=True,
            disabled=disabled,
        )
        name = st.text_input(
            words.say("reviewer"),
            said.name if said else st.session_state.get("reviewer", ""),
            disabled=disabled,
        )
        reference = st.text_input(words.say("reference"), said.reference if said else "", disabled=disabled)
        kept, back = st.columns(2)
        if kept.form_submit_button(words.say("keep"), disabled=disabled or False):
            st.session_state["reviewer"] = name
            desk.change(
                lambda: desk.project.set_answer(
                    duty_id, subject_id, answer=answer, name=name, reference=reference
                )
            )
            st.rerun()
        if said and back.form_submit_button(words.say("take_back"), disabled=disabled):
            desk.change(lambda: desk.project.set_answer(duty_id, subject_id, answer=None))
            st.rerun()
