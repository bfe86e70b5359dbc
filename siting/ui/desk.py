"""The desk: one open project, its assessment kept up with every edit, and what the user looks at."""

from __future__ import annotations

import gc
import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import siting
from siting.errors import SitingError
from siting.project import ChangedElsewhere
from siting.ui.layer_store import LayerStore
from siting.ui.map_layers import MapLayers
from siting.ui.people import Person, here

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from siting.assess import Assessment
    from siting.change.difference import Difference
    from siting.model import Progress, Scene
    from siting.project import Edit, Project


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen on the map: a layer and an id in it."""

    layer: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the last edit did to the findings that fail: how many appeared, how many vanished."""

    appeared: int = 0
    vanished: int = 0


def fails_of(assessment: Assessment) -> set[str]:
    """Return the ids of the findings that fail.

    Parameters
    ----------
    assessment : Assessment
    """
    found = assessment.findings
    return set(found["finding_id"].to_numpy()[found["outcome"].to_numpy() == "fail"])


@dataclass
class Desk:
    """One open project as a session of the app works on it.

    Parameters
    ----------
    project : siting.project.Project
        Owns the plan; every edit goes through it.
    assessment : Assessment or None
        None until the plan has been judged, or when its settings allow no judgement.
    """

    project: Project
    assessment: Assessment | None = None
    store: LayerStore = field(default_factory=LayerStore)
    chosen: Chosen = field(default_factory=Chosen)
    light: str = "day"
    placing: str = ""
    finding_id: str = ""
    focus: Mapping[str, Any] | None = None
    trouble: SitingError | None = None
    effect: Effect | None = None
    acknowledged: int = 0
    run: int = 0
    is_behind: bool = False
    made: tuple[str, int, str, bytes] | None = None
    person: Person = field(default_factory=here)
    compared: tuple[str, str, int, Difference] | None = None
    _beside: list[MapLayers] = field(default_factory=list)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.layers = MapLayers(self.store)
        self.store.owner = self.person.id

    @property
    def scene(self) -> Scene:
        """Return the plan as it stands."""
        return self.project.scene

    def judge(self, progress: Progress | None = None) -> None:
        """Return nothing; judge the whole plan by the project's settings; a refusal is kept in `trouble`.

        Parameters
        ----------
        progress : callable or None
            Called with steps done and steps in all.
        """
        try:
            self.assessment = siting.assess(self.scene, **self.project.options, progress=progress)
            self.trouble = None
        except SitingError as error:
            self.trouble = error
        # What has just been made stays: looking through it at every edit would cost more than the edit.
        gc.collect()
        gc.freeze()

    def do(self, edit: Edit) -> bool:
        """Return whether an edit was carried out; what the project refuses is kept in `trouble`.

        Parameters
        ----------
        edit : siting.project.Edit
        """
        return self._carry_out(lambda: self.project.do(edit))

    def undo(self) -> None:
        """Return nothing; take the last edit back, when there is one."""
        if self.project.can_undo:
            self._carry_out(self.project.undo)

    def redo(self) -> None:
        """Return nothing; do again the edit that was taken back, when there is one."""
        if self.project.can_redo:
            self._carry_out(self.project.redo)

    def follow(self) -> None:
        """Return nothing; judge the plan after an edit: only what the edit touches is worked out again."""
        if self.assessment is None:
            self.judge()
            return
        before = fails_of(self.assessment)
        try:
            self.assessment = self.assessment.edited(self.scene)
        except SitingError as error:
            self.trouble = error
            return
        after = fails_of(self.assessment)
        self.effect = Effect(appeared=len(after - before), vanished=len(before - after))

    def look_at(self, **about: str) -> None:
        """Return nothing; the map will bring into view what is named.

        Parameters
        ----------
        about : str
            `camera`, `building`, or `layer` with `id`.
        """
        self.focus = {"number": next(self._numbers), **about}

    def change(self, act: Callable[[], object]) -> None:
        """Return nothing; carry out a change of the project beside its edits; the plan is judged anew.

        Parameters
        ----------
        act : callable
            An answer, a review, another variant.
        """
        try:
            act()
        except SitingError as error:
            self._refused(error)
            return
        self.assessment = None

    def catch_up(self) -> None:
        """Return nothing; take in what another window has written to the project, and judge the plan anew."""
        self.is_behind = False
        self.trouble = None
        if self.project.refresh():
            self.assessment = None

    def layers_beside(self, at: int) -> MapLayers:
        """Return the layers of a map that stands beside others.

        Parameters
        ----------
        at : int
            Its place among them.
        """
        while len(self._beside) <= at:
            self._beside.append(MapLayers(self.store))
        return self._beside[at]

    def settle(self, name: str, value: object) -> None:
        """Return nothing; change a setting of the project; the plan is then to be judged anew.

        Parameters
        ----------
        name : str
        value : object
        """
        self.change(lambda: self.project.set_setting(name, value))

    def _carry_out(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except SitingError as error:
            self._refused(error)
            return False
        self.trouble = None
        self.follow()
        return True

    def _refused(self, error: SitingError) -> None:
        self.trouble = error
        self.is_behind = isinstance(error, ChangedElsewhere)
