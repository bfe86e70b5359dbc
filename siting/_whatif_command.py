"""The command that asks what an edit of a plan would do."""

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
    return deliver(found, request, table=found.homes, lines=lambda matters: _lines(found, request, matters))


def _asked(request: WhatIfRequest) -> WhatIf:
    from siting._options import resolve
    from siting.change.edit import edit_of
    from siting.change.whatif import whatif_of

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
    files = {name: request.reading.get(name) for name in ("crs", "encoding")}
    edit = edit_of(scene, add=request.add, remove=request.remove, **files)
    tell_of_compiling(on_terrain=scene.ground is not None)
    with progress_bar("what if", wanted=not request.quiet) as step:
        return whatif_of(scene, edit, order, progress=step)


def _lines(found: WhatIf, request: WhatIfRequest, matters: int) -> Iterator[Line]:
    from siting.change.whatif_lines import (
        closing_line,
        finding_lines,
        ground_lines,
        home_lines,
        summary_lines,
    )

    for lines in (ground_lines, home_lines, finding_lines, *(() if request.quiet else (summary_lines,))):
        yield from lines(found, lang=request.lang)
    if not request.quiet:
        yield closing_line(found, matters=matters, lang=request.lang)
