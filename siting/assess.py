"""The whole trip in one function: a scene in, an assessment out."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

from siting.errors import UsageError
from siting.words import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import folium
    import geopandas as gpd
    import pandas as pd
    from matplotlib.axes import Axes

    from siting._options import Order
    from siting.coverage.table import CoverageTable
    from siting.model import Ladder, Progress, Scene
    from siting.rules.answers import Answers
    from siting.rules.law import Pack
    from siting.tolerance import Tolerance

DEFAULT_LADDER = "dori_2015"
DEFAULT_TARGET_HEIGHT_M = 1.5
# Drawing stands a floor above this one: its module is named as a value and never imported here. It
# must offer build_map(assessment) and write_map(assessment, path).
_MAP_MODULE = "siting.maps"
# So does proposing: it must offer propose_signs(assessment).
_SIGNS_MODULE = "siting.placement.signs"


@dataclass(frozen=True, kw_only=True, repr=False)
class Assessment:
    """What `assess` worked out about one scene on one day.

    Parameters
    ----------
    scene : Scene
    table : CoverageTable
        Cameras as used, what they cover, the facades they see.
    findings : geopandas.GeoDataFrame
        One row for each duty, subject and object; columns `siting.rules.finding.COLUMNS`.
    ledger : pandas.DataFrame
        The ledger of the scene and of the engine.
    packs : tuple of Pack
    ladder : Ladder
    on : datetime.date
        The day of judgement.
    target_height_m : float
        Height of the target plane above ground [m].
    summary : dict
        Versions, hashes of inputs, parameters, packs, counts, assumptions, hints.
    margins : pandas.DataFrame or None
        What holds within the tolerances, columns `siting.rules.margin.COLUMNS`; None where none are given.
    """

    scene: Scene
    table: CoverageTable
    findings: gpd.GeoDataFrame
    ledger: pd.DataFrame
    packs: tuple[Pack, ...]
    ladder: Ladder
    on: date
    target_height_m: float
    summary: dict[str, Any]
    margins: pd.DataFrame | None = None

    @property
    def cameras(self) -> gpd.GeoDataFrame:
        """Return the cameras as used, one row each."""
        return self.table.cameras

    @property
    def coverage(self) -> gpd.GeoDataFrame:
        """Return what each camera covers of the target plane, one row a view and class."""
        return self.table.coverage

    @property
    def facades(self) -> gpd.GeoDataFrame:
        """Return the protected window bands that cameras see, one row a storey and wall."""
        return self.table.facades

    @property
    def overlap(self) -> gpd.GeoDataFrame:
        """Return disjoint polygons with the number of cameras that cover each by day."""
        return self.table.overlap

    @property
    def necessity(self) -> pd.DataFrame:
        """Return for each camera what it alone covers, what is covered already, what it sees of homes."""
        return self.table.necessity

    @cached_property
    def sign_proposals(self) -> gpd.GeoDataFrame:
        """Return the fewest further signs that serve every way into view found without one."""
        proposed: gpd.GeoDataFrame = importlib.import_module(_SIGNS_MODULE).propose_signs(self)
        return proposed

    def explore(self) -> folium.Map:
        """Return the map, which shows itself in a notebook and asks no network."""
        drawn: folium.Map = importlib.import_module(_MAP_MODULE).build_map(self)
        return drawn

    def write(self, directory: str | Path, *, map_page: bool = True, lang: str | None = None) -> Path:
        """Return the folder into which everything was written, all of it or nothing.

        Parameters
        ----------
        directory : str or pathlib.Path
            A new folder, an empty one, or one that holds an assessment, which is replaced.
        map_page : bool
            False leaves ``map.html`` out.
        lang : {'en', 'zh'} or None
            Language in which the map opens; None takes that of the reader's browser.

        Raises
        ------
        OutputError
            When the folder holds something else, or cannot be written.
        """
        from siting.io.write import write_folder

        layers = {
            "cameras": self.cameras,
            "coverage": self.coverage,
            "facades": self.facades,
            "findings": self.findings,
            "ledger": self.ledger,
            "overlap": self.overlap,
            "necessity": self.necessity,
        }
        if self.margins is not None:
            layers["margins"] = self.margins
        if not self.sign_proposals.empty:
            layers["sign_proposals"] = self.sign_proposals

        def draw(path: Path) -> None:
            importlib.import_module(_MAP_MODULE).write_map(self, path, lang=lang)

        return write_folder(directory, layers, self.summary, draw_map=draw if map_page else None)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Return the axes on which buildings, coverage by class, exposed walls and cameras are drawn.

        Parameters
        ----------
        ax : matplotlib.axes.Axes or None
            Where to draw; new axes when None.

        Raises
        ------
        UsageError
            When matplotlib is not installed.
        """
        try:
            import matplotlib.pyplot as plt
        except ImportError as problem:
            raise UsageError("plot needs matplotlib: pip install 'siting[plot]'") from problem
        from siting.coverage.rows import by_day

        if ax is None:
            _, ax = plt.subplots()
        self.scene.buildings.plot(ax=ax, color="#dddddd", edgecolor="#aaaaaa", linewidth=0.3)
        covered = by_day(self.coverage)
        if not covered.empty:
            covered.plot(ax=ax, column="min_px_per_m", cmap="cividis", alpha=0.6)
        if not self.facades.empty:
            self.facades.plot(ax=ax, color="#c1121f", linewidth=1.5)
        if not self.cameras.empty:
            self.cameras.plot(ax=ax, color="black", markersize=8)
        ax.set_aspect("equal")
        ax.set_title(f"{self.scene.name}, {self.on}")
        ax.set_xlabel("easting [m]")
        ax.set_ylabel("northing [m]")
        return ax

    def __repr__(self) -> str:
        """Return what was judged and the counts of outcomes, in one line."""
        counts = ", ".join(f"{n} {name}" for name, n in self.summary["counts"]["findings"].items())
        cameras = counted(len(self.cameras), "camera")
        return f"<Assessment of {self.scene.name}: {cameras}, law of {self.on}; {counts}>"

    def _repr_html_(self) -> str:
        """Return the counts of outcomes, pack by pack, as a small table for notebooks."""
        counts = self.findings.groupby(["pack", "outcome"]).size().unstack(fill_value=0)
        heading = f"Siting: {self.scene.name}, {counted(len(self.cameras), 'camera')}, law of {self.on}"
        return f"<p>{escape(heading)}</p>{counts.to_html()}"


def assess(
    scene: Scene,
    *,
    packs: str | Sequence[str | Path | Pack] | None = None,
    on: date | str | None = None,
    target_height_m: float = DEFAULT_TARGET_HEIGHT_M,
    ladder: str | Ladder = DEFAULT_LADDER,
    answers: Answers | str | Path | None = None,
    overrides: Mapping[str, object] | None = None,
    tolerance: Tolerance | Mapping[str, object] | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """Return what every camera of a scene sees and what the law objects to.

    Parameters
    ----------
    scene : Scene
        As `siting.read_scene` returns it.
    packs : sequence of str, Path or Pack, or None
        Names or folders of rule packs; None takes both texts side by side.
    on : datetime.date, str or None
        The day of judgement; None is today.
    target_height_m : float
        Height of the target plane above ground [m].
    ladder : str or Ladder
        Names of the classes of pixel density; changes no number.
    answers : Answers, str, Path or None
        Reviewers' answers and waivers, or the file that holds them.
    overrides : mapping of str to object, or None
        ``duty_id.parameter`` to a value of one's own; its findings carry ``overridden``.
    tolerance : Tolerance, mapping of str to object, or None
        By how much cameras and buildings may be off where the plan gives no tolerances of their own: then
        findings say whether they hold everywhere within it.
    progress : callable or None
        Called with steps done and steps in all.

    Returns
    -------
    Assessment

    Raises
    ------
    InputError, UsageError, PackError
        When an option does not fit, before anything is computed.

    Examples
    --------
    >>> import siting
    >>> found = siting.assess(siting.demo_scene(), on="2026-03-01")  # doctest: +SKIP
    """
    from siting._options import resolve

    order = resolve(
        packs=packs,
        on=on,
        target_height_m=target_height_m,
        ladder=ladder,
        answers=answers,
        overrides=overrides,
        tolerance=tolerance,
    )
    return carry_out(scene, order, progress=progress)


def carry_out(
    scene: Scene, order: Order, *, built: Collection[str] = (), progress: Progress | None = None
) -> Assessment:
    """Return the assessment of a scene by options that are checked and loaded already.

    Parameters
    ----------
    scene : Scene
    order : Order
    built : collection of str
        Ids of proposed obstacles that count as built: what if they stood?
    progress : callable or None
        Called with steps done and steps in all.
    """
    from siting.coverage.table import cover
    from siting.rules.engine import judge
    from siting.rules.misplaced import ledger_of_answers, refuse_misplaced
    from siting.rules.settle import settle
    from siting.summary import summarise

    # Told now, not after minutes of work: a pack that says nothing on that day, a misspelt parameter.
    rule_count = len(settle(order.packs, on=order.on, overrides=order.overrides))
    if order.answers:
        refuse_misplaced(order.answers, order.packs, scene)
    camera_count = len(scene.cameras)
    in_all = camera_count + rule_count
    table = cover(
        scene,
        target_height_m=order.target_height_m,
        ladder=order.ladder,
        built=built,
        progress=progress and (lambda done, _: progress(done, in_all)),
    )
    findings = judge(
        scene,
        table,
        order.packs,
        on=order.on,
        answers=order.answers,
        overrides=order.overrides,
        ladder=order.ladder,
        progress=progress and (lambda done, _: progress(camera_count + done, in_all)),
    )
    findings, margins, tolerances = _within_tolerance(scene, table, findings, order)
    asked = {name: getattr(order, name) for name in ("packs", "ladder", "on", "target_height_m")}
    said = [ledger_of_answers(order.answers, findings, order.packs)] if order.answers else []
    ledger = _joined(scene.ledger, table.ledger, *said)
    summary = summarise(
        scene, table, findings, ledger=ledger, overrides=order.overrides, answers=order.answers, **asked
    )
    return Assessment(
        scene=scene,
        table=table,
        findings=findings,
        ledger=ledger,
        summary=summary | tolerances,
        margins=margins,
        **asked,
    )


def _within_tolerance(
    scene: Scene, table: CoverageTable, findings: gpd.GeoDataFrame, order: Order
) -> tuple[gpd.GeoDataFrame, pd.DataFrame | None, dict[str, Any]]:
    """Return findings, table of margins and what the summary says of it; without tolerances nothing new."""
    from siting.tolerance import Tolerance, is_told

    if order.tolerance is None and not is_told(scene):
        return findings, None, {}
    from siting.margins import summary_of, with_margins

    tolerance = order.tolerance or Tolerance()
    findings, margins = with_margins(scene, table, findings, order=order, tolerance=tolerance)
    return findings, margins, {"within_tolerance": summary_of(margins, findings, tolerance)}


def _joined(*ledgers: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    from siting.model import LEDGER_COLUMNS

    rows = [row for ledger in ledgers for row in ledger.itertuples(index=False, name=None)]
    return pd.DataFrame(rows, columns=list(LEDGER_COLUMNS), dtype=object)
