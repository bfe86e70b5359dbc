"""The whole trip in one function: a scene in, an assessment out."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, fields
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
    from siting.rules.judgement import Judgement
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
    order : Order
        The options it was asked for with.
    judgement : Judgement
        The findings by duty and subject, and what they rest on.
    margins : pandas.DataFrame or None
        What holds within the tolerances, columns `siting.rules.margin.COLUMNS`; None where none are given.
    """

    scene: Scene
    table: CoverageTable
    findings: gpd.GeoDataFrame
    ledger: pd.DataFrame
    order: Order
    judgement: Judgement
    margins: pd.DataFrame | None = None

    @property
    def packs(self) -> tuple[Pack, ...]:
        """Return the rule packs."""
        return self.order.packs

    @property
    def ladder(self) -> Ladder:
        """Return the names of the classes of pixel density."""
        return self.order.ladder

    @property
    def on(self) -> date:
        """Return the day of judgement."""
        return self.order.on

    @property
    def target_height_m(self) -> float:
        """Return the height of the target plane above ground [m]."""
        return self.order.target_height_m

    @cached_property
    def summary(self) -> dict[str, Any]:
        """Return versions, hashes of inputs, parameters, packs, counts, assumptions, hints."""
        from siting.margins import summary_of
        from siting.summary import summarise
        from siting.tolerance import Tolerance

        names = ("packs", "ladder", "on", "target_height_m", "overrides", "answers")
        asked = {name: getattr(self.order, name) for name in names}
        told = summarise(self.scene, self.table, self.findings, ledger=self.ledger, **asked)
        if self.margins is None:
            return told
        tolerance = self.order.tolerance or Tolerance()
        return told | {"within_tolerance": summary_of(self.margins, self.findings, tolerance)}

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

    def edited(self, scene: Scene) -> Assessment:
        """Return the assessment of the scene after an edit, by the same options: as `assess` does, sooner.

        Of cameras that were moved, aimed anew, added or removed only these look again, and only the duties
        are judged again that rest on what is other. Any other edit takes as long as it needs.

        Parameters
        ----------
        scene : Scene
            The one assessed with other cameras, ``dataclasses.replace(scene, cameras=...)``. A layer that is
            edited is a new frame; one that is the same frame counts as not edited.

        Raises
        ------
        InputError
            When answers of reviewers are about what is no longer there.

        Examples
        --------
        >>> from dataclasses import replace
        >>> import siting
        >>> plan = siting.assess(siting.demo_scene(), on="2026-03-01")  # doctest: +SKIP
        >>> first, *others = plan.scene.cameras  # doctest: +SKIP
        >>> turned = replace(first, azimuth_deg=180.0)  # doctest: +SKIP
        >>> plan.edited(replace(plan.scene, cameras=(turned, *others))).findings  # doctest: +SKIP
        """
        from siting.coverage.table import cover_anew
        from siting.rules.engine import judged
        from siting.rules.misplaced import refuse_misplaced

        order = self.order
        if order.answers:
            refuse_misplaced(order.answers, order.packs, scene)
        table = cover_anew(self.table, scene)
        judgement = judged(
            *(scene, table, order.packs),
            **_judged_by(order),
            before=self.judgement if _differs_in_cameras_alone(self.scene, scene) else None,
            is_kept=True,
        )
        return _assessed(scene, table, judgement, order=order)

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
    from siting.rules.engine import judged
    from siting.rules.misplaced import refuse_misplaced
    from siting.rules.settle import settle

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
    judgement = judged(
        *(scene, table, order.packs),
        **_judged_by(order),
        progress=progress and (lambda done, _: progress(camera_count + done, in_all)),
    )
    return _assessed(scene, table, judgement, order=order)


def _judged_by(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in ("on", "answers", "overrides", "ladder")}


def _assessed(scene: Scene, table: CoverageTable, judgement: Judgement, *, order: Order) -> Assessment:
    """Return an assessment of what was seen and found."""
    from siting.rules.engine import frame_of
    from siting.rules.misplaced import ledger_of_answers

    findings, margins = _within_tolerance(scene, table, frame_of(judgement, scene.crs), order)
    said = [ledger_of_answers(order.answers, findings, order.packs)] if order.answers else []
    return Assessment(
        scene=scene,
        table=table,
        findings=findings,
        ledger=_joined(scene.ledger, table.ledger, *said),
        margins=margins,
        order=order,
        judgement=judgement,
    )


def _within_tolerance(
    scene: Scene, table: CoverageTable, findings: gpd.GeoDataFrame, order: Order
) -> tuple[gpd.GeoDataFrame, pd.DataFrame | None]:
    """Return the findings and the table of margins; without tolerances nothing new."""
    from siting.tolerance import Tolerance, is_told

    if order.tolerance is None and not is_told(scene):
        return findings, None
    from siting.margins import with_margins

    return with_margins(scene, table, findings, order=order, tolerance=order.tolerance or Tolerance())


def _differs_in_cameras_alone(scene: Scene, other: Scene) -> bool:
    layers = {each.name for each in fields(scene)} - {"cameras", "presets"}
    return all(getattr(scene, name) is getattr(other, name) for name in layers)


def _joined(*ledgers: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    from siting.model import LEDGER_COLUMNS

    rows = [
        row
        for ledger in ledgers
        for row in zip(*(ledger[name].to_numpy(object) for name in LEDGER_COLUMNS), strict=True)
    ]
    return pd.DataFrame(rows, columns=list(LEDGER_COLUMNS), dtype=object)
