"""Processes measured from outside: their own memory, not that of who starts them."""

from __future__ import annotations

import sys

from benchmarks.processes import run

SMALL_MIB = 60.0


def test_the_peak_is_that_of_the_process_and_not_of_its_starter():
    held = bytearray(300 << 20)
    small = run([sys.executable, "-c", "print('hello')"])
    assert (small.exit_code, small.said) == (0, "")
    assert small.peak_mib < SMALL_MIB < len(held) >> 20
    large = run([sys.executable, "-c", "import sys; x = bytearray(200 << 20); sys.exit(3)"])
    assert large.exit_code == 3
    assert large.peak_mib > 200
