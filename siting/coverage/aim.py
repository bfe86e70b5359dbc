"""One view of one camera in its place: what the engine is asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from siting.coverage.beams import Sight
    from siting.model import Camera


class Aim(NamedTuple):
    """A camera, its position as used [m], and the view through which it looks from there."""

    camera: Camera
    here: tuple[float, float]
    sight: Sight

    def with_widest(self) -> Aim:
        """Return the same with the view that sees most of those that the plan does not exclude."""
        return self._replace(sight=self.sight.widest)
