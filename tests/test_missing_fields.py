"""Which few fields would settle the most."""

from __future__ import annotations

import pandas as pd
import pytest

import siting
from siting.fields import LAYERS
from siting.missing_fields import _table, missing_fields
from siting.text_report import summary_lines
from tests.io.frames import cameras, houses, scene, square


def findings(*rows):
    made = [("undecided", check, flags) for check, flags, count in rows for _ in range(count)]
    return pd.DataFrame(made, columns=["outcome", "check", "flags"])


def told(found):
    return [(each.fields, each.finding_count) for each in missing_fields(found)]


def test_the_field_that_settles_most_comes_first():
    found = findings(
        ("view_into_residence", "use_unknown,windows_assumed", 3),
        ("built_by", "regime_missing", 5),
        ("view_into_residence", "regime_missing,use_unknown", 4),
    )
    # Once the regime is given, the use settles its own three and the four that wanted both.
    assert told(found) == [(("cameras.regime",), 5), (("buildings.use",), 7)]


def test_fields_that_settle_only_together_are_told_together():
    found = findings(
        ("storage_holds", "bitrate_kbps_missing,storage_tb_missing", 6), ("built_by", "regime_missing", 2)
    )
    assert told(found) == [
        (("cameras.bitrate_kbps", "systems.storage_tb"), 6),
        (("cameras.regime",), 2),
    ]


def test_what_no_field_settles_is_not_counted():
    found = findings(
        ("by_hand", "regime_missing", 9),
        ("has_sign", "regime_missing,indoor", 9),
        ("has_sign", "", 9),
        ("in_step", "date_missing", 9),
        ("has_sign", "regime_missing", 1),
    )
    assert told(found) == [(("cameras.regime",), 1)]
    assert missing_fields(found.assign(outcome="pass")) == []


@pytest.mark.parametrize(
    ("lang", "columns"),
    [("en", "base_m, top_m (zones)"), ("zh", "底高 base_m、顶高 top_m（区域）")],
)
def test_columns_are_called_as_a_table_calls_them(lang, columns):
    (found,) = missing_fields(findings(("view_into_room", "zone_height_assumed", 1)))
    assert found.columns(lang) == columns


def test_a_value_is_asked_for_in_both_languages():
    (found,) = missing_fields(findings(("capture_within_parcel", "parcel_unknown", 1)))
    assert (found.columns("en"), found.columns("zh")) == ("kind=parcel (zones)", "类型 kind=地块（区域）")


def test_all_fields_of_the_table_are_fields_of_a_plan():
    for fields in _table()["fields"].values():
        for each in fields:
            layer, _, name = each.partition(".")
            assert LAYERS[layer].field(name.partition("=")[0])


def test_a_plan_that_says_little_is_told_what_to_fill_in():
    plan = scene(houses(square(0, 30), square(30, 30)), cameras=cameras({}, {"azimuth_deg": 0}))
    found = siting.assess(plan, on="2026-01-01")
    for lang, part in (("en", "(cameras): "), ("zh", "（摄像机）：")):
        lines = [line.plain for line in summary_lines(found, lang=lang)]
        at = next(n for n, line in enumerate(lines) if "the best first" in line or "依作用大小排列" in line)
        assert any(part in line for line in lines[at + 1 :])
