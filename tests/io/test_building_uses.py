"""What a building is used for: no home is lost among other words, and none is made of a denial."""

from __future__ import annotations

import pytest

from siting.io.building_uses import read_use
from tests.io.frames import houses, rows_of, scene, square


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("住宅/写字楼", "residence"),
        ("住宅、办公楼", "residence"),
        ("住宅，底层停车场", "residence"),
        ("住宅;幼儿园", "residence"),
        ("住宅；幼儿园", "residence"),
        ("公寓、卫生院", "residence"),
        ("宿舍、教学楼", "dormitory"),
        ("写字楼/公寓", "residence"),
        ("住宅 公共建筑", "residence"),
        ("别墅/停车场", "residence"),
        ("办公楼（上部住宅）", "residence"),
        ("住宅（一层商业）", "residence"),
        ("商业-住宅", "residence"),
        ("住宅和商铺", "residence"),
        ("宾馆、住宅", "residence"),
        ("商业、宾馆", "hotel"),
        ("residential;retail", "residence"),
        ("apartments/office", "residence"),
        ("Apartments and shops", "residence"),
        ("yes;apartments", "residence"),
        ("office (apartments above)", "residence"),
        ("商住楼", "residence"),
        ("大学宿舍", "dormitory"),
        ("学校招待所", "hotel"),
        ("商业住宅", "residence"),
        ("非成套住宅", "residence"),
        ("安置房", "residence"),
        ("住宅综合楼", "residence"),
    ],
)
def test_a_home_named_among_other_things_stays_a_home(text, use):
    assert read_use(text).value == use


@pytest.mark.parametrize("text", ["住宅配套商业", "居住区商业", "住宅小区幼儿园", "住宅楼停车场", "住宅配套"])
def test_one_word_for_homes_and_another_use_is_left_unknown(text):
    use = read_use(text)
    assert (use.value, use.settled) == ("unknown", True)
    assert "unknown" in use.remark


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("非住宅", "other"),
        ("非居住", "other"),
        ("非居住建筑", "other"),
        ("非住宅（办公）", "office"),
        ("非住宅类商业", "commercial"),
        ("不含住宅", "other"),
        ("non-residential", "other"),
        ("Nonresidential", "other"),
        ("not residential", "other"),
        ("non residential;retail", "commercial"),
    ],
)
def test_what_is_denied_is_no_home(text, use):
    assert read_use(text).value == use
    assert read_use(text).remark


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("办公/商业", "office"),
        ("办公楼（3层）", "office"),
        ("商业、餐饮", "commercial"),
        ("商业、住户", None),
        ("办公楼、职工家舍", None),
        ("office;canteen", None),
        ("yes;office", "unknown"),
        ("house of worship", None),
        ("综合、办公", "unknown"),
        ("综合办公楼", "office"),
        ("detached house", None),
        ("guest house", "hotel"),
    ],
)
def test_other_uses_stand_only_where_nothing_may_be_a_home(text, use):
    assert read_use(text).value == use


def test_mixed_words_are_told_with_what_was_made_of_them():
    frame = houses(square(), square(20), square(40), use=["住宅/写字楼", "住宅/写字楼", "住宅配套商业"])
    found = scene(frame)
    assert found.buildings["use"].tolist() == ["residence", "residence", "unknown"]
    told = rows_of(found, "buildings", "note").query("field == 'use'")
    assert told["found"].tolist() == ["住宅/写字楼 (2)", "住宅配套商业 (1)"]
    assert "residence" in told["done"].iloc[0]
    assert "unknown" in told["done"].iloc[1]


@pytest.mark.parametrize(
    ("use", "building", "read"),
    [
        ("住宅配套商业", "commercial", "unknown"),
        ("mixed_use", "commercial", "unknown"),
        ("住宅配套商业", "apartments", "residence"),
        ("非住宅", "apartments", "residence"),
        ("yes", "commercial", "commercial"),
    ],
)
def test_what_a_text_itself_leaves_open_no_other_column_closes(use, building, read):
    assert scene(houses(square(), use=[use], building=[building])).buildings["use"].tolist() == [read]


def test_a_tag_of_several_values_keeps_its_hotel():
    frame = houses(square(), building=["yes"], tourism=["museum;hotel"])
    assert scene(frame).buildings["use"].tolist() == ["hotel"]


@pytest.mark.parametrize(
    "text",
    [
        "医院家属楼",
        "学校家属院",
        "政府家属院",
        "工厂家属区",
        "中学教师新村",
        "商铺上住人",
        "家属楼",
        "机关家属院",
        "小区",
    ],
)
def test_housing_of_a_hospital_or_a_school_is_a_home(text):
    assert read_use(text).value == "residence"


@pytest.mark.parametrize(
    "text", ["医院职工楼", "学校教工楼", "工厂员工村", "商铺上有人家", "中学寓所", "新村小学"]
)
def test_a_use_with_a_word_behind_that_no_table_knows_stays_protected_and_told(text):
    use = read_use(text)
    assert (use.value, use.settled) == ("unknown", True)
    found = scene(houses(square(), use=[text], building=["commercial"]))
    assert found.buildings["use"].tolist() == ["unknown"]
    assert rows_of(found, "buildings", "note").query("field == 'use'")["found"].tolist() == [f"{text} (1)"]


@pytest.mark.parametrize(
    ("text", "use"),
    [
        ("第一人民医院", "hospital"),
        ("医院大楼", "hospital"),
        ("中心小学", "school"),
        ("商业综合体", "commercial"),
        ("商业用地", "commercial"),
        ("商业服务业设施", "commercial"),
        ("工业厂房", "industrial"),
        ("政府机关", "office"),
        ("不住人", "other"),
    ],
)
def test_a_plain_use_with_a_plain_word_behind_stays_what_it_is(text, use):
    assert read_use(text).value == use
