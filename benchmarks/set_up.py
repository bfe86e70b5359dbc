"""Install what is measured against, one thing at a time: what cannot be had leaves the others (`make bench`).

Python's peers are those of the extra `bench` in pyproject.toml; a few are built here. Beside them one from
npm and, for root on Debian, GRASS. What cannot be had is told, and the table says so too.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What builds those that come as source.
_BUILDERS = ("setuptools", "wheel", "swig")
_NPM = "visibility-polygon"
_DEBIAN = "grass-core"


def main() -> None:
    """Return nothing; install, and say what could not be."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = project["project"]["optional-dependencies"]["bench"]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    pinned = ["--constraint", str(ROOT / "constraints.txt")]
    _try("builders", [*pip, *pinned, *_BUILDERS])
    for each in wanted:
        # Without a fence around the build, so that it finds the builder of its wrappers.
        _try(each, [*pip, *pinned, "--no-build-isolation", each])
    if shutil.which("npm") is None:
        print("not installed: npm is not here", file=sys.stderr)
    else:
        _try(_NPM, ["npm", "install", "--silent", "--no-save", "--prefix", sys.prefix, _NPM])
    if shutil.which("grass") is None and shutil.which("apt-get") and os.geteuid() == 0:
        _try("Debian's lists", ["apt-get", "update", "-q"])
        _try(_DEBIAN, ["apt-get", "install", "-y", "-q", "--no-install-recommends", _DEBIAN])


def _try(name: str, command: list[str]) -> None:
    """Run a command; say so when it fails, and with which last words."""
    # Programs that a package brings stand beside the interpreter.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    told = {**os.environ, "PATH": path, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=told, capture_output=True, text=True, check=False)
    if done.returncode:
        words = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        print(f"not installed: {name}: {words[-1] if words else 'no reason told'}", file=sys.stderr)


if __name__ == "__main__":
    main()
