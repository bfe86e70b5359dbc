"""Reading and writing of scenes: the only door for files."""

from __future__ import annotations

from siting.io.demo import demo_path, demo_scene
from siting.io.ledger import ledger_counts
from siting.io.scene import read_scene

__all__ = ["demo_path", "demo_scene", "ledger_counts", "read_scene"]
