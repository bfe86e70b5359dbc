"""Kernels compiled ahead are the ones that a plan asks for."""

from __future__ import annotations

from siting.coverage._facade_kernels import facade_views
from siting.coverage._ground_kernels import ground_views
from siting.coverage.table import cover
from siting.coverage.warm import compile_kernels
from tests.scenes import camera, home, rect, scene


def test_a_plan_after_warming_needs_no_further_compiling():
    assert compile_kernels()
    before = len(ground_views.signatures), len(facade_views.signatures)
    table = cover(scene([home(rect(-5, 10, 5, 20))], [camera()]))
    assert len(table.facades) > 0
    assert (len(ground_views.signatures), len(facade_views.signatures)) == before
