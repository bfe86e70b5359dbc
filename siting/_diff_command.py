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

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from siting.change.difference import Difference


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
    from siting.change.difference import diff

    own = own_numbers(request.own, "set", "duty_id.name=value")
    tolerances = own_numbers(request.tolerances, "tolerance", "name=value")
    layers = {} if request.terrain is None else {"terrain": request.terrain}
    plan, built = (
        read_plan(Request(scene=path, layers=layers, reading=request.reading, quiet=request.quiet))
        for path in (request.plan, request.built)
    )
    beside = answers_beside(Request(scene=request.plan, quiet=request.quiet))
    tell_of_compiling(on_terrain=plan.ground is not None or built.ground is not None)
    with progress_bar("comparing", wanted=not request.quiet) as step:
        return diff(
            plan,
            built,
            packs=request.packs or None,
            on=request.on,
            target_height_m=request.target_height_m,
            ladder=request.ladder,
            answers=request.answers or beside,
            overrides=own,
            tolerances=tolerances,
            progress=step,
        )


def _print_text(difference: Difference, request: DiffRequest, matters: int) -> None:
    from siting.change.lines import change_lines, duty_lines, finding_lines, summary_lines

    console = terminal()
    print_lines(console, *change_lines(difference, lang=request.lang))
    print_lines(console, *finding_lines(difference, lang=request.lang))
    print_lines(console, *duty_lines(difference, lang=request.lang))
    if request.quiet:
        return
    print_lines(console, *summary_lines(difference, lang=request.lang))
    if matters:
        console.print("What was built deviates from the plan.", style="bold red")
    else:
        console.print("Nothing changed that matters.", style="bold green")


def _print_data(difference: Difference, form: str) -> None:
    from siting.io.formats import findings_csv

    if form == "json":
        to_stdout(json.dumps(difference.as_document(), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        to_stdout(findings_csv(difference.changes))
