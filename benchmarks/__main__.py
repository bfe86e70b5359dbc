"""Run every row of the table, product and peers in turn, and write RESULTS.md: ``python -m benchmarks``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.districts import districts
from benchmarks.installed import peers
from benchmarks.lines import Effort
from benchmarks.report import report
from benchmarks.rows import edits, facades, files, heights, overlaps, plan, preparing, terrain

RESULTS = Path(__file__).with_name("RESULTS.md")
BY_DISTRICT = {
    "plan": plan,
    "heights": heights,
    "facades": facades,
    "preparing": preparing,
    "overlaps": overlaps,
}
ONCE = {"terrain": terrain, "edits": edits, "files": files}


def main() -> None:
    """Return nothing; measure, print the table, and write it unless only some rows were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = [*BY_DISTRICT, *ONCE]
    parser.add_argument("rows", nargs="*", choices=[[], *names], metavar="ROW", help=", ".join(names))
    parser.add_argument("--quick", action="store_true", help="few cameras and small towns: whether it runs")
    asked = parser.parse_args()
    effort = Effort(10, 4, 2, 1, (2000, 4000)) if asked.quick else Effort()
    here, known = districts(), peers()
    lines = []
    for name in asked.rows or names:
        places = here if name in BY_DISTRICT else here[:1]
        for place in places:
            print(f"measuring {name}, {place.name} ...", file=sys.stderr, flush=True)
            lines += (BY_DISTRICT | ONCE)[name].measure(place, known, effort)
    text = report(lines, here, known)
    print(text)
    if not asked.rows and not asked.quick:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
