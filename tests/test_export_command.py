"""``siting export`` on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyogrio
import pytest

from tests.change.test_whatif import street
from tests.test_diff_command import written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

BY = ("--on", "2026-03-01", "--pack", "cn_2025")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a street."""
    return written(street(), tmp_path_factory.mktemp("export") / "street.gpkg")


def test_a_plan_is_written_for_another_program(run: Run, plan: Path, tmp_path: Path) -> None:
    code, out, err = run("export", plan, "--to", tmp_path / "plan.kml", "--lang", "zh", *BY)
    assert (code, out) == (0, "")
    assert err.strip().endswith("written: plan.kml")
    assert "摄像机" in {name for name, _ in pyogrio.list_layers(tmp_path / "plan.kml")}


def test_quiet_says_nothing(run: Run, plan: Path, tmp_path: Path) -> None:
    assert run("export", plan, "--to", tmp_path / "plan.xlsx", "--quiet", *BY) == (0, "", "")
    assert (tmp_path / "plan.xlsx").is_file()


def test_what_is_wrong_is_told_at_once(run: Run, plan: Path, tmp_path: Path) -> None:
    code, _, err = run("export", plan, "--to", tmp_path / "plan.doc", "--on", "soon", "--set", "x")
    assert code == 2
    assert "--to plan.doc: found .doc; allowed .kml, .dxf, .xlsx, .gpkg" in err
    assert "soon" in err
    assert "duty_id.name=value" in err
    assert list(tmp_path.iterdir()) == []
