"""What of a difference matters."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from siting.change.document import what_matters


def worse(**row: Any) -> pd.DataFrame:
    return pd.DataFrame([{"is_worse": True, "force": "interpretation", "waived": False, **row}])


@pytest.mark.parametrize(
    ("changes", "findings", "of_change", "count"),
    [
        ([], {"is_worse": False}, {"outcome": "pass"}, 0),
        (["beyond", "beyond"], {"is_worse": False}, {"outcome": "undecided"}, 2),
        ([], {}, {"outcome": "pass"}, 1),
        ([], {"waived": True}, {"outcome": "pass"}, 0),
        ([], {"force": "advisory"}, {"outcome": "pass"}, 0),
        ([], {"is_worse": False}, {"outcome": "fail"}, 1),
        ([], {"is_worse": False}, {"outcome": "fail", "waived": True}, 0),
    ],
)
def test_counts(
    changes: list[str], findings: dict[str, Any], of_change: dict[str, Any], *, count: int
) -> None:
    shown = pd.DataFrame({"extent": ["within", "unknown", *changes]})
    asked = pd.DataFrame([{"force": "binding", "waived": False, **of_change}])
    assert what_matters(shown, worse(**findings), asked, weakest_force="interpretation") == count
