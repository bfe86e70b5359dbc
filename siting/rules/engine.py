"""The judge: every duty of every pack put to every subject of a plan, answered as findings."""

from __future__ import annotations

import gc
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from siting.errors import UsageError
from siting.rules.answers import Answers
from siting.rules.applicability import known_words
from siting.rules.finding import Finding, Verdict
from siting.rules.findings_table import findings_frame
from siting.rules.gather import gather
from siting.rules.hearing import SCENE, Hearing, waived
from siting.rules.judgement import Judge, Judgement
from siting.rules.law import NONE, Duty, Rule, Text
from siting.rules.misplaced import refuse_misplaced
from siting.rules.pack import load_ladder, refuse_lost_counterparts
from siting.rules.settle import settle

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping, Sequence
    from datetime import date

    import geopandas as gpd
    import pyproj

    from siting.coverage.table import CoverageTable
    from siting.model import Ladder, Progress, Scene
    from siting.rules.facts import Facts, Subject
    from siting.rules.judgement import Answered
    from siting.rules.law import Pack

_DEFAULT_LADDER = "dori_2015"


def judge(
    scene: Scene,
    table: CoverageTable,
    packs: Sequence[Pack],
    *,
    on: date,
    answers: Answers | None = None,
    overrides: Mapping[str, object] | None = None,
    ladder: Ladder | None = None,
    progress: Progress | None = None,
) -> gpd.GeoDataFrame:
    """Return the findings of every duty of `packs`, in the order of packs, articles and subjects.

    Parameters as for `judged`.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `siting.rules.finding.COLUMNS` and geometry in the scene's system.
    """
    options: dict[str, Any] = {"answers": answers, "overrides": overrides, "ladder": ladder}
    return frame_of(judged(scene, table, packs, on=on, progress=progress, **options), scene.crs)


def frame_of(judgement: Judgement, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Return the findings of a judgement as a table with geometry.

    Parameters
    ----------
    judgement : Judgement
    crs : pyproj.CRS
        System of the geometry.
    """
    answers = [*judgement.answers()]
    findings = [finding for each in answers for finding in each.findings]
    return findings_frame(findings, crs, ids=[key for each in answers for key in each.ids])


def judged(
    scene: Scene,
    table: CoverageTable,
    packs: Sequence[Pack],
    *,
    on: date,
    answers: Answers | None = None,
    overrides: Mapping[str, object] | None = None,
    ladder: Ladder | None = None,
    before: Judgement | None = None,
    is_kept: bool = False,
    progress: Progress | None = None,
) -> Judgement:
    """Return what every duty of `packs` says of every subject of a plan.

    Parameters
    ----------
    scene : Scene
    table : CoverageTable
        Computed from `scene`.
    packs : sequence of Pack
    on : datetime.date
        The day of judgement.
    answers : Answers or None
        Reviewers' answers to questions, and their waivers.
    overrides : mapping of str to object, or None
        ``duty_id.parameter`` to the user's own value; its findings carry ``overridden``.
    ladder : Ladder or None
        Names the densities in messages; ``dori_2015`` when None.
    before : Judgement or None
        By the same packs and options, of a plan that differs in cameras alone: what does not rest on what is
        other is taken from it.
    is_kept : bool
        Whether the judgement is to be taken up again.
    progress : callable or None
        Called with duties done and duties in all.

    Raises
    ------
    UsageError
        When `on` is before a pack's first day, a pack is given twice, or an override or an answer names
        what is not there: a duty that is no question, a subject that the plan does not hold.
    PackError
        When a duty's counterpart is not there.
    """
    answers = answers or Answers()
    if before is None:
        _refuse_doubles(packs)
        refuse_lost_counterparts(packs)
    refuse_misplaced(answers, packs, scene)
    answers = answers.given_by(on)
    before = before if before is not None and before.is_kept else None
    rules = settle(packs, on=on, overrides=overrides or {}) if before is None else before.rules
    ladder = ladder or load_ladder(_DEFAULT_LADDER)
    with nullcontext() if is_kept else _no_look_for_garbage():
        facts = gather(
            *(scene, table),
            on=on,
            ladder=ladder,
            known=known_words(packs) if before is None else before.facts.known,
            before=None if before is None else before.facts,
        )
        judge = Judge(facts, before, is_watched=is_kept)
        duties = []
        for place, rule in enumerate(rules):
            duties.append(dict(_judge_duty(judge, place, rule, facts=facts, answers=answers)))
            if progress:
                progress(place + 1, len(rules))
    return Judgement(facts, rules, tuple(duties), judge.concerned, is_kept)


@contextmanager
def _no_look_for_garbage() -> Iterator[None]:
    """Judge without the search for circles: all that is found is kept, and to search it takes a quarter."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _judge_duty(
    judge: Judge, place: int, rule: Rule | Duty, *, facts: Facts, answers: Answers
) -> Iterator[tuple[Hashable, Answered]]:
    if isinstance(rule, Duty):
        yield judge.ask(place, lambda: [waived(each, answers, facts.on) for each in ended(rule)])
        return
    duty = rule.duty
    if duty.check == NONE:
        reason = Verdict(outcome="not_applicable", message=duty.reason or duty.title)
        yield judge.ask(place, lambda: [Finding(rule, SCENE.kind, SCENE.id, reason)])
        return
    subjects = _subjects(facts, duty)
    hearing = Hearing(judge.watched, rule, answers, concerned=judge.concerned)
    if duty.subject != "scene":
        any_subject = bool(subjects)
        yield judge.ask(place, lambda: hearing.of_nobody(any_subject=any_subject))
    yield from judge.ask_each(place, subjects, hearing.of)


def _subjects(facts: Facts, duty: Duty) -> Sequence[Subject]:
    if duty.subject == "camera":
        return facts.cameras
    return facts.systems if duty.subject == "system" else (SCENE,)


def ended(duty: Duty) -> Iterator[Finding]:
    """Yield what is said of a duty of which a number had ended on the day of judgement.

    Parameters
    ----------
    duty : Duty
    """
    rule = Rule(duty=duty, values={}, basis=duty.basis)
    message = Text("该数值在判定之日已失效", "a number of this duty had ended on the day of judgement")
    verdict = Verdict(outcome="not_applicable", message=message)
    yield Finding(rule, SCENE.kind, SCENE.id, verdict)


def _refuse_doubles(packs: Sequence[Pack]) -> None:
    ids = [pack.id for pack in packs]
    doubles = sorted({each for each in ids if ids.count(each) > 1})
    if doubles:
        raise UsageError(f"pack: found {', '.join(doubles)} twice; allowed each pack once")
