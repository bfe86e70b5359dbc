"""Whether what changed of a filed system was filed as a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.changes import BEYOND, CHANGES, chosen
from siting.rules.filed import is_filed
from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.paper import paper_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from siting.rules.changes import Change, ChangeFacts, SystemPair
    from siting.rules.law import Rule


def change_filed(facts: ChangeFacts, rule: Rule, system: SystemPair) -> Iterator[Verdict]:
    """Yield whether the changes of a filed system call for a change filing, and whether there is one.

    Changes are filed in good time, which is no number of days: without a change filing it is undecided,
    and said so. A change filing that the plan lists already was made before these changes and does not
    count. What the text does not name as filed is asked, not demanded.

    Parameters
    ----------
    facts : ChangeFacts
    rule : Rule
        `filed_changes`: kinds of change of what the text says is filed; `asked_changes`: kinds that may be;
        `document_kinds` that are a filing, `change_kinds` that are a change filing.
    system : SystemPair
    """
    if not is_filed(system.either, rule.texts("document_kinds"), on=facts.on):
        yield Verdict(
            outcome="not_applicable",
            message=Text(
                "方案未载明系统已备案",
                "the plan tells of no filing of the system: what is built is what will be filed",
            ),
        )
        return
    filed = chosen(system.changes, rule.texts("filed_changes"))
    asked = chosen(system.changes, rule.texts("asked_changes"))
    if not filed and not asked:
        yield Verdict(
            outcome="pass",
            expected="0",
            observed="0",
            unit="change",
            message=Text("备案事项没有变化", "nothing that is filed has changed"),
        )
        return
    yield _changed(facts, rule, system, filed=filed, asked=asked)


def _changed(
    facts: ChangeFacts, rule: Rule, system: SystemPair, *, filed: Sequence[Change], asked: Sequence[Change]
) -> Verdict:
    since = _new_change_filings(facts, rule, system)
    count = _counted([*filed, *asked])
    if since:
        message = Text(f"{count.zh}；{since} 已办理备案变更", f"{count.en}; a change was filed: {since}")
    elif any(each.extent == BEYOND for each in filed):
        message = Text(
            f"{count.zh}；备案事项有变化，应当及时办理备案变更，未见变更备案",
            f"{count.en}; what is filed has changed, so a change is to be filed in good time; none is listed",
        )
    else:
        message = Text(
            f"{count.zh}；是否属于备案事项（系统建设位置、设备类型）的变化，需否变更备案？",
            f"{count.en}; does this change what is filed (place of the system, types of device), and so call "
            "for a change filing?",
        )
    return Verdict(
        outcome="pass" if since else "undecided",
        expected="filed in good time",
        observed=since,
        flags=() if since else ("change_not_filed",),
        message=message,
    )


def _counted(changes: Sequence[Change]) -> Text:
    counts = {kind: len({c.subject_id for c in changes if c.change == kind}) for kind in CHANGES}
    shown = [(CHANGES[kind], count) for kind, count in counts.items() if count]
    return Text(
        "，".join(f"{word.zh} {count} 项" for word, count in shown),
        ", ".join(f"{word.en}: {count}" for word, count in shown),
    )


def _new_change_filings(facts: ChangeFacts, rule: Rule, system: SystemPair) -> str:
    """The days of change filings that the built plan lists and the plan does not; empty when none."""
    kinds = rule.texts("change_kinds")
    before = set(paper_days(system.plan, "change_filing_date", kinds))
    days = [day for day in paper_days(system.built, "change_filing_date", kinds) if day <= facts.on]
    return ", ".join(str(day) for day in dict.fromkeys(days) if day not in before)
