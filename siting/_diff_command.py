"""The command that lays what was built over what was planned."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from siting._commands import (
    Request,
    answers_beside,
    own_numbers,
    read_plan,
    tell_of_compiling,
)
from siting._delivery import deliver
from siting._progress import progress_bar
from siting.errors import Gathered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from rich.text import Text as Line

    from siting.change.difference import Difference
    from siting.model import Scene


@dataclass(frozen=True, kw_only=True)
class DiffRequest:
    """What `siting diff` was asked.

    `reading` holds options of `siting.read_scene` for both plans, `terrain` the ground of both, `own` texts
    ``duty_id.name=value``, `tolerances` texts ``name=value``; the rest are options of `siting.diff` and of
    the output.
    """

    plan: str
    built: str
    reading: Mapping[str, str | None] = field(default_factory=dict)
    terrain: str | None = None
    packs: tuple[str, ...] = ()
    on: str | None = None
    target_height_m: float = 1.5
    ladder: str = "dori_2015"
    answers: str | None = None
    own: tuple[str, ...] = ()
    tolerances: tuple[str, ...] = ()
    out: Path | None = None
    form: str = "text"
    fail_on: str = "interpretation"
    lang: str = "en"
    quiet: bool = False


def run_diff(request: DiffRequest) -> int:
    """Return the exit code of a comparison: 0 when nothing changed that matters, else 1.

    Parameters
    ----------
    request : DiffRequest
    """
    from siting.io.write import refuse_foreign_folder
    from siting.io.write_comparison import COMPARISON

    if request.out is not None:
        refuse_foreign_folder(request.out, kind=COMPARISON)
    difference = _compared(request)
    return deliver(
        difference,
        request,
        table=difference.changes,
        lines=lambda matters: _lines(difference, request, matters),
    )


def _compared(request: DiffRequest) -> Difference:
    from siting._options import resolve
    from siting.change.difference import difference_of, refuse_made_ids
    from siting.rules.tolerances import load_tolerances

    gathered = Gathered()
    layers = {} if request.terrain is None else {"terrain": request.terrain}
    own: dict[str, object] = {}
    tolerances: dict[str, object] = {}
    scenes: list[Scene] = []
    beside = None
    with gathered:
        own = own_numbers(request.own, "set", "duty_id.name=value")
    with gathered:
        tolerances = own_numbers(request.tolerances, "tolerance", "name=value")
    with gathered:
        limits = load_tolerances(tolerances)
    with gathered:
        beside = answers_beside(Request(scene=request.plan, quiet=request.quiet))
    with gathered:
        order = resolve(
            packs=request.packs or None,
            on=request.on,
            target_height_m=request.target_height_m,
            ladder=request.ladder,
            answers=request.answers or beside,
            overrides=own,
        )
    for path in (request.plan, request.built):
        asked = Request(
            scene=path, layers=layers, reading=request.reading, packs=request.packs, quiet=request.quiet
        )
        with gathered:
            scenes.append(read_plan(asked))
    with gathered:
        refuse_made_ids(*scenes)
    gathered.close()
    plan, built = scenes
    tell_of_compiling(on_terrain=plan.ground is not None or built.ground is not None)
    with progress_bar("comparing", wanted=not request.quiet) as step:
        return difference_of(plan, built, order, limits, progress=step)


def _lines(difference: Difference, request: DiffRequest, matters: int) -> Iterator[Line]:
    from siting.change.lines import change_lines, closing_line, duty_lines, finding_lines, summary_lines

    for lines in (change_lines, finding_lines, duty_lines, *(() if request.quiet else (summary_lines,))):
        yield from lines(difference, lang=request.lang)
    if not request.quiet:
        yield closing_line(difference, matters=matters, lang=request.lang)
