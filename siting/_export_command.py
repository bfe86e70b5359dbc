"""``siting export``: read and judge a plan, write it for another program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from siting._commands import Request, answers_beside, own_numbers, read_plan, tell_of_compiling
from siting._progress import aside, progress_bar
from siting.errors import Gathered, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class ExportRequest:
    """What `siting export` was asked.

    `to` is the file to write, `reading` holds options of `siting.read_scene`, `own` texts
    ``duty_id.name=value``; the rest are options of `siting.assess` and of the output.
    """

    scene: str
    to: Path
    terrain: str | None = None
    reading: Mapping[str, str | None] = field(default_factory=dict)
    packs: tuple[str, ...] = ()
    on: str | None = None
    target_height_m: float = 1.5
    ladder: str = "dori_2015"
    answers: str | None = None
    own: tuple[str, ...] = ()
    lang: str = "en"
    quiet: bool = False


def run_export(request: ExportRequest) -> None:
    """Return nothing; write a plan to the file asked for.

    Parameters
    ----------
    request : ExportRequest

    Raises
    ------
    UsageError
        When the ending of the file names no form; nothing is read then.
    """
    from siting._options import resolve
    from siting.assess import assess
    from siting.report.exports import ENDINGS, export_plan

    layers = {} if request.terrain is None else {"terrain": request.terrain}
    asked = Request(
        scene=request.scene, layers=layers, reading=request.reading, packs=request.packs, quiet=request.quiet
    )
    gathered = Gathered()
    own: dict[str, object] = {}
    with gathered:
        if request.to.suffix.lower() not in ENDINGS:
            found = request.to.suffix or "no ending"
            raise UsageError(f"--to {request.to.name}: found {found}; allowed {', '.join(ENDINGS)}")
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
    gathered.close()
    scene = read_plan(asked)
    tell_of_compiling(on_terrain=scene.ground is not None)
    with progress_bar("looking", wanted=not request.quiet) as step:
        assessment = assess(
            scene,
            packs=order.packs,
            on=order.on,
            target_height_m=order.target_height_m,
            ladder=order.ladder,
            answers=order.answers,
            overrides=order.overrides,
            progress=step,
        )
    written = export_plan(assessment, request.to, lang=request.lang)
    if not request.quiet:
        aside(f"written: {written.name}")
