"""The command that lays what was built over what was planned."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from siting._commands import (
    Request,
    answers_beside,
    own_numbers,
    print_lines,
    read_plan,
    tell_of_compiling,
    terminal,
    to_stdout,
)
from siting._progress import aside, progress_bar
from siting.errors import Gathered

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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
    if request.out is not None:
        written = difference.write(request.out)
        if not request.quiet:
            aside(f"written: {written.name}/")
    matters = difference.matters(weakest_force=request.fail_on)
    if request.form == "text":
        _print_text(difference, request, matters)
    else:
        _print_data(difference, request.form)
    return 1 if matters else 0


def _compared(request: DiffRequest) -> Difference:
    from siting._options import resolve
    from siting.change.difference import diff, refuse_made_ids
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
        load_tolerances(tolerances)
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
        return diff(
            plan,
            built,
            packs=order.packs,
            on=order.on,
            target_height_m=order.target_height_m,
            ladder=order.ladder,
            answers=order.answers,
            overrides=order.overrides,
            tolerances=tolerances,
            progress=step,
        )


def _print_text(difference: Difference, request: DiffRequest, matters: int) -> None:
    from siting.change.lines import change_lines, closing_line, duty_lines, finding_lines, summary_lines

    console = terminal()
    print_lines(console, *change_lines(difference, lang=request.lang))
    print_lines(console, *finding_lines(difference, lang=request.lang))
    print_lines(console, *duty_lines(difference, lang=request.lang))
    if request.quiet:
        return
    print_lines(console, *summary_lines(difference, lang=request.lang))
    print_lines(console, closing_line(difference, matters=matters, lang=request.lang))


def _print_data(difference: Difference, form: str) -> None:
    from siting.io.formats import findings_csv

    if form == "json":
        to_stdout(json.dumps(difference.as_document(), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        to_stdout(findings_csv(difference.changes))
