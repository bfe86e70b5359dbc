"""Siting, a linter for camera plans: what every camera sees, and what the law objects to.

>>> import siting
>>> siting.__version__
'0.1.0'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

# At once, unlike the rest: read later, the module would take the function's name. It is light.
from siting.assess import Assessment, assess

if TYPE_CHECKING:
    from siting.change.difference import Difference, diff
    from siting.change.whatif import WhatIf, whatif
    from siting.errors import InputError, OutputError, PackError, SitingError, UsageError
    from siting.io import demo_scene, read_scene
    from siting.model import Camera, Ladder, Lens, Scene
    from siting.tolerance import Tolerance

__version__ = "0.1.0"

# Name -> module. Read on first use, so that `import siting` and `siting --help` stay quick.
_PUBLIC = {
    "Camera": "siting.model",
    "Difference": "siting.change.difference",
    "Ladder": "siting.model",
    "Lens": "siting.model",
    "Scene": "siting.model",
    "Tolerance": "siting.tolerance",
    "WhatIf": "siting.change.whatif",
    "demo_scene": "siting.io",
    "diff": "siting.change.difference",
    "read_scene": "siting.io",
    "whatif": "siting.change.whatif",
    "InputError": "siting.errors",
    "OutputError": "siting.errors",
    "PackError": "siting.errors",
    "SitingError": "siting.errors",
    "UsageError": "siting.errors",
}

__all__ = [
    "Assessment",
    "Camera",
    "Difference",
    "InputError",
    "Ladder",
    "Lens",
    "OutputError",
    "PackError",
    "Scene",
    "SitingError",
    "Tolerance",
    "UsageError",
    "WhatIf",
    "__version__",
    "assess",
    "demo_scene",
    "diff",
    "read_scene",
    "whatif",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(importlib.import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'siting' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
