"""Words that agree with what they count."""

from __future__ import annotations

import re
from importlib import resources

import numpy as np
import pytest
import yaml

from siting.words import counted, filled

TABLES = ("summary.yaml", "text_report.yaml", "change/lines.yaml", "change/whatif.yaml")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 rows"), (1, "1 row"), (np.int64(1), "1 row"), (2, "2 rows")]
)
def test_a_number_and_what_it_counts(count, said):
    assert counted(count, "row") == said
    assert filled("{count:row|rows}", count=count) == said


def test_other_values_are_filled_in_as_they_are():
    assert filled("{name} {share:.1f} {count:=is|are}", name="{a}", share=0.25, count=1) == "{a} 0.2 is"


@pytest.mark.parametrize("table", TABLES)
def test_no_english_text_counts_one_thing_as_several(table):
    """A plain ``{count} cameras`` would be told of one camera, too."""
    text = resources.files("siting").joinpath(*table.split("/")).read_text(encoding="utf-8")

    def texts(node):
        for key, value in node.items():
            if isinstance(value, dict):
                yield from texts(value)
            elif key == "en":
                yield value

    plain = re.compile(
        r"\{\w+\} (?:(?!that)\w+ ){0,2}(?:camera|building|fact|dut|zone|sign|row|stretch|answer|fail)\w*"
    )
    assert [found for each in texts(yaml.safe_load(text)) for found in plain.findall(each)] == []
