"""The alias table is whole: every alias names a field that exists, every value one that is allowed."""

from __future__ import annotations

import pytest

from siting.fields import BUILDING_USES, LAYERS
from siting.io.aliases import canonical_value, field_aliases, fold, layer_of, table

# Fields that a column may bear beside those of the layer, because others are worked out from them.
EXTRA = {("cameras", "sensor_format"), ("cameras", "resolution")}


@pytest.mark.parametrize("layer", list(table()["fields"]))
def test_every_alias_names_a_field_that_exists(layer):
    of = "buildings" if layer == "building_parts" else layer
    names = {field.name for field in LAYERS[of].fields}
    for field in table()["fields"][layer]:
        assert field in names or (layer, field) in EXTRA


@pytest.mark.parametrize("layer", list(table()["fields"]))
def test_no_alias_stands_for_two_fields_of_a_layer(layer):
    seen: dict[str, str] = {}
    for field, aliases in field_aliases(layer).items():
        for alias in aliases:
            assert seen.setdefault(alias, field) == field


def test_every_value_is_one_that_is_allowed():
    for key, values in table()["values"].items():
        if key == "flag":
            assert set(values) == {"yes", "no"}
            continue
        layer, field = key.split(".")
        known = LAYERS[layer].field(field)
        allowed = {"yes", "no"} if known.kind == "flag" else {*known.choices, "dome", "fisheye"}
        assert set(values) <= allowed, key


def test_every_choice_has_words_or_reads_as_itself():
    assert all(canonical_value("buildings.use", use) == use for use in BUILDING_USES)
    for tag in table()["use_tags"].values():
        assert set(tag.values()) <= set(BUILDING_USES)


@pytest.mark.parametrize(
    ("word", "use"),
    [
        ("apartments", "residence"),
        ("Semidetached_House", "residence"),
        ("住宅", "residence"),
        ("商住楼", "residence"),
        ("学生宿舍", "dormitory"),
        ("如家酒店", "hotel"),
        ("办公楼", "office"),
        ("yes", "unknown"),
        ("warehouse", "industrial"),
        ("garages", "garage"),
    ],
)
def test_uses(word, use):
    assert canonical_value("buildings.use", word) == use


def test_words_that_nobody_knows_are_not_guessed():
    assert canonical_value("buildings.use", "zzz") is None
    assert canonical_value("cameras.kind", "homes") is None


def test_names_are_folded():
    assert fold("Height (m)") == "height"
    assert fold("高度（米）") == "高度"
    assert fold("ＨＥＩＧＨＴ") == "height"
    assert fold("building:levels") == "building_levels"
    assert fold("tags_camera:direction") == "camera_direction"
    assert fold("(m)") == "(m)"


def test_layers_are_known_by_their_usual_names():
    assert layer_of("walk_edges") == "walks"
    assert layer_of("摄像机") == "cameras"
    assert layer_of("Buildings") == "buildings"
    assert layer_of("landuse") is None


@pytest.mark.parametrize(
    ("key", "word", "value"),
    [
        ("flag", "没有", "no"),
        ("flag", "没有安装", "no"),
        ("flag", "不是", "no"),
        ("flag", "未有", None),
        ("flag", "是否", None),
        ("flag", "有录音", "yes"),
        ("cameras.regime", "非政府", None),
        ("cameras.regime", "政府机关", "gov"),
        ("cameras.regime", "公安", None),
        ("cameras.regime", "非公共", "non_public"),
        ("cameras.regime", "经营单位", "operator"),
        ("cameras.regime", "运营单位", "operator"),
        ("cameras.regime", "企业", None),
        ("cameras.status", "非新建", None),
    ],
)
def test_a_word_that_is_denied_does_not_count(key, word, value):
    assert canonical_value(key, word) == value


@pytest.mark.parametrize(
    ("layer", "name", "field"),
    [
        ("signs", "对应摄像机", "camera_ids"),
        ("signs", "Camera No.", "camera_ids"),
        ("cameras", "是否公共区域", "social_public_area"),
    ],
)
def test_columns_that_plans_bear(layer, name, field):
    assert fold(name) in field_aliases(layer)[field]


@pytest.mark.parametrize(("word", "kind"), [("PTZ dome", "ptz"), ("Turret", "fixed")])
def test_kinds_that_catalogues_name(word, kind):
    assert canonical_value("cameras.kind", word) == kind
