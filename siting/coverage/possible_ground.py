"""Ground that only the widest image covers that the plan does not exclude: asked where it bears on a zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.coverage.looks import grounds
from siting.coverage.rows import CAPABILITY_VIEW, MAIN_VIEW, CoverageRows
from siting.coverage.zone_views import SEEN_KINDS

if TYPE_CHECKING:
    import geopandas as gpd

    from siting.coverage.aim import Aim
    from siting.coverage.looks import Look, Stage
    from siting.model import Scene


class PossibleGround:
    """What cameras may cover with their widest images, past what hides homes; gathered camera by camera.

    Parameters
    ----------
    scene : siting.model.Scene
        Without gardens and consent zones nothing is asked.
    stage : siting.coverage.looks.Stage
    """

    def __init__(self, scene: Scene, stage: Stage) -> None:
        self._scene = scene
        self._stage = stage
        self._is_asked = bool(scene.zones["kind"].isin(SEEN_KINDS).any())
        self._rows = CoverageRows(stage.bands)
        self.sharper: dict[str, float] = {}
        """By how much the widest image of a camera may be sharper than the one that is taken, as a ratio."""

    def add(self, aim: Aim, look: Look) -> None:
        """Add what one view may cover, where it has a widest image and a zone asks.

        Parameters
        ----------
        aim : siting.coverage.aim.Aim
        look : siting.coverage.looks.Look
            What the view sees with the image that is taken.
        """
        more = aim.sight.more
        if not self._is_asked or more is None or aim.sight.name not in (MAIN_VIEW, CAPABILITY_VIEW):
            return
        (shapes,) = grounds([(aim.with_widest(), look.hiding)], self._stage)
        self._rows.add(aim.camera.id, shapes, set(more.unsure), view=aim.sight.name)
        self.sharper[aim.camera.id] = more.f_px / aim.sight.f_px

    def frame(self) -> gpd.GeoDataFrame:
        """Return it with the columns of the layer `coverage`."""
        return self._rows.frame(self._scene)
