"""The command that asks what an edit of a plan would do."""

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

    from siting.change.whatif import WhatIf


@dataclass(frozen=True, kw_only=True)
class WhatIfRequest:
    """What `siting whatif` was asked.

    `add` and `remove` hold files and ids, `reading` options of `siting.read_scene` for all files, `own`
    texts ``duty_id.name=value``; the rest are options of `siting.whatif` and of the output.
    """

    scene: str
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    reading: Mapping[str, str | None] = field(default_factory=dict)
    packs: tuple[str, ...] = ()
    on: str | None = None
    target_height_m: float = 1.5
    ladder: str = "dori_2015"
    answers: str | None = None
    own: tuple[str, ...] = ()
    out: Path | None = None
    form: str = "text"
    fail_on: str = "interpretation"
    lang: str = "en"
    quiet: bool = False


def run_whatif(request: WhatIfRequest) -> int:
    """Return the exit code of a what-if: 0 when it exposes no home and breaks no more law, else 1.

    Parameters
    ----------
    request : WhatIfRequest
    """
    from siting.io.write import refuse_foreign_folder
    from siting.io.write_whatif import WHATIF

    if request.out is not None:
        refuse_foreign_folder(request.out, kind=WHATIF)
    found = _asked(request)
    if request.out is not None:
        written = found.write(request.out)
        if not request.quiet:
            aside(f"written: {written.name}/")
    matters = found.matters(weakest_force=request.fail_on)
    if request.form == "text":
        _print_text(found, request, matters)
    else:
        _print_data(found, request.form)
    return 1 if matters else 0


def _asked(request: WhatIfRequest) -> WhatIf:
    from siting._options import resolve
    from siting.change.whatif import whatif

    asked = Request(scene=request.scene, reading=request.reading, packs=request.packs, quiet=request.quiet)
    gathered = Gathered()
    own: dict[str, object] = {}
    with gathered:
        own = own_numbers(request.own, "set", "duty_id.name=value")
    with gathered:
        order = resolve(
            packs=request.packs or None,
            on=request.on,
            target_height_m=request.target_height_m,
            ladder=request.ladder,
            answers=request.answers or answers_beside(asked),
            overrides=own,
        )
    with gathered:
        scene = read_plan(asked)
    gathered.close()
    tell_of_compiling(on_terrain=scene.ground is not None)
    with progress_bar("what if", wanted=not request.quiet) as step:
        return whatif(
            scene,
            add=request.add,
            remove=request.remove,
            crs=request.reading.get("crs"),
            encoding=request.reading.get("encoding"),
            packs=order.packs,
            on=order.on,
            target_height_m=order.target_height_m,
            ladder=order.ladder,
            answers=order.answers,
            overrides=order.overrides,
            progress=step,
        )


def _print_text(found: WhatIf, request: WhatIfRequest, matters: int) -> None:
    from siting.change.whatif_lines import (
        closing_line,
        finding_lines,
        ground_lines,
        home_lines,
        summary_lines,
    )

    console = terminal()
    for lines in (ground_lines, home_lines, finding_lines):
        print_lines(console, *lines(found, lang=request.lang))
    if request.quiet:
        return
    print_lines(console, *summary_lines(found, lang=request.lang))
    print_lines(console, closing_line(found, matters=matters, lang=request.lang))


def _print_data(found: WhatIf, form: str) -> None:
    from siting.io.formats import findings_csv

    if form == "json":
        to_stdout(json.dumps(found.as_document(), ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        to_stdout(findings_csv(found.homes))
