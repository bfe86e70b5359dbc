"""Put what `siting demo` prints, shortened, into the README: `python docs/update_readme.py`."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"
BLOCK = re.compile(r"(<!-- demo output: begin .*?-->\n```\n)(.*?)(```\n<!-- demo output: end -->)", re.DOTALL)
KIND_COUNT = 14
TABLE_HEAD = "duty "
GAP = "..."


def demo_output(folder: str | Path) -> str:
    """Return what `siting demo` prints when it writes into `folder`/demo_out."""
    command = [sys.executable, "-m", "siting.cli", "demo", "--out", "demo_out"]
    done = subprocess.run(command, cwd=folder, check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def shortened(output: str) -> str:
    """Return one fact of each kind, the duties that are broken, and the end of an output."""
    lines = [line.rstrip() for line in output.splitlines()]
    table = next(place for place, line in enumerate(lines) if line.startswith(TABLE_HEAD))
    end = next(place for place, line in enumerate(lines) if line.startswith("all "))
    broken = [line for line in lines[table + 1 : end] if re.match(r"\S+ +[1-9]", line)]
    # The duties at the end of a line tell what kind of fact it is.
    kinds = {line.rpartition("  [")[2]: line for line in reversed(lines[: table - 3]) if line}
    facts = [line for line in lines[: table - 3] if line in kinds.values()][:KIND_COUNT]
    kept = [*facts, GAP, *lines[table - 3 : table + 1], *broken, GAP, *lines[end:]]
    return "\n".join(kept) + "\n"


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
