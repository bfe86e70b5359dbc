"""Whole processes in turn: seconds by the clock and peak memory, as the operating system counts them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_KIB_PER_MIB = 1024.0


@dataclass(frozen=True)
class Run:
    """One finished process.

    Parameters
    ----------
    wall_s : float
        By the clock [s].
    peak_mib : float
        Greatest resident memory [MiB].
    exit_code : int
    said : str
        Its standard error.
    """

    wall_s: float
    peak_mib: float
    exit_code: int
    said: str


def run(command: Sequence[str]) -> Run:
    """Return how a command fared; what it prints goes nowhere.

    A small process starts it: Linux counts the memory of who starts a process as its own peak.

    Parameters
    ----------
    command : sequence of str
    """
    starter = [sys.executable, "-m", "benchmarks.processes", *command]
    told = subprocess.run(starter, capture_output=True, text=True, check=True).stdout
    return Run(**json.loads(told))


def _run_here(command: Sequence[str]) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    said = process.stderr.read() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Run(time.perf_counter() - start, usage.ru_maxrss / _KIB_PER_MIB, process.returncode, said)


if __name__ == "__main__":
    print(json.dumps(asdict(_run_here(sys.argv[1:]))))
