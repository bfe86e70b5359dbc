"""The command line: arguments in, one call, one exit code. What takes time is imported when it is needed."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from siting import __version__
from siting._usage_faults import UsageFault, fault_of_usage
from siting.errors import SitingError

FAULTY = 2
"""Exit code of bad input and bad usage; 0 is a plan without fails, 1 one with."""

Format = Literal["text", "json", "csv", "geojson"]
Force = Literal["binding", "interpretation", "advisory"]
Language = Literal["en", "zh"]
Shown = Literal["fail", "undecided", "pass", "all"]

app = typer.Typer(
    name="siting",
    help="A linter for camera plans: what every camera sees, and what the law objects to.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

_Crs = Annotated[
    str | None,
    typer.Option(help="System of files that name none; by layer as buildings=GCJ-02,EPSG:4326."),
]
# What a plan is read and judged with.
_Encoding = Annotated[str | None, typer.Option(help="Encoding of text files, such as gb18030.")]
_Defaults = Annotated[
    str | None, typer.Option(metavar="FILE", help="Profile for cameras without optics (YAML or JSON).")
]
_TargetHeight = Annotated[
    float, typer.Option(metavar="M", help="Height of the target plane above ground [m].")
]
_Ladder = Annotated[str, typer.Option(help="Classes of pixel density.")]
_Own = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="ID.NAME=VALUE", help="A number of a duty of your own; repeatable."),
]
# The layers of a plan, one by one.
_Buildings = Annotated[str | None, typer.Option(metavar="FILE", help="Footprints: height_m or levels, use.")]
_Cameras = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Cameras: id, azimuth_deg, height_m, hfov_deg, image_width_px, ..."),
]
_Signs = Annotated[
    str | None, typer.Option(metavar="FILE", help="Signs: camera_ids, facing_deg, width_mm, height_mm.")
]
_Zones = Annotated[str | None, typer.Option(metavar="FILE", help="Rooms and areas: kind, base_m, top_m.")]
_Obstacles = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Trees, billboards, walls, poles: kind, base_m, top_m, crown_m."),
]
_Walks = Annotated[str | None, typer.Option(metavar="FILE", help="Walking network, as of OpenStreetMap.")]
_Systems = Annotated[
    str | None, typer.Option(metavar="FILE", help="Table of systems: days, retention, declared count.")
]
_Documents = Annotated[
    str | None, typer.Option(metavar="FILE", help="Table of papers: system_id, kind, date.")
]
_Presets = Annotated[
    str | None, typer.Option(metavar="FILE", help="Table of preset positions of PTZ cameras.")
]
_Entrances = Annotated[str | None, typer.Option(metavar="FILE", help="Doors of dwellings: building_id.")]
_Windows = Annotated[str | None, typer.Option(metavar="FILE", help="Real windows as lines on walls.")]
_Counties = Annotated[str | None, typer.Option(metavar="FILE", help="Administrative areas: code, name.")]
_Terrain = Annotated[
    str | None, typer.Option(metavar="FILE", help="Raster of bare ground [m]: what all heights count from.")
]
_Surface = Annotated[str | None, typer.Option(metavar="FILE", help="Raster of the surface [m]: not used.")]

_Packs = Annotated[
    list[str] | None, typer.Option("--pack", metavar="P", help="Rule pack, name or folder; repeatable.")
]
_On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="Day of the law, YYYY-MM-DD.")]
_Lang = Annotated[Language, typer.Option("--lang", help="Language of the findings.")]
_SpokenLang = Annotated[
    Language | None, typer.Option("--lang", help="Language of the findings (en) and of the map.")
]
_Out = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Write everything into a folder.")]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"siting {__version__}")
        raise typer.Exit


@app.callback()
def _front(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """A linter for camera plans: what every camera sees, and what the law objects to."""


@app.command()
def check(
    scene: Annotated[
        str | None, typer.Argument(help="GeoPackage, folder of layers, or extract of OpenStreetMap.")
    ] = None,
    *,
    packs: _Packs = None,
    on: _On = None,
    out: _Out = None,
    form: Annotated[Format, typer.Option("--format", help="What goes to standard output.")] = "text",
    buildings: _Buildings = None,
    cameras: _Cameras = None,
    signs: _Signs = None,
    zones: _Zones = None,
    obstacles: _Obstacles = None,
    walks: _Walks = None,
    systems: _Systems = None,
    documents: _Documents = None,
    presets: _Presets = None,
    entrances: _Entrances = None,
    windows: _Windows = None,
    counties: _Counties = None,
    terrain: _Terrain = None,
    surface: _Surface = None,
    crs: _Crs = None,
    encoding: _Encoding = None,
    defaults: _Defaults = None,
    azimuth_zero: Annotated[
        Literal["north", "east"], typer.Option(help="Where the azimuths of the cameras count from.")
    ] = "north",
    target_height: Annotated[
        float | None,
        typer.Option(metavar="M", show_default="1.5", help="Height of the target plane above ground [m]."),
    ] = None,
    ladder: Annotated[
        str | None, typer.Option(show_default="dori_2015", help="Classes of pixel density.")
    ] = None,
    answers: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="Answers, waivers; else of the project, or answers.yaml beside the scene.",
        ),
    ] = None,
    own: _Own = None,
    tolerances: Annotated[
        list[str] | None,
        typer.Option(
            "--tolerance",
            metavar="NAME=VALUE,...",
            help="How far off things may be: position_m, aim_deg, height_m, building_height_m.",
        ),
    ] = None,
    fail_on: Annotated[
        Force, typer.Option(help="Weakest force whose fails make the exit code 1.")
    ] = "interpretation",
    show: Annotated[Shown, typer.Option(help="What the lines are about beside the fails.")] = "fail",
    lang: _SpokenLang = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print findings and nothing else.")] = False,
    no_map: Annotated[bool, typer.Option("--no-map", help="Leave map.html out.")] = False,
) -> None:
    """Check a plan: exit code 0 without fails, 1 with, 2 when the input cannot be used."""
    from siting._commands import Request, run_check

    layers = {
        "buildings": buildings,
        "cameras": cameras,
        "signs": signs,
        "zones": zones,
        "obstacles": obstacles,
        "walks": walks,
        "systems": systems,
        "documents": documents,
        "presets": presets,
        "entrances": entrances,
        "windows": windows,
        "counties": counties,
        "terrain": terrain,
        "surface": surface,
    }
    request = Request(
        scene=scene,
        layers={name: path for name, path in layers.items() if path is not None},
        reading={"crs": crs, "encoding": encoding, "defaults": defaults, "azimuth_zero": azimuth_zero},
        packs=tuple(packs or ()),
        on=on,
        target_height_m=target_height,
        ladder=ladder,
        answers=answers,
        own=tuple(own or ()),
        tolerances=tuple(tolerances or ()),
        out=out,
        form=form,
        fail_on=fail_on,
        show=show,
        lang=lang,
        quiet=quiet,
        map_page=not no_map,
    )
    raise typer.Exit(run_check(request))


@app.command()
def rules(
    duty_id: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="One duty to explain, or an article (13, cn_2025/13) to list."),
    ] = None,
    packs: _Packs = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", help="Text or JSON.")] = "text",
    lang: _Lang = "en",
    compare: Annotated[
        bool, typer.Option("--compare", help="Put two texts side by side: what changed.")
    ] = False,
) -> None:
    """List every duty of the rule packs, or explain one: what is asked, its numbers with source, the cure."""
    if compare:
        from siting._compare_command import show_comparison

        show_comparison(duty_id, tuple(packs or ()), form=form, lang=lang)
        return
    from siting._commands import show_rules

    show_rules(duty_id, tuple(packs or ()), form=form, lang=lang)


@app.command()
def diff(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="The design as demonstrated or filed.")],
    built: Annotated[str, typer.Argument(metavar="BUILT", help="What was built, or stands now.")],
    *,
    packs: _Packs = None,
    on: _On = None,
    out: _Out = None,
    form: Annotated[
        Literal["text", "json", "csv"], typer.Option("--format", help="What goes to standard output.")
    ] = "text",
    terrain: _Terrain = None,
    crs: _Crs = None,
    encoding: _Encoding = None,
    defaults: _Defaults = None,
    target_height: _TargetHeight = 1.5,
    ladder: _Ladder = "dori_2015",
    answers: Annotated[
        str | None, typer.Option(metavar="FILE", help="Answers, waivers; else answers.yaml beside the plan.")
    ] = None,
    own: _Own = None,
    tolerances: Annotated[
        list[str] | None,
        typer.Option(
            "--tolerance",
            metavar="NAME=VALUE",
            help="position_m, height_m, azimuth_deg, tilt_deg or hfov_deg of your own; repeatable.",
        ),
    ] = None,
    fail_on: Annotated[
        Force, typer.Option(help="Weakest force whose new fails make the exit code 1.")
    ] = "interpretation",
    lang: _Lang = "en",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Leave the summary out.")] = False,
) -> None:
    """Compare a plan with what was built: exit code 0 if nothing matters, 1 if it does, 2 on bad input."""
    from siting._diff_command import DiffRequest, run_diff

    request = DiffRequest(
        plan=plan,
        built=built,
        reading={"crs": crs, "encoding": encoding, "defaults": defaults},
        terrain=terrain,
        packs=tuple(packs or ()),
        on=on,
        target_height_m=target_height,
        ladder=ladder,
        answers=answers,
        own=tuple(own or ()),
        tolerances=tuple(tolerances or ()),
        out=out,
        form=form,
        fail_on=fail_on,
        lang=lang,
        quiet=quiet,
    )
    raise typer.Exit(run_diff(request))


@app.command()
def whatif(
    scene: Annotated[str, typer.Argument(help="The plan: GeoPackage, folder of layers, or extract.")],
    *,
    add: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE",
            help="Obstacles to add, or layers obstacles, buildings, cameras; repeatable.",
        ),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FILE_OR_IDS",
            help="Obstacles, buildings, cameras to remove: ids with commas between, or a file of ids.",
        ),
    ] = None,
    packs: _Packs = None,
    on: _On = None,
    out: _Out = None,
    form: Annotated[
        Literal["text", "json", "csv"],
        typer.Option("--format", help="What goes to standard output; csv holds the homes."),
    ] = "text",
    crs: _Crs = None,
    encoding: _Encoding = None,
    defaults: _Defaults = None,
    target_height: _TargetHeight = 1.5,
    ladder: _Ladder = "dori_2015",
    answers: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Answers, waivers; else answers.yaml beside the scene."),
    ] = None,
    own: _Own = None,
    fail_on: Annotated[
        Force, typer.Option(help="Weakest force whose new fails make the exit code 1.")
    ] = "interpretation",
    lang: _Lang = "en",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Leave the summary out.")] = False,
) -> None:
    """Ask what walls, trees, houses or cameras more or less would do: exit code 1 if homes are exposed."""
    from siting._whatif_command import WhatIfRequest, run_whatif

    request = WhatIfRequest(
        scene=scene,
        add=tuple(add or ()),
        remove=tuple(remove or ()),
        reading={"crs": crs, "encoding": encoding, "defaults": defaults},
        packs=tuple(packs or ()),
        on=on,
        target_height_m=target_height,
        ladder=ladder,
        answers=answers,
        own=tuple(own or ()),
        out=out,
        form=form,
        fail_on=fail_on,
        lang=lang,
        quiet=quiet,
    )
    raise typer.Exit(run_whatif(request))


@app.command()
def export(
    scene: Annotated[str, typer.Argument(help="The plan: GeoPackage, folder of layers, or extract.")],
    *,
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE", help="File to write: .kml, .dxf, .xlsx or .gpkg.")
    ],
    packs: _Packs = None,
    on: _On = None,
    terrain: _Terrain = None,
    crs: _Crs = None,
    encoding: _Encoding = None,
    defaults: _Defaults = None,
    target_height: _TargetHeight = 1.5,
    ladder: _Ladder = "dori_2015",
    answers: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Answers, waivers; else answers.yaml beside the scene."),
    ] = None,
    own: _Own = None,
    lang: _Lang = "en",
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing.")] = False,
) -> None:
    """Write a plan with what it covers, exposes and breaks for other programs: KML, DXF, XLSX, GeoPackage."""
    from siting._export_command import ExportRequest, run_export

    request = ExportRequest(
        scene=scene,
        to=to,
        terrain=terrain,
        reading={"crs": crs, "encoding": encoding, "defaults": defaults},
        packs=tuple(packs or ()),
        on=on,
        target_height_m=target_height,
        ladder=ladder,
        answers=answers,
        own=tuple(own or ()),
        lang=lang,
        quiet=quiet,
    )
    run_export(request)


@app.command()
def demo(out: _Out = Path("demo_out"), lang: _SpokenLang = None, terrain: _Terrain = None) -> None:
    """Check the demo district into a folder; exit code 0 although its plan has fails."""
    from siting._commands import run_demo

    run_demo(out or Path("demo_out"), lang=lang, terrain=terrain)


@app.command("app")
def open_app(
    scene: Annotated[str | None, typer.Argument(help="Plan to open; without one, the demo.")] = None,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port on this computer.")] = 8501,
    host: Annotated[
        str, typer.Option(help="Address to answer at; another than loopback needs a login.")
    ] = "127.0.0.1",
) -> None:
    """Open the planner's app in a browser, on this computer alone."""
    from siting.ui.launch import launch

    raise typer.Exit(launch(scene, port=port, host=host))


@app.command()
def osm(
    place: Annotated[str | None, typer.Argument(help="Name of a place, such as 'Kallio, Helsinki'.")] = None,
    bbox: Annotated[
        str | None, typer.Option(metavar="W,S,E,N", help="Box in degrees instead of a place.")
    ] = None,
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="GeoPackage to write.")] = Path(
        "osm.gpkg"
    ),
) -> None:
    """Download a district from OpenStreetMap; the only command that goes online."""
    from siting._osm_command import fetch_osm

    fetch_osm(place, bbox, out)


def main(arguments: list[str] | None = None) -> None:
    """Return nothing; run the command line and leave with its exit code.

    Parameters
    ----------
    arguments : list of str or None
        Arguments without the program's name; None takes those of the process.
    """
    typed = sys.argv[1:] if arguments is None else arguments
    try:
        # A command leaves with its own code; one that only prints returns nothing.
        sys.exit(app(typed, prog_name="siting", standalone_mode=False) or 0)
    except SitingError as error:
        print(f"siting: {error}", file=sys.stderr)
        sys.exit(FAULTY)
    except UsageFault as error:
        if typed:
            print(f"siting: {fault_of_usage(error, typed, typer.main.get_command(app))}", file=sys.stderr)
        else:
            # Nothing was asked for: the parser's own error holds the help.
            error.show()
        sys.exit(FAULTY)
    except (BrokenPipeError, SystemExit) as left:
        # The reader of the lines has seen enough (`siting check ... | head`): what prints them leaves with 1,
        # which would say that the plan has fails.
        if not isinstance(left, BrokenPipeError) and not isinstance(left.__context__, BrokenPipeError):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAULTY)


if __name__ == "__main__":
    main()
