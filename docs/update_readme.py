"""Put what `siting demo` prints, shortened, into the README: `python docs/update_readme.py`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"(<!-- demo output: begin .*?-->\n```\n)(.*?)(```\n<!-- demo output: end -->)", re.DOTALL)
KIND_COUNT = 18
DUTY_COUNT = 16
CURE_COUNT = 6
GRADES = ("critical", "major", "moderate", "minor", "info")
GRADED = re.compile(rf"  ({'|'.join(GRADES)})(?:,? \w+| \(.*?\))?: ")
TABLE_HEAD = "duty "
CURE = "cure: "
GAP = "..."


def demo_output(folder: str | Path) -> str:
    """Return what `siting demo` prints when it writes into `folder`/demo_out."""
    command = [sys.executable, "-m", "siting.cli", "demo", "--out", "demo_out"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def shortened(output: str) -> str:
    """Return one fact of each kind, the gravest kinds first, some cures and broken duties, and the end."""
    lines = [line.rstrip() for line in output.splitlines()]
    table = next(place for place, line in enumerate(lines) if line.startswith(TABLE_HEAD))
    end = next(place for place, line in enumerate(lines) if line.startswith("all "))
    broken = [line for line in lines[table + 1 : end] if re.match(r"\S+ +[1-9]", line)]
    # The name of the duty at the end of a line tells what kind of fact it is.
    kinds: dict[str, str] = {}
    for line in filter(GRADED.search, lines[: table - 3]):
        kinds.setdefault(line.rpartition("  [")[2].split(",")[0].split("/")[-1].rstrip("]"), line)
    cures = [line for line in lines[: table - 3] if line.startswith(CURE)]
    facts = sorted(kinds.values(), key=_grade)[:KIND_COUNT]
    kept = [
        *facts,
        GAP,
        *cures[:CURE_COUNT],
        GAP,
        *lines[table - 3 : table + 1],
        *broken[-DUTY_COUNT:],
        GAP,
        *lines[end:],
    ]
    return "\n".join(kept) + "\n"


def _grade(line: str) -> int:
    """Return the place of a line's grade among all grades."""
    found = GRADED.search(line)
    assert found is not None
    return GRADES.index(found[1])


def updated(readme: str, output: str) -> str:
    """Return the text of the README with its block made anew."""
    text, count = BLOCK.subn(lambda found: found[1] + shortened(output) + found[3], readme)
    if count != 1:
        raise ValueError(f"README.md: found {count} blocks of demo output; allowed one")
    return text


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        printed = demo_output(folder)
    README.write_text(updated(README.read_text(encoding="utf-8"), printed), encoding="utf-8")
