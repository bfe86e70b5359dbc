"""What is installed: every package and every data file, and nothing that names a machine."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {_plain(name): version for name, version in pairs}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_folder_with_code_is_a_package_that_is_installed() -> None:
    folders = {path.parent for path in (ROOT / "siting").rglob("*.py")}
    names = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert set(SETUPTOOLS["packages"]) == names | {"siting.data"}
    assert SETUPTOOLS["package-dir"] == {"siting.data": "data"}


@pytest.mark.parametrize(("package", "folder"), [("siting", "siting"), ("siting.data", "data")])
def test_every_data_file_is_installed(package: str, folder: str) -> None:
    patterns = [pattern.replace("**/", "*") for pattern in SETUPTOOLS["package-data"][package]]
    for path in sorted((ROOT / folder).rglob("*")):
        is_code = path.suffix in (".py", ".pyc", ".nbi", ".nbc") or "__pycache__" in path.parts
        if path.is_file() and not is_code:
            name = str(path.relative_to(ROOT / folder))
            assert any(fnmatch(name, pattern) for pattern in patterns), f"{path} would be left out"


def test_versions_are_pinned_by_name_and_version_alone() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        assert line.startswith("#") or re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.]+", line), line


def test_every_requirement_has_its_pin() -> None:
    # Peers are measured as they can be had; the results say which.
    extras = [
        wanted for name, wanted in PROJECT["project"]["optional-dependencies"].items() if name != "bench"
    ]
    wanted = [*PROJECT["project"]["dependencies"], *(name for extra in extras for name in extra)]
    pins = pinned()
    for text in wanted:
        requirement = Requirement(text)
        version = pins.get(_plain(requirement.name))
        assert version is not None, f"{requirement.name} has no pin"
        assert requirement.specifier.contains(version), f"{text} does not allow {version}"


def test_what_is_imported_is_required() -> None:
    required = {_plain(Requirement(text).name) for text in PROJECT["project"]["dependencies"]}
    homes = metadata.packages_distributions()
    lines = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "siting").rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:from|import) ([a-z_0-9]+)", lines, re.MULTILINE))
    foreign = {name for name in imported if name in homes and name != "siting"}
    lacking = {name for name in foreign if not {_plain(home) for home in homes[name]} & required}
    # branca comes with folium, whose elements it defines; matplotlib is the extra `plot`.
    assert lacking <= {"branca", "matplotlib"}


@pytest.mark.parametrize(
    "name",
    ["Makefile", "pyproject.toml", "constraints.txt", ".ci/run", ".pre-commit-config.yaml", "README.md"],
)
def test_no_file_names_a_machine_or_an_index(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for forbidden in ("index-url", "pypi.org", "/work/", "/tmp/", "/root/", "/home/"):
        assert forbidden not in text


def test_licence_is_the_whole_text() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
