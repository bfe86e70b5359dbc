"""One's own home: what a private camera hangs on or stands in may be its owner's, not another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from siting.rules.facts import CameraFacts
    from siting.rules.law import Rule

OWN_HOME_PARAMETERS = {"own_home_reach_m": "number"}
"""What a duty about others' homes gives beside the rest: how near a home may be the owner's own [m]."""


def may_be_own(rule: Rule, camera: CameraFacts, place: BaseGeometry) -> bool:
    """Return whether a place may belong to the camera's owner, as far as the duty spares owners.

    Parameters
    ----------
    rule : Rule
        With `own_home_reach_m` [m] where it is about others alone.
    camera : CameraFacts
    place : shapely geometry
    """
    if "own_home_reach_m" not in rule.values:
        return False
    return bool(shapely.dwithin(place, camera.declared, rule.number("own_home_reach_m")))
