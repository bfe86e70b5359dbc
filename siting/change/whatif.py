"""What if: one scene before and after an edit, both assessed, and what that does to views and findings."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from siting.assess import DEFAULT_LADDER, DEFAULT_TARGET_HEIGHT_M, carry_out
from siting.errors import Gathered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from siting._options import Order
    from siting.assess import Assessment
    from siting.change.edit import Edit
    from siting.io.additions import Additions
    from siting.model import Ladder, Progress, Scene
    from siting.rules.answers import Answers
    from siting.rules.law import Pack


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """What an edit of a plan would do, on one day.

    Parameters
    ----------
    before, after : Assessment
    edit : siting.change.edit.Edit
    ground : pandas.DataFrame
        What cameras lose and gain, class by class; `siting.change.effects.GROUND_COLUMNS`.
    lost, gained : geopandas.GeoDataFrame
        The same as shapes; `siting.change.effects.PIECE_COLUMNS`.
    homes : geopandas.GeoDataFrame
        Homes of which cameras see more or less; `siting.change.effects.HOME_COLUMNS`.
    findings : geopandas.GeoDataFrame
        Findings that appear, vanish or change, as `siting.change.tables.changed_findings` gives them, the
        sides called before and after.
    summary : dict
    """

    before: Assessment
    after: Assessment
    edit: Edit
    ground: pd.DataFrame
    lost: gpd.GeoDataFrame
    gained: gpd.GeoDataFrame
    homes: gpd.GeoDataFrame
    findings: gpd.GeoDataFrame
    summary: dict[str, Any]

    def write(self, directory: str | Path) -> Path:
        """Return the folder into which ``whatif.gpkg``, ``whatif.json`` and ``homes.csv`` were written.

        Parameters
        ----------
        directory : str or pathlib.Path
            A new folder, an empty one, or one that holds an answer to a what-if, which is replaced.

        Raises
        ------
        OutputError
            When the folder holds something else, or cannot be written.
        """
        from siting.io.write_whatif import write_whatif

        layers = {name: getattr(self, name) for name in ("lost", "gained", "homes", "findings")}
        return write_whatif(directory, self.as_document(), layers=layers)

    def as_document(self) -> dict[str, Any]:
        """Return the summary's keys and the tables, without geometry, as values that JSON can carry."""
        from siting.change.document import plain_records

        tables = {name: getattr(self, name) for name in ("ground", "homes", "findings")}
        return {**self.summary, **{name: plain_records(frame) for name, frame in tables.items()}}

    def matters(self, *, weakest_force: str = "interpretation") -> int:
        """Return how many homes are newly exposed to a camera and how many fails are new or graver.

        Parameters
        ----------
        weakest_force : {'advisory', 'interpretation', 'binding'}
            From which on fails count.
        """
        from siting.change.document import worse_findings

        worse = worse_findings(self.findings, weakest_force=weakest_force)
        return int((self.homes["change"] == "exposed").sum()) + worse

    def _repr_html_(self) -> str:
        """Return the counts as a small table for notebooks."""
        counts = self.homes["change"].value_counts().to_frame("homes")
        heading = f"Siting: what if, {self.before.scene.name}, law of {self.before.on}"
        return f"<p>{escape(heading)}</p>{counts.to_html()}"


def whatif(
    scene: Scene,
    *,
    add: str | Path | Additions | Sequence[str | Path | Additions] = (),
    remove: str | Path | Sequence[str | Path] = (),
    crs: str | None = None,
    encoding: str | None = None,
    packs: str | Sequence[str | Path | Pack] | None = None,
    on: date | str | None = None,
    target_height_m: float = DEFAULT_TARGET_HEIGHT_M,
    ladder: str | Ladder = DEFAULT_LADDER,
    answers: Answers | str | Path | None = None,
    overrides: Mapping[str, object] | None = None,
    progress: Progress | None = None,
) -> WhatIf:
    """Return what adding or removing obstacles, buildings or cameras would do to views and findings.

    What is added counts as built: it hides from every camera. Deciduous leaves protect no home, whether
    they are added or removed. The law still hears of an added obstacle as a proposed one.

    Parameters
    ----------
    scene : Scene
        As `siting.read_scene` returns it.
    add : path or Additions, or several
        Files of obstacles, or with layers obstacles, buildings, cameras.
    remove : str or path, or several
        Ids, with commas between, or files of ids; ``obstacles:7`` where two layers have one.
    crs, encoding : str or None
        Of the files, where they state none.
    packs, on, target_height_m, ladder, answers, overrides
        As for `siting.assess`.
    progress : callable or None
        Called with steps done and steps in all.

    Raises
    ------
    InputError, UsageError, PackError
        When something does not fit, before anything is computed.

    Examples
    --------
    >>> import siting
    >>> found = siting.whatif(siting.demo_scene(), remove="C1", on="2026-03-01")  # doctest: +SKIP
    """
    from siting._options import resolve
    from siting.change.edit import edit_of

    gathered = Gathered()
    with gathered:
        order = resolve(
            packs=packs, on=on, target_height_m=target_height_m, ladder=ladder, answers=answers,
            overrides=overrides,
        )  # fmt: skip
    with gathered:
        edit = edit_of(scene, add=_several(add), remove=_several(remove), crs=crs, encoding=encoding)
    gathered.close()
    return whatif_of(scene, edit, order, progress=progress)


def whatif_of(scene: Scene, edit: Edit, order: Order, *, progress: Progress | None = None) -> WhatIf:
    """Return what an edit of a scene would do, as `whatif` does, by options that are read already.

    Parameters
    ----------
    scene : Scene
    edit : Edit
        As `siting.change.edit.edit_of` makes it of that scene.
    order : siting._options.Order
    progress : callable or None
        Called with steps done and steps in all.
    """
    from siting.change.edit import edited
    from siting.change.effects import ground_effects, home_effects
    from siting.change.tables import changed_findings
    from siting.change.whatif_document import BEFORE_AND_AFTER, summarise_whatif

    changed = edited(scene, edit)
    before = carry_out(scene, order, progress=progress and (lambda done, n: progress(done, 2 * n)))
    after = carry_out(
        changed, order, built=edit.built, progress=progress and (lambda done, n: progress(n + done, 2 * n))
    )
    ground, lost, gained = ground_effects(before.coverage, after.coverage)
    homes = home_effects(before.facades, after.facades, gone=edit.removed.get("buildings", ()))
    findings = changed_findings(before.findings, after.findings, sides=BEFORE_AND_AFTER)
    summary = summarise_whatif(before, after, edit, ground=ground, homes=homes, findings=findings)
    return WhatIf(
        before=before,
        after=after,
        edit=edit,
        ground=ground,
        lost=lost,
        gained=gained,
        homes=homes,
        findings=findings,
        summary=summary,
    )


def _several(given: Any) -> list[Any]:
    return list(given) if isinstance(given, (list, tuple)) else [given]
