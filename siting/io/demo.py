"""The demo district that comes with Siting."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

from siting.errors import UsageError
from siting.io.scene import read_scene

if TYPE_CHECKING:
    from siting.model import Scene

_DISTRICT = "helsinki"
_FILE = "scene.gpkg"


def demo_path() -> Path:
    """Return the file of the demo scene, installed as package data or in the checkout.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    UsageError
        When neither is there.
    """
    places = [Path(__file__).resolve().parents[2] / "data" / _DISTRICT / _FILE]
    try:
        with as_file(files("siting.data").joinpath(_DISTRICT, _FILE)) as installed:
            places.append(installed)
    except ModuleNotFoundError:
        pass
    for place in places:
        if place.is_file():
            return place
    raise UsageError(f"the demo data ({_DISTRICT}/{_FILE}) did not come with this installation")


def demo_scene() -> Scene:
    """Return the demo scene: Helsinki centre with invented optics.

    Returns
    -------
    Scene
    """
    return read_scene(demo_path())
