"""Cameras that look: the rows of all layers that come of it."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import TYPE_CHECKING

import shapely

from siting.coverage.aim import Aim
from siting.coverage.beams import why_nothing
from siting.coverage.doors import DoorRows
from siting.coverage.looks import looks
from siting.coverage.possible_ground import asks_for_possible, possible_ground
from siting.coverage.rows import (
    CAPABILITY_VIEW,
    LEAF_OFF_CAPABILITY_VIEW,
    LEAF_OFF_VIEW,
    MAIN_VIEW,
    CoverageRows,
    FacadeRows,
)
from siting.coverage.seen import Seen
from siting.coverage.used import camera_flags, why_not_standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from siting.coverage.looks import Look, Stage
    from siting.coverage.sights import Eye
    from siting.coverage.standing import Standing
    from siting.model import Ladder, Scene

_LAYERS = ("coverage", "today", "possible", "facades", "doors")


class Gatherer:
    """Rows of all layers of a scene, gathered as its cameras look.

    Parameters
    ----------
    scene : siting.model.Scene
    stage : siting.coverage.looks.Stage
    ladder : siting.model.Ladder
    """

    def __init__(self, scene: Scene, stage: Stage, ladder: Ladder) -> None:
        self._stage = stage
        self._asks_for_possible = asks_for_possible(scene)
        self.coverage, self.today = CoverageRows(stage.bands), CoverageRows(stage.bands)
        self.possible = CoverageRows(stage.bands)
        self.facades = FacadeRows(scene, stage.solids, stage.walls, ladder)
        self.doors = DoorRows(scene, stage.solids, ladder, stage.terrain)

    def again(self) -> Gatherer:
        """Return one for the same scene that has gathered nothing yet."""
        other = copy(self)
        for name in _LAYERS:
            rows = copy(getattr(self, name))
            rows.taken()
            setattr(other, name, rows)
        return other

    def look(self, eyes: Sequence[Eye], standings: Sequence[Standing]) -> Iterator[Seen]:
        """Yield what each camera sees, in the order given.

        Parameters
        ----------
        eyes : sequence of siting.coverage.sights.Eye
        standings : sequence of siting.coverage.standing.Standing
            Where each of them stands.
        """
        blank = [
            Seen(eye, standing, eye.why_not or why_not_standing(standing))
            for eye, standing in zip(eyes, standings, strict=True)
        ]
        looked = looks([aim for each in blank if each.why is None for aim in _aims(each)], self._stage)
        for each in blank:
            yield each if each.why is not None else self._seen(each, looked)

    def put(self, seen: Sequence[Seen]) -> None:
        """Add the rows of cameras, of all layers."""
        for each in seen:
            for name in _LAYERS:
                getattr(self, name).put(getattr(each, name))

    def _seen(self, one: Seen, looked: Iterator[Look]) -> Seen:
        for place, aim in enumerate(_aims(one)):
            look = next(looked)
            if look.ground is not None:
                one = replace(one, eye=replace(one.eye, flags=one.eye.flags | look.ground.flags))
            sees_ground = not all(shapely.is_empty(look.seen))
            if place == 0 and not sees_ground:
                stage, ground = self._stage, look.ground
                why = why_nothing(aim.sight, stage.plane_m) if ground is None else ground.why_nothing
                one = replace(one, why=why)
            if sees_ground and one.counted is None and aim.sight.name in (MAIN_VIEW, CAPABILITY_VIEW):
                one = replace(one, counted=aim.sight)
            self._add(one, aim, look, is_first=place == 0)
        layers = {name: getattr(self, name).taken() for name in _LAYERS}
        return replace(one, **layers)

    def _add(self, one: Seen, aim: Aim, look: Look, *, is_first: bool) -> None:
        """Add the rows of one view."""
        camera, sight = aim.camera, aim.sight
        flags = camera_flags(one.eye, one.standing)
        if self._stage.solids.height_assumed[look.near].any():
            flags.add("height_assumed")
        self.coverage.add(camera.id, look.seen, flags, view=sight.name)
        if look.bare is not None:
            view = LEAF_OFF_VIEW if is_first else LEAF_OFF_CAPABILITY_VIEW
            self.coverage.add(camera.id, look.bare, flags, view=view)
        if look.today is not None:
            self.today.add(camera.id, look.today, flags, view=sight.name)
        possible = possible_ground(aim, look, self._stage) if self._asks_for_possible else None
        if possible is not None:
            self.possible.add(camera.id, possible, set(sight.widest.unsure), view=sight.name)
        for view, exposure in look.exposures.items():
            self.facades.add(camera, exposure, sight.f_px, view=view)
        self.doors.add(
            camera,
            aim.here,
            sight=sight,
            candidates=look.near,
            hiding=look.hiding,
            unbuilt=self._stage.unbuilt,
            ground=None if look.ground is None else look.ground.around,
        )


def _aims(one: Seen) -> list[Aim]:
    here = one.standing.easting_m, one.standing.northing_m
    return [Aim(one.eye.camera, here, sight) for sight in one.eye.sights]
