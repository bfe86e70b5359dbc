"""What the commands do, once their arguments are read."""

from __future__ import annotations

import contextlib
import gc
import json
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siting._progress import aside, progress_bar
from siting._project_options import is_of_project, options_asked
from siting.errors import Fault, Gathered, InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console
    from rich.text import Text as Line

    from siting._options import Order
    from siting.assess import Assessment
    from siting.model import Reach, Scene

_ANSWERS_FILE = "answers.yaml"
DEMO_DAY = "2025-09-01"
"""Day of the law for the demo: fixed, so that everybody sees the same findings."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What `siting check` was asked.

    `layers` holds files by layer, `reading` options of `siting.read_scene`, `own` texts
    ``duty_id.name=value``, `tolerances` texts ``name=value`` parted by commas; the rest are options of
    `siting.assess` and of the output.
    """

    scene: str | None = None
    layers: Mapping[str, str] = field(default_factory=dict)
    reading: Mapping[str, str | None] = field(default_factory=dict)
    packs: tuple[str, ...] = ()
    on: str | None = None
    target_height_m: float | None = None
    ladder: str | None = None
    answers: str | None = None
    own: tuple[str, ...] = ()
    tolerances: tuple[str, ...] = ()
    out: Path | None = None
    form: str = "text"
    fail_on: str = "interpretation"
    show: str = "fail"
    lang: str | None = None
    quiet: bool = False
    map_page: bool = True

    @property
    def spoken(self) -> str:
        """Return the language of the lines, English unless one is asked for."""
        return self.lang or "en"


def run_check(request: Request) -> int:
    """Return the exit code of a check: 0 without fails that count, 1 with.

    Parameters
    ----------
    request : Request
    """
    with _keeping_all():
        return _checked(request)


def _checked(request: Request) -> int:
    from siting.io.write import refuse_foreign_folder
    from siting.summary import failing
    from siting.text_report import closing_line

    if request.out is not None:
        refuse_foreign_folder(request.out)
    if not is_of_project(request.scene):
        request = replace(request, answers=request.answers or answers_beside(request))
    assessment = _assessed(*_read(request), quiet=request.quiet)
    if request.out is not None:
        written = assessment.write(request.out, map_page=request.map_page, lang=request.lang)
        if not request.quiet:
            aside(f"written: {written.name}/")
    if not assessment.scene.cameras and (request.quiet or request.form != "text"):
        # No line for people follows that would say so.
        aside(str(closing_line(assessment, force=request.fail_on, counted=0, lang=request.spoken)))
    if request.form == "text":
        _print_text(assessment, request)
    else:
        _print_data(assessment, request.form)
    return 1 if failing(assessment.findings, request.fail_on) else 0


@contextlib.contextmanager
def _keeping_all() -> Iterator[None]:
    """Leave the collector of cycles at rest: it would look through all that is made, and that stays."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def run_demo(out: Path, *, lang: str | None, terrain: str | None = None) -> None:
    """Return nothing; check the demo district into the folder `out` and print what was found.

    Parameters
    ----------
    out : pathlib.Path
    lang : {'en', 'zh'} or None
        None prints in English and lets the map open in the reader's own.
    terrain : str or None
        A ground raster of one's own.
    """
    from siting.io import demo_path

    layers = {} if terrain is None else {"terrain": terrain}
    run_check(Request(scene=str(demo_path()), layers=layers, on=DEMO_DAY, out=out, lang=lang))
    print(f"\nThe map: {out / 'map.html'} (open it in a browser; it needs no network)")


def show_rules(duty_id: str | None, packs: tuple[str, ...], *, form: str, lang: str) -> None:
    """Return nothing; print every duty of the packs, those of an article, or all about one.

    Parameters
    ----------
    duty_id : str or None
    packs : tuple of str
        Names or folders; empty takes both texts.
    form : {'text', 'json'}
    lang : {'en', 'zh'}
    """
    from siting.rules.explanation import explanation, list_lines
    from siting.rules.listing import duties_of_article, explain, list_duties
    from siting.rules.pack import DEFAULT_PACKS, load_pack

    wanted = packs or DEFAULT_PACKS
    loaded = [load_pack(each) for each in wanted]
    duties = list_duties(loaded) if duty_id is None else duties_of_article(loaded, duty_id)
    if duty_id is not None and not duties:
        text = explanation(loaded, duty_id, lang=lang) if form == "text" else _json(explain(loaded, duty_id))
        to_stdout(text + "\n")
        return
    if form == "json":
        to_stdout(_json(duties) + "\n")
        return
    for line in list_lines(duties, lang=lang):
        to_stdout(f"{line}\n")


def read_plan(request: Request, *, reach: Reach | None = None) -> Scene:
    """Return the scene that a request names, with both cameras and buildings.

    Parameters
    ----------
    request : Request
    reach : callable or None
        As `siting.io.scene.read_scene` takes it.

    Raises
    ------
    InputError
        When it cannot be read, or is half a plan.
    """
    from siting.io import read_scene
    from siting.rules.applicability import words_of_plans
    from siting.rules.pack import load_pack

    options: dict[str, Any] = {**request.layers, **request.reading}
    if request.packs:
        # Packs may have kinds of zones and uses of buildings of their own.
        options["words"] = words_of_plans(map(load_pack, request.packs))
    with progress_bar("reading", wanted=not request.quiet) as step:
        scene = read_scene(request.scene, reach=reach, progress=step, **options)
    _refuse_half_a_plan(scene)
    return scene


def _refuse_half_a_plan(scene: Scene) -> None:
    """Raise InputError when no buildings or no cameras were given: nothing found would look like clean."""
    given = {source.layer for source in scene.sources}
    # A project may have got its first cameras by hand.
    given |= {"cameras"} if scene.cameras else set()
    faults = [
        Fault(scene.name, layer, "no such layer", "a plan with both", f"Give --{layer} FILE")
        for layer in ("buildings", "cameras")
        if layer not in given
    ]
    if faults:
        raise InputError(faults)


def _read(request: Request) -> tuple[Scene, Order]:
    """Return plan and options, or raise all that is wrong with either."""
    from siting._options import resolve
    from siting.coverage.reach import optical_reach

    gathered = Gathered()
    overrides: dict[str, object] = {}
    tolerances: dict[str, object] | None = None
    with gathered:
        overrides = own_numbers(request.own, "set", "duty_id.name=value")
    with gathered:
        tolerances = _tolerances(request.tolerances)
    asked = {
        "packs": request.packs or None,
        "on": request.on,
        "target_height_m": request.target_height_m,
        "ladder": request.ladder,
        "answers": request.answers,
        "overrides": overrides or None,
        "tolerance": tolerances,
    }
    with gathered:
        order = resolve(**options_asked(request.scene, asked, quiet=request.quiet))
    with gathered:
        scene = read_plan(request, reach=None if request.tolerances else optical_reach)
    gathered.close()
    return scene, order


def _assessed(scene: Scene, order: Order, *, quiet: bool) -> Assessment:
    from siting.assess import carry_out

    tell_of_compiling(on_terrain=scene.ground is not None)
    with progress_bar("checking", wanted=not quiet) as step:
        return carry_out(scene, order, progress=step)


def _tolerances(texts: tuple[str, ...]) -> dict[str, object] | None:
    """Return the tolerances that were asked for by name, None when none were."""
    parts = tuple(part for text in texts for part in text.split(","))
    return own_numbers(parts, "tolerance", "name=value, parted by commas") if parts else None


def answers_beside(request: Request) -> str | None:
    """Return the reviewers' words that lie in the folder of the scene, None when there are none.

    Parameters
    ----------
    request : Request
    """
    if request.scene is None:
        return None
    scene = Path(request.scene).expanduser()
    beside = (scene if scene.is_dir() else scene.parent) / _ANSWERS_FILE
    if not beside.is_file():
        return None
    if not request.quiet:
        aside(f"answers and waivers: {beside.name}, beside the scene")
    return str(beside)


def tell_of_compiling(*, on_terrain: bool) -> None:
    """Return nothing; say so where the kernels must be compiled first.

    Parameters
    ----------
    on_terrain : bool
        Those of a ground raster are needed too.
    """
    from siting.coverage._kernels import CACHE_FOLDER
    from siting.coverage.kernel_cache import kernels_are_compiled

    if not kernels_are_compiled(CACHE_FOLDER, on_terrain=on_terrain):
        aside("compiling kernels, once: this takes a minute ...")


def own_numbers(texts: tuple[str, ...], option: str, form: str) -> dict[str, object]:
    """Return the values of one's own that an option was given, as text by name.

    Parameters
    ----------
    texts : tuple of str
        Each ``name=value``.
    option, form : str
        Name of the option and how it is written, for messages.

    Raises
    ------
    UsageError
        When a text has no ``=``.
    """
    wrong = [text for text in texts if "=" not in text]
    if wrong:
        raise UsageError(f"{option}: found {', '.join(wrong)}; allowed {form}")
    return {name.strip(): value.strip() for name, value in (text.split("=", 1) for text in texts)}


def _print_text(assessment: Assessment, request: Request) -> None:
    from siting.cure_lines import cure_lines
    from siting.same_fact import facts, passing_only_as_planned
    from siting.summary import failing
    from siting.text_report import closing_line, fact_lines, summary_lines, undecided_lines

    console, lang = terminal(), request.spoken
    wanted = {"all": ("undecided", "pass", "not_applicable"), "fail": ()}.get(request.show, (request.show,))
    for outcome in ("fail", *wanted):
        found = facts(assessment.findings, outcome)
        print_lines(console, *fact_lines(found, lang=lang))
        if found and not request.quiet:
            console.print()
        cures = [] if outcome != "fail" or request.quiet else [*cure_lines(found, lang=lang)]
        print_lines(console, *cures)
        if cures:
            console.print()
    if "pass" not in wanted:
        unsure = facts(passing_only_as_planned(assessment.findings), "pass")
        print_lines(console, *fact_lines(unsure, lang=lang))
        if unsure and not request.quiet:
            console.print()
    if request.quiet:
        return
    if "undecided" not in wanted:
        print_lines(console, *undecided_lines(assessment.findings, lang=lang))
    console.print()
    print_lines(console, *summary_lines(assessment, lang=lang, is_whole=request.show == "all"))
    counted = failing(assessment.findings, request.fail_on)
    print_lines(console, closing_line(assessment, force=request.fail_on, counted=counted, lang=lang))


def _print_data(assessment: Assessment, form: str) -> None:
    from siting.io.formats import findings_csv, findings_geojson, findings_json

    if form == "geojson":
        marks = {name: assessment.summary[name] for name in ("confidential", "attribution")}
        text = findings_geojson(assessment.findings, marks=marks)
    else:
        text = {"json": findings_json, "csv": findings_csv}[form](assessment.findings)
    to_stdout(text if text.endswith("\n") else text + "\n")


def terminal() -> Console:
    """Return the console to which lines for people go."""
    from rich.console import Console

    if hasattr(sys.stdout, "reconfigure"):
        # A console that lacks a letter shows a question mark; it is no reason to stop.
        sys.stdout.reconfigure(errors="replace")
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def print_lines(console: Console, *lines: Line) -> None:
    """Return nothing; print lines, one after the other."""
    for line in lines:
        console.print(line)


def to_stdout(text: str) -> None:
    """Return nothing; write text as UTF-8, whatever the terminal's own encoding is."""
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.flush()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)
