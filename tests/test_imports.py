"""The floors of the house: data flows one way, and no file imports from a floor above it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "siting"
# DESIGN section 1. The longest name that fits decides.
FLOORS = {
    "siting.errors": 1,
    "siting.fields": 1,
    "siting.model": 2,
    "siting.heights": 2,
    "siting.crs": 2,
    "siting.words": 2,
    "siting.tolerance": 2,
    "siting.coverage": 3,
    "siting.io": 3,
    "siting.rules": 4,
    "siting.assess": 5,
    "siting.summary": 5,
    "siting.hints": 5,
    "siting.missing_fields": 5,
    "siting.margins": 5,
    "siting.same_fact": 5,
    "siting._uncertain_views": 5,
    "siting._view_margins": 5,
    "siting._examples": 5,
    "siting.look": 6,
    "siting.report": 6,
    "siting.change": 6,
    "siting.maps": 6,
    "siting.placement": 6,
    "siting.project": 6,
    "siting._map_data": 6,
    "siting._map_shapes": 6,
    "siting.text_report": 6,
    "siting.cure_lines": 6,
    "siting.ui": 6,
    "siting.cli": 7,
    "siting._commands": 7,
    "siting._compare_command": 7,
    "siting._osm_command": 7,
    "siting._delivery": 7,
    "siting._export_command": 7,
    "siting._diff_command": 7,
    "siting._whatif_command": 7,
    "siting._options": 5,
    "siting._project_options": 7,
    "siting._usage_faults": 7,
    "siting._progress": 7,
    # The front file lists the public names and stands above all; who needs it may ask for it by name.
    "siting": 7,
}
# Floor 3 has two rooms without a door between them: reading knows no geometry of views, and views no files.
APART = (("siting.coverage", "siting.io"), ("siting.io", "siting.coverage"))
# `import siting` from inside for the public names that are read on first use, and for the version.
USES_THE_FRONT = {
    "siting.ui.opening",
    "siting.ui.desk",
    "siting.ui.component",
    "siting.ui.variants",
    "siting.cli",
    "siting.summary",
}
NETWORK = {"socket", "urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib", "osmnx"}
ONLINE = {"siting.io.osm"}
DRAWERS = {"utils", "util", "helpers", "common", "misc", "tools"}


def modules() -> dict[str, Path]:
    """Return every module of the package by its dotted name."""
    return {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(name: str, source: str, known: set[str]) -> set[str]:
    """Return all that a module imports, late imports and those for types too, as names of modules."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name} imports relatively: name the module in full"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found.add(whole if whole in known else str(node.module))
    return found


def floor(name: str) -> int:
    """Return the floor of a module of the package."""
    while name not in FLOORS:
        name = name.rpartition(".")[0]
    return FLOORS[name]


def arrows() -> list[tuple[str, str]]:
    """Return every import from module to module inside the package."""
    known = modules()
    return [
        (name, target)
        for name, path in known.items()
        for target in sorted(imports_of(name, path.read_text(encoding="utf-8"), set(known)))
        if target in known and target != name
    ]


def test_every_module_has_a_floor() -> None:
    top_level = {name for name in modules() if name.count(".") == 1}
    assert top_level <= set(FLOORS), f"give a floor to {sorted(top_level - set(FLOORS))}"


def test_no_arrow_goes_up() -> None:
    up = [
        f"{name} (floor {floor(name)}) imports {target} (floor {floor(target)})"
        for name, target in arrows()
        if floor(target) > floor(name) and not (target == "siting" and name in USES_THE_FRONT)
    ]
    assert not up, "\n".join(up)


@pytest.mark.parametrize(("room", "other"), APART)
def test_reading_and_computing_stand_apart(room: str, other: str) -> None:
    crossing = [(a, b) for a, b in arrows() if a.startswith(f"{room}.") and b.startswith(f"{other}")]
    assert not crossing


def test_no_imports_in_a_circle() -> None:
    targets: dict[str, set[str]] = {}
    for name, target in arrows():
        # The front file is read by asking for a name, not by a line of import.
        if target != "siting":
            targets.setdefault(name, set()).add(target)
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " -> ".join((*path[path.index(name) :], name))
        if name not in done:
            for target in sorted(targets.get(name, ())):
                walk(target, (*path, name))
            done.add(name)

    for name in modules():
        if name != "siting":
            walk(name, ())


def test_nothing_is_imported_by_name_from_above_but_the_map_and_the_signs() -> None:
    # Two values name modules of floor 6: who draws an assessment, who proposes signs. See siting.assess.
    named = {
        (name, module)
        for name, path in modules().items()
        for module in re.findall(r"[\"'](siting\.[a-z_.]+)[\"']", path.read_text(encoding="utf-8"))
        if module in modules() and floor(module) > floor(name)
    }
    assert named == {("siting.assess", "siting.maps"), ("siting.assess", "siting.placement.signs")}


def test_only_one_module_may_reach_the_network() -> None:
    known = set(modules())
    for name, path in modules().items():
        used = imports_of(name, path.read_text(encoding="utf-8"), known)
        online = {each for each in used if each in NETWORK or each.split(".")[0] in NETWORK}
        assert not online or name in ONLINE, f"{name} imports {sorted(online)}"


def test_no_drawer_for_odds_and_ends() -> None:
    for name in modules():
        assert not DRAWERS & set(name.replace("_", ".").split(".")), name


def test_checks_see_arrows_at_all() -> None:
    found = set(arrows())
    assert ("siting.assess", "siting.rules.engine") in found
    assert ("siting.io.formats", "siting.crs") in found
    source = "import os\nif True:\n    from siting.io import write\n"
    assert imports_of("x", source, {"siting.io.write"}) == {"os", "siting.io.write"}
