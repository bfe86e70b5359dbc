"""Which peers are here, in which version, and why the others are not."""

from __future__ import annotations

import importlib
import shutil
import subprocess
from dataclasses import dataclass
from importlib import metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import ModuleType

NAMES = (
    "shapely_shadows",
    "pysovist",
    "pyvispoly",
    "visilibity",
    "t4gpd",
    "visibility_polygon",
    "embreex",
    "gdal",
    "grass",
    "xarray_spatial",
)
"""The modules of this folder that are peers."""


@dataclass(frozen=True)
class Peer:
    """One peer: its adapter, or the reason why there is none.

    Parameters
    ----------
    name : str
        Of the module.
    module : module or None
    version : str
        Empty when it is not installed.
    why_not : str
        Empty when it is installed.
    """

    name: str
    module: ModuleType | None
    version: str
    why_not: str

    @property
    def title(self) -> str:
        """Return its name and version, as a table says it."""
        return f"{self.name.replace('_', ' ')} {self.version}".strip()


def peers() -> dict[str, Peer]:
    """Return all peers by name, those that are not installed too."""
    return {name: _peer(name) for name in NAMES}


def _peer(name: str) -> Peer:
    try:
        module = importlib.import_module(f"benchmarks.peers.{name}")
    except (ImportError, OSError) as problem:
        return Peer(name, None, "", str(problem).split("\n")[0])
    told = getattr(module, "version", None)
    return Peer(name, module, told() if told else metadata.version(module.DISTRIBUTION), "")


def first_line(command: list[str]) -> str:
    """Return the first line that a command prints; ImportError when it is not there."""
    if shutil.which(command[0]) is None:
        raise ImportError(f"there is no {command[0]}")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).strip().split("\n")[0]
