"""Whether the types of camera filed for a system are those in place."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from siting.coverage.unbuilt import EXISTING
from siting.fields import CAMERA_KINDS
from siting.rules.cells import texts_of
from siting.rules.filed import agreement, asked_if_refiled, is_filed
from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import value_zh

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Facts, SystemFacts
    from siting.rules.law import Rule

# "ptz: 2", "ptz x 2", "ptz 2", "球机（2台）", "球机2台"; "2 ptz", "2台球机"; else the word alone.
_WORD_FIRST = re.compile(r"(?P<word>.+?)(?:\s*[:：=×*(（]\s*|\s+x?\s*)(?P<count>\d+)\s*[台个只路]?[)）]?")
_WORD_THEN_UNIT = re.compile(r"(?P<word>.+?)(?P<count>\d+)\s*[台个只路]")
_COUNT_FIRST = re.compile(r"(?P<count>\d+)(?:\s*[台个只路×*]\s*|\s+x?\s*)(?P<word>.+)")


def declared_types(facts: Facts, rule: Rule, system: SystemFacts) -> Iterator[Verdict]:
    """Yield whether the filed types of camera, and their numbers where given, are those in place.

    A type that only proposed cameras have may have been built since: undecided, as is a word that the
    duty does not know.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `document_kinds` that are a filing; `fixed_words`, `ptz_words`, `panoramic_words`, `multi_words`:
        how filings call each kind of camera; optionally `change_kinds` that are a change filing.
    system : SystemFacts
    """
    if not is_filed(system, rule.texts("document_kinds"), on=facts.on):
        yield Verdict(
            outcome="not_applicable",
            message=Text("方案未载明系统已备案", "the plan tells of no filing of the system"),
        )
        return
    told = texts_of(system.field("declared_types"))
    filed, strange = _read(told, rule)
    if not told or strange:
        said = Text("未提供备案的摄像机类型", "the types of camera that were filed are not given")
        if strange:
            words = ", ".join(strange)
            said = Text(f"备案类型“{'、'.join(strange)}”不认识", f"the filed types {words!r} are not known")
        flag = "types_unknown" if strange else "types_missing"
        yield Verdict(outcome="undecided", flags=(flag,), message=said)
        return
    standing = Counter(camera.kind for camera in system.cameras if camera.status == EXISTING)
    planned = Counter(camera.kind for camera in system.cameras if camera.status != EXISTING)
    answers = {
        _of_kind(filed.get(kind, 0), standing[kind], planned[kind])
        for kind in CAMERA_KINDS
        if kind in filed or standing[kind]
    }
    outcome = "fail" if "fail" in answers else "undecided" if "undecided" in answers else "pass"
    unsettled = ("status_unsettled",) if outcome == "undecided" else ()
    unknown_count = sum("kind" in camera.assumed for camera in system.cameras)
    if unknown_count:
        outcome, unsettled = "undecided", (*unsettled, "kind_missing")
    there, later = _counted(standing), _counted(planned)
    more = Text(f"；拟建{later.zh}", f"; proposed {later.en}") if planned.total() else Text("", "")
    if unknown_count:
        more = Text(
            f"{more.zh}；其中 {unknown_count} 台未填类型，按固定摄像机计",
            f"{more.en}; of these {unknown_count} do not give their kind and count as fixed",
        )
    verdict = Verdict(
        outcome=outcome,
        expected=", ".join(told),
        observed=there.en,
        flags=unsettled,
        message=Text(
            f"备案类型为“{'、'.join(told)}”，方案中现有{there.zh}{more.zh}",
            f"filed were {', '.join(told)}; the plan shows in place {there.en}{more.en}",
        ),
    )
    yield asked_if_refiled(verdict, facts, rule, system)


def _counted(cameras: Counter[str]) -> Text:
    """How many cameras there are of each kind."""
    there = [(kind, cameras[kind]) for kind in CAMERA_KINDS if cameras[kind]]
    return Text(
        "、".join(f"{value_zh('kind', kind)} {count} 台" for kind, count in there) or " 0 台",
        ", ".join(f"{kind} {count}" for kind, count in there) or "-",
    )


def _of_kind(filed: int | None, standing: int, planned: int) -> str:
    """Answer for one kind; `filed` is None where a kind is filed without a number, 0 where it is not."""
    if filed is not None:
        return agreement(filed, standing, planned)
    return "pass" if standing else "undecided" if planned else "fail"


def _read(told: tuple[str, ...], rule: Rule) -> tuple[dict[str, int | None], list[str]]:
    """The filed kinds with their numbers, and the words that are not known."""
    kind_of = {
        word.casefold(): kind for kind in CAMERA_KINDS for word in (kind, *rule.texts(f"{kind}_words"))
    }
    filed: dict[str, int | None] = {}
    strange = []
    for item in told:
        word, count = item, None
        for pattern in (_WORD_FIRST, _WORD_THEN_UNIT, _COUNT_FIRST):
            if match := pattern.fullmatch(item):
                word, count = match["word"], int(match["count"])
                break
        kind = kind_of.get(word.strip().casefold())
        if kind is None:
            strange.append(item)
        elif kind in filed and count is not None and (before := filed[kind]) is not None:
            filed[kind] = before + count
        else:
            filed[kind] = count
    return filed, strange
