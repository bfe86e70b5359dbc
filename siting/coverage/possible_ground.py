"""Ground that only the widest image covers that the plan does not exclude: asked where it bears on a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siting.coverage.looks import grounds
from siting.coverage.rows import CAPABILITY_VIEW, MAIN_VIEW
from siting.coverage.zone_views import SEEN_KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siting.coverage.aim import Aim
    from siting.coverage.looks import Look, Stage
    from siting.coverage.sights import Eye
    from siting.model import Scene

_COUNTED = (MAIN_VIEW, CAPABILITY_VIEW)


def asks_for_possible(scene: Scene) -> bool:
    """Return whether a scene has gardens or consent zones, of which it is asked what may be covered.

    Parameters
    ----------
    scene : siting.model.Scene
    """
    return bool(scene.zones["kind"].isin(SEEN_KINDS).any())


def possible_ground(aim: Aim, look: Look, stage: Stage) -> list[Any] | None:
    """Return what a view may cover with its widest image past what hides homes, class by class.

    None where the plan tells the image, or the view is not one that counts.

    Parameters
    ----------
    aim : siting.coverage.aim.Aim
    look : siting.coverage.looks.Look
        What the view sees with the image that is taken.
    stage : siting.coverage.looks.Stage
    """
    if aim.sight.more is None or aim.sight.name not in _COUNTED:
        return None
    (shapes,) = grounds([(aim.with_widest(), look.hiding)], stage)
    return shapes


def sharper_of(eyes: Iterable[Eye]) -> dict[str, float]:
    """Return by how much the widest image of a camera may be sharper than the one that is taken, as a ratio.

    Parameters
    ----------
    eyes : iterable of siting.coverage.sights.Eye
    """
    return {
        eye.camera.id: sight.more.f_px / sight.f_px
        for eye in eyes
        for sight in eye.sights
        if sight.more is not None and sight.name in _COUNTED
    }
