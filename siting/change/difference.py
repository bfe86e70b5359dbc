"""Plan and built in one call: two scenes in, their difference out."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING, Any

from siting.assess import DEFAULT_LADDER, DEFAULT_TARGET_HEIGHT_M, carry_out
from siting.errors import Fault, Gathered, InputError
from siting.rules.changes import RENAMED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from siting._options import Order
    from siting.assess import Assessment
    from siting.model import Ladder, Progress, Scene
    from siting.rules.answers import Answers
    from siting.rules.changes import Change, ChangeFacts
    from siting.rules.law import Pack
    from siting.rules.tolerances import Tolerance

_MADE_ID = re.compile(r"cameras/\d+")
_SHOWN_IDS = 5


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What `diff` found between a plan and what was built, on one day.

    Parameters
    ----------
    plan, built : Assessment
        Of both, in the plan's system of coordinates.
    changes : geopandas.GeoDataFrame
        One row for each field of each camera or system that differs; columns
        `siting.change.tables.CHANGE_COLUMNS`. `extent` says whether beyond or within tolerance, or unknown.
    findings : geopandas.GeoDataFrame
        The findings that appear, vanish or change; columns `siting.change.tables.FINDING_CHANGE_COLUMNS`.
    findings_of_change : geopandas.GeoDataFrame
        What the duties that speak of changes say; the columns of findings.
    change_filing : pandas.DataFrame
        What a change filing would list of each filed system; columns `siting.change.tables.FILING_COLUMNS`.
    tolerances : mapping of str to Tolerance
    summary : dict
        Both plans, day, packs, tolerances and counts.
    """

    plan: Assessment
    built: Assessment
    changes: gpd.GeoDataFrame
    findings: gpd.GeoDataFrame
    findings_of_change: gpd.GeoDataFrame
    change_filing: pd.DataFrame
    tolerances: Mapping[str, Tolerance]
    summary: dict[str, Any]

    def write(self, directory: str | Path) -> Path:
        """Return the folder into which ``diff.json``, ``changes.csv`` and ``change_filing.csv`` were written.

        Parameters
        ----------
        directory : str or pathlib.Path
            A new folder, an empty one, or one that holds a comparison, which is replaced.

        Raises
        ------
        OutputError
            When the folder holds something else, or cannot be written.
        """
        from siting.io.write_comparison import write_comparison

        return write_comparison(
            directory, self.as_document(), changes=self.changes, change_filing=self.change_filing
        )

    def as_document(self) -> dict[str, Any]:
        """Return the summary's keys and the four tables, without geometry, as values that JSON can carry."""
        from siting.change.document import as_document

        return as_document(
            self.summary,
            changes=self.changes,
            findings=self.findings,
            findings_of_change=self.findings_of_change,
            change_filing=self.change_filing,
        )

    def matters(self, *, weakest_force: str = "interpretation") -> int:
        """Return how many changes beyond tolerance, new or graver fails and fails of duties there are.

        Parameters
        ----------
        weakest_force : {'advisory', 'interpretation', 'binding'}
            From which on fails count.
        """
        from siting.change.document import what_matters

        return what_matters(self.changes, self.findings, self.findings_of_change, weakest_force=weakest_force)

    def _repr_html_(self) -> str:
        """Return the changes by kind and extent as a small table for notebooks."""
        counts = self.changes.groupby(["change", "extent"]).size().unstack(fill_value=0)
        heading = f"Siting: {self.plan.scene.name} and {self.built.scene.name}, law of {self.plan.on}"
        return f"<p>{escape(heading)}</p>{counts.to_html()}"


def diff(
    plan: Scene,
    built: Scene,
    *,
    packs: str | Sequence[str | Path | Pack] | None = None,
    on: date | str | None = None,
    target_height_m: float = DEFAULT_TARGET_HEIGHT_M,
    ladder: str | Ladder = DEFAULT_LADDER,
    answers: Answers | str | Path | None = None,
    overrides: Mapping[str, object] | None = None,
    tolerances: Mapping[str, object] | None = None,
    progress: Progress | None = None,
) -> Difference:
    """Return what differs between a plan and what was built, and what the law asks of it.

    Cameras are matched by id; one that is merely called otherwise (`siting.change.renames`) is the same.
    Where the two are in different systems of coordinates, what was built is transformed into the plan's.

    Parameters
    ----------
    plan, built : Scene
        As `siting.read_scene` returns them: the design as demonstrated or filed, and what stands.
    packs, on, target_height_m, ladder, answers, overrides
        As for `siting.assess`; both plans are judged by the law of one day.
    tolerances : mapping of str to object, or None
        Name of a tolerance (position_m, height_m, azimuth_deg, tilt_deg, hfov_deg) to a value of one's own.
    progress : callable or None
        Called with steps done and steps in all.

    Returns
    -------
    Difference

    Raises
    ------
    InputError, UsageError, PackError
        When an option does not fit, or cameras have no ids of their own, before anything is computed.

    Examples
    --------
    >>> import siting
    >>> found = siting.diff(siting.demo_scene(), siting.demo_scene(), on="2026-03-01")  # doctest: +SKIP
    """
    from siting._options import resolve
    from siting.rules.tolerances import load_tolerances

    gathered = Gathered()
    with gathered:
        order = resolve(
            packs=packs, on=on, target_height_m=target_height_m, ladder=ladder, answers=answers,
            overrides=overrides,
        )  # fmt: skip
    with gathered:
        limits = load_tolerances(tolerances)
    with gathered:
        refuse_made_ids(plan, built)
    gathered.close()
    return difference_of(plan, built, order, limits, progress=progress)


def difference_of(
    plan: Scene,
    built: Scene,
    order: Order,
    limits: Mapping[str, Tolerance],
    *,
    progress: Progress | None = None,
) -> Difference:
    """Return what differs between two plans, as `diff` does, by options that are read already.

    Parameters
    ----------
    plan, built : Scene
        With ids of their own for all cameras.
    order : siting._options.Order
    limits : mapping of str to Tolerance
        As `siting.rules.tolerances.load_tolerances` returns them.
    progress : callable or None
        Called with steps done and steps in all.
    """
    from siting.change.compare import compare_scenes
    from siting.change.document import summarise_difference
    from siting.change.pairs import pair_up
    from siting.change.reproject import scene_in
    from siting.change.tables import changed_findings, changes_frame
    from siting.rules.applicability import known_words
    from siting.rules.comparing import judge_changes

    first, second = _both(plan, scene_in(built, plan.crs), order, progress)
    changes = compare_scenes(first.scene, second.scene, limits)
    known = known_words(order.packs)
    facts = pair_up(first.scene, second.scene, changes, tolerances=limits, known=known, on=order.on)
    parts: dict[str, Any] = {
        "changes": changes_frame(changes, plan.crs),
        "findings": changed_findings(first.findings, second.findings, renamed=_renamed(changes)),
        "findings_of_change": judge_changes(facts, order.packs, answers=order.answers, crs=plan.crs),
        "change_filing": _change_filing(facts, order.packs),
    }
    summary = summarise_difference(first, second, limits, **parts)
    return Difference(plan=first, built=second, tolerances=limits, summary=summary, **parts)


def _renamed(changes: Iterable[Change]) -> dict[str, str]:
    return {each.plan: each.built for each in changes if each.change == RENAMED}


def _both(
    plan: Scene, built: Scene, order: Order, progress: Progress | None
) -> tuple[Assessment, Assessment]:
    """Both plans judged alike, each with the answers that are not about the other alone."""
    from siting.rules.answers import Answers
    from siting.rules.misplaced import without_those_of

    given = order.answers or Answers()
    first = carry_out(
        plan,
        replace(order, answers=without_those_of(built, given, order.packs, plan)),
        progress=progress and (lambda done, n: progress(done, 2 * n)),
    )
    second = carry_out(
        built,
        replace(order, answers=without_those_of(plan, given, order.packs, built)),
        progress=progress and (lambda done, n: progress(n + done, 2 * n)),
    )
    return first, second


def _change_filing(facts: ChangeFacts, packs: Sequence[Pack]) -> pd.DataFrame:
    """The list for a change filing: systems that a duty asks one of, and whom it concerns."""
    from siting.change.tables import filing_frame
    from siting.rules.comparing import duties_between, filed_systems, rule_between

    rules = [rule_between(facts, duty) for duty in duties_between(packs)]
    return filing_frame((rule, system) for rule in rules for system in filed_systems(facts, rule))


def refuse_made_ids(*scenes: Scene) -> None:
    """Return nothing where every camera bears an id of its own: a row number matches nothing.

    Parameters
    ----------
    scenes : Scene

    Raises
    ------
    InputError
        With every scene where one does not.
    """
    faults = []
    for scene in scenes:
        made = [camera.id for camera in scene.cameras if _MADE_ID.fullmatch(camera.id)]
        if made:
            found = f"cameras without id: {', '.join(made[:_SHOWN_IDS])}" + (
                f" and {len(made) - _SHOWN_IDS} more" if len(made) > _SHOWN_IDS else ""
            )
            faults.append(
                Fault(scene.name, "id", found, "an id for each camera", "The two plans are matched by it.")
            )
    if faults:
        raise InputError(faults)
