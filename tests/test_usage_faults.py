"""What is wrong with a command line: found, allowed, remedy, in one line and exit code 2."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (
            "check --lang fr",
            "options, --lang: found 'fr'; allowed en, zh. siting check --help tells of all",
        ),
        (
            "check --lang en --lang=fr",
            "options, --lang: found 'fr'; allowed en, zh. siting check --help tells of all",
        ),
        (
            "check --target-height abc",
            "options, --target-height: found 'abc'; allowed a number. siting check --help tells of all",
        ),
        (
            "app --port 0",
            "options, --port: found '0'; allowed a whole number from 1 to 65535. "
            "siting app --help tells of all",
        ),
        (
            "app --port=x",
            "options, --port: found 'x'; allowed a whole number from 1 to 65535. "
            "siting app --help tells of all",
        ),
        (
            "check --formt json",
            "options: found --formt; allowed the options of siting check. "
            "Did you mean --format or --out? siting check --help tells of all",
        ),
        ("--zzz", "options: found --zzz; allowed the options of siting. siting --help tells of all"),
        (
            "check --lang",
            "options, --lang: found nothing; allowed en, zh. siting check --help tells of all",
        ),
        (
            "check --out",
            "options, --out: found nothing; allowed a value (Write everything into a folder). "
            "siting check --help tells of all",
        ),
        (
            "check --quiet=1",
            "options, --quiet: found a value; allowed none: it is given or left out. "
            "siting check --help tells of all",
        ),
        (
            "chek",
            "commands: found 'chek'; allowed check, rules, diff, whatif, export, demo, app, osm. "
            "Did you mean check? siting --help tells of all",
        ),
        (
            "check a b",
            "arguments: found b; allowed siting check [OPTIONS] [scene]. Put a name with spaces into quotes",
        ),
        (
            "diff a",
            "arguments, BUILT: found nothing; allowed a value (What was built, or stands now). "
            "siting diff --help tells of all",
        ),
    ],
)
def test_a_command_line_that_does_not_fit(run: Run, typed: str, said: str) -> None:
    assert run(*typed.split()) == (2, "", f"siting: {said}\n")


def test_a_file_that_is_not_there_is_told_alike(run: Run) -> None:
    code, out, err = run("check", "nowhere.gpkg")
    assert (code, out) == (2, "")
    assert err == "siting: nowhere.gpkg: found no such file; allowed a file that exists. Check the path.\n"


def test_nothing_typed_is_answered_with_the_help(run: Run) -> None:
    code, out, err = run()
    assert code == 2
    assert "Usage: siting [OPTIONS] COMMAND" in out + err


def test_what_is_asked_for_leaves_with_zero(run: Run) -> None:
    for asked in (("--version",), ("check", "--help"), ("rules", "12")):
        assert run(*asked)[0] == 0


def test_a_reader_who_has_seen_enough_is_no_verdict() -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "siting.cli", "rules"],
            stdout=write,
            stderr=subprocess.PIPE,
            check=False,
            timeout=60,
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (2, b"")
