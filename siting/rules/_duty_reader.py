"""One duty of an article file, read and checked against the register."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from siting.rules._keys import Keys
from siting.rules._numbers import read_parameters
from siting.rules._scope_reader import SCOPE, read_scope
from siting.rules.changes import CHANGES, RENAMED
from siting.rules.law import (
    BASES,
    BY_HAND,
    BY_LADDER,
    FORCES,
    MEASURES,
    NONE,
    SEVERITIES,
    SUBJECTS,
    TRIGGERS,
    WHO,
    Cite,
    Duty,
    Liability,
    Number,
    Text,
)
from siting.rules.registry import CHECKS, COMPARISONS, Check

if TYPE_CHECKING:
    from datetime import date

Rules = dict[tuple[int, str], tuple[Liability, ...]]


def read_duty(
    keys: Keys,
    *,
    pack: str,
    status: str,
    article: int,
    article_title: Text,
    cite: Cite,
    first_day: date,
    rules: Rules,
) -> Duty:
    """Return the duty that `keys` holds; faults are gathered in `keys`.

    Parameters
    ----------
    keys : Keys
    pack, status : str
        Id and standing of the pack.
    article : int
    article_title : Text
        Stands for the duty's own title when it has none.
    cite : Cite
    first_day : datetime.date
        Of the pack: every number must hold from then on.
    rules : dict
        The liabilities of the pack's articles by article and name.
    """
    check = keys.choice("check", (*CHECKS, BY_HAND, NONE))
    known = CHECKS.get(check) if check in (*CHECKS, BY_HAND, NONE) else None
    force = keys.choice("force", FORCES)
    severity = keys.choice("severity", (*SEVERITIES, BY_LADDER))
    parameters = read_parameters(keys, check, known, first_day=first_day)
    subject = known.subject if known else keys.choice("subject", SUBJECTS, "scene")
    duty = Duty(
        pack=pack,
        article=article,
        name=keys.text("id"),
        title=keys.both_or_none("title") or article_title,
        check=check,
        force=force,
        severity=severity,
        basis=_basis(keys, known, parameters),
        subject=subject,
        cite=cite,
        **read_scope(keys, subject),
        parameters=parameters,
        cure=keys.both_or_none("cure"),
        question=keys.both_or_none("question"),
        reason=keys.both_or_none("reason"),
        liability=_liability(keys, force, rules),
        counterpart=keys.texts("counterpart"),
        pack_status=status,
    )
    _refuse_misfits(keys, duty, known)
    if duty.check == NONE and keys.has("compare"):
        keys.fault("compare", keys.raw("compare"), "nothing (check is none)")
    elif keys.has("compare"):
        duty = replace(duty, between=_between(keys, duty, first_day))
    keys.close()
    return duty


def _between(keys: Keys, duty: Duty, first_day: date) -> Duty:
    """The duty as it is asked between two plans, as `compare` gives it."""
    inner = Keys(keys.file, f"{keys.where}.compare", keys.raw("compare"), keys.faults)
    check = inner.choice("check", tuple(COMPARISONS))
    known = COMPARISONS[check]
    scope = read_scope(inner, known.subject)
    parameters = read_parameters(inner, check, known, first_day=first_day)
    for name in ("design_changes", "filed_changes", "asked_changes", "protected_changes"):
        for number in parameters.get(name, ()):
            for kind in number.value if isinstance(number.value, tuple) else ():
                # Another id is no other camera: nothing can be asked of it.
                known_kinds = [each for each in CHANGES if each != RENAMED]
                if kind not in known_kinds:
                    inner.fault(f"parameters.{name}", kind, "one of " + ", ".join(known_kinds))
    inner.close()
    return replace(
        duty,
        check=check,
        subject=known.subject,
        **scope,
        parameters=parameters,
        is_asked_once=duty.subject == "scene",
    )


def _refuse_misfits(keys: Keys, duty: Duty, known: Check | None) -> None:
    """Gather what does not fit the kind of check."""
    if not duty.name.replace("_", "").isalnum() or not duty.name.isascii():
        keys.fault("id", duty.name, "lower-case letters, digits and underscores")
    # A computed duty may put a question, for a person to answer where the plan leaves it open.
    for key, value, wanted, allowed in (
        ("question", duty.question, duty.check == BY_HAND, duty.check != NONE),
        ("reason", duty.reason, duty.check == NONE, duty.check == NONE),
    ):
        if wanted and value is None:
            keys.fault(key, "nothing", f"text in zh and en (check is {duty.check})")
        if not allowed and value is not None:
            keys.fault(key, value.en, f"nothing (check is {duty.check})")
    if known is not None and duty.cure is None:
        keys.fault("cure", "nothing", "text in zh and en")
    graded = known is not None and "limit_px_per_m" in known.parameters
    if duty.severity == BY_LADDER and not graded:
        keys.fault("severity", duty.severity, "one of " + ", ".join(SEVERITIES))
    for key in SCOPE:
        named = dict(getattr(duty, key))
        if duty.check == NONE and named:
            keys.fault(key, named, "nothing (check is none)")
        if duty.subject == "scene" and named:
            keys.fault(key, named, "nothing (the subject is the scene)")
    if duty.check == NONE and duty.liability:
        keys.fault("liability", [each.measure for each in duty.liability], "nothing (check is none)")
    _refuse_counterparts(keys, duty)


def _refuse_counterparts(keys: Keys, duty: Duty) -> None:
    for each in sorted({each for each in duty.counterpart if duty.counterpart.count(each) > 1}):
        keys.fault("counterpart", each, "each duty once")
    for each in duty.counterpart:
        parts = each.split("/")
        if parts[0] == duty.pack:
            keys.fault("counterpart", each, "duties of another pack")
        if len(parts) != len(("pack", "article", "duty")) or not all(parts) or not parts[1].isdigit():
            keys.fault("counterpart", each, "full duty ids, pack/article/duty")


def _basis(keys: Keys, known: Check | None, parameters: dict[str, tuple[Number, ...]]) -> str:
    if keys.has("basis"):
        return keys.basis()
    keys.raw("basis", None)
    if known and known.limit and parameters.get(known.limit):
        return parameters[known.limit][-1].basis
    return BASES[0]


def _liability(keys: Keys, force: str, rules: Rules) -> tuple[Liability, ...]:
    entries: list[Liability] = []
    items = keys.items("liability")
    if items and force != FORCES[-1]:
        keys.fault("liability", items, f"nothing: only binding duties carry liability, this is {force}")
    for place, item in enumerate(items):
        inner = Keys(keys.file, f"{keys.where}.liability[{place}]", item, keys.faults)
        article = inner.whole("article")
        if inner.has("rule"):
            name = inner.text("rule")
            if (article, name) not in rules:
                allowed = ", ".join(f"{a}: {n}" for a, n in sorted(rules)) or "none in this pack"
                inner.fault("rule", f"{article}: {name}", f"one of the liabilities {allowed}")
            entries.extend(rules.get((article, name), ()))
            inner.close()
        else:
            entries.append(read_consequence(inner, article, "", allow_article=True))
    return tuple(entries)


def read_consequence(keys: Keys, article: int, unit: str, *, allow_article: bool = False) -> Liability:
    """Return one consequence: who, measure, amounts, trigger.

    Parameters
    ----------
    keys : Keys
    article : int
        The article that gives it.
    unit : str
        Of the amounts, unless the entry names its own.
    allow_article : bool
        True when the entry itself names the article.
    """
    if allow_article:
        keys.raw("article", None)
    entry = Liability(
        article=article,
        who=keys.choice("who", WHO),
        measure=keys.choice("measure", MEASURES),
        lowest=keys.amount("from"),
        highest=keys.amount("to"),
        trigger=keys.choice("trigger", TRIGGERS),
        unit=keys.text("unit", unit),
    )
    if entry.lowest is not None and entry.highest is not None and entry.lowest > entry.highest:
        keys.fault("from", entry.lowest, f"at most `to`, {entry.highest:g}")
    if entry.measure != "fine" and (entry.lowest is not None or entry.highest is not None):
        keys.fault("to", entry.highest, f"nothing: only a fine has an amount, this is {entry.measure}")
    if entry.highest is None and entry.measure == "fine":
        keys.fault("to", "nothing", "the highest amount of the fine")
    keys.close()
    return entry
