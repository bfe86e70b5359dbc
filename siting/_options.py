"""The options of an assessment, checked and loaded before anything is computed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from siting.errors import Fault, Gathered, InputError, UsageError
from siting.rules.answers import Answers, read_answers
from siting.rules.law import Pack
from siting.rules.pack import DEFAULT_PACKS, load_ladder, load_pack
from siting.rules.settle import settle
from siting.tolerance import Tolerance, tolerance_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from siting.model import Ladder

# The highest target plane that is asked for in earnest is a storey or two up a facade.
_HIGHEST_TARGET_M = 100.0


@dataclass(frozen=True, kw_only=True)
class Order:
    """What one call of `assess` was asked, checked and loaded."""

    packs: tuple[Pack, ...]
    on: date
    target_height_m: float
    ladder: Ladder
    answers: Answers | None
    overrides: dict[str, object]
    tolerance: Tolerance | None = None


def resolve(
    *,
    packs: str | Sequence[str | Path | Pack] | None,
    on: date | str | None,
    target_height_m: float,
    ladder: str | Ladder,
    answers: Answers | str | Path | None,
    overrides: Mapping[str, object] | None,
    tolerance: Tolerance | Mapping[str, object] | None = None,
) -> Order:
    """Return the options of `siting.assess`, which says what each may be.

    Raises
    ------
    InputError, UsageError, PackError
        With every one that does not fit, the numbers of one's own among them.
    """
    gathered = Gathered()
    made: dict[str, Any] = {"overrides": dict(overrides or {})}
    readings: dict[str, Callable[[], object]] = {
        "packs": lambda: tuple(_packs(packs)),
        "on": lambda: _day(on),
        "target_height_m": lambda: _target_height(target_height_m),
        "ladder": lambda: load_ladder(ladder) if isinstance(ladder, str) else ladder,
        "answers": lambda: (
            answers if answers is None or isinstance(answers, Answers) else read_answers(answers)
        ),
        "tolerance": lambda: tolerance_of(tolerance),
    }
    for name, reading in readings.items():
        with gathered:
            made[name] = reading()
    if made.keys() >= {"packs", "on"}:
        with gathered:
            settle(made["packs"], on=made["on"], overrides=made["overrides"])
    gathered.close()
    return Order(**made)


def _packs(packs: str | Sequence[str | Path | Pack] | None) -> list[Pack]:
    asked = DEFAULT_PACKS if packs is None else [packs] if isinstance(packs, str) else list(packs)
    if not asked:
        raise UsageError("packs: found none; allowed at least one name or folder of a rule pack")
    loaded = [each if isinstance(each, Pack) else load_pack(each) for each in asked]
    ids = [pack.id for pack in loaded]
    doubled = sorted({each for each in ids if ids.count(each) > 1})
    if doubled:
        raise UsageError(f"packs: found {', '.join(doubled)} more than once; allowed each pack once")
    return loaded


def _day(on: date | str | None) -> date:
    if on is None:
        return datetime.now().astimezone().date()
    if isinstance(on, datetime):
        return on.date()
    if isinstance(on, date):
        return on
    try:
        return date.fromisoformat(on)
    except ValueError as problem:
        raise InputError(
            [Fault("options", "on", repr(on), "a day as YYYY-MM-DD", "Say it as 2025-05-06.")]
        ) from problem


def _target_height(height_m: float) -> float:
    # Also refuses NaN, which is in no order.
    if not 0.0 <= height_m <= _HIGHEST_TARGET_M:
        allowed = f"a number of metres from 0 to {_HIGHEST_TARGET_M:g}"
        raise InputError([Fault("options", "target_height_m", repr(height_m), allowed, "Give metres.")])
    return float(height_m)
