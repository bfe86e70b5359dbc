"""Duties are listed and explained, and the page made of them is up to date."""

from __future__ import annotations

import json

import pytest

from siting.errors import UsageError
from siting.rules.listing import duties_of_article, explain, list_duties
from siting.rules.pack import DEFAULT_PACKS, load_pack
from tests.rules.register_table import README, table

PACKS = [load_pack(name) for name in DEFAULT_PACKS]


def test_every_duty_is_listed_once() -> None:
    records = list_duties(PACKS)
    assert [row["duty_id"] for row in records] == [duty.id for pack in PACKS for duty in pack.duties]
    for row in records:
        assert isinstance(row["article"], int)
        assert row["duty_id"] == f"{row['pack']}/{row['article']}/{str(row['duty_id']).split('/')[2]}"
        assert row["force"]
        assert row["basis"]
    assert json.loads(json.dumps(records)) == records


def test_a_duty_between_two_plans_says_so() -> None:
    record = explain(PACKS, "cn_2025/14/change_filing")["between"]
    assert isinstance(record, dict)
    assert (record["check"], record["applies_to"]) == ("change_filed", {"regime": ["gov", "operator"]})
    assert explain(PACKS, "cn_2016_draft/11/distance_from_residence")["between"] is None


def test_distance_is_advisory_and_says_case() -> None:
    record = explain(PACKS, "cn_2016_draft/11/distance_from_residence")
    assert (record["force"], record["basis"], record["status"]) == ("advisory", "case", "draft")
    numbers = record["numbers"]
    assert isinstance(numbers, list)
    limit = numbers[0]
    assert (limit["name"], limit["value"], limit["unit"], limit["basis"]) == (
        "min_distance_m",
        20,
        "m",
        "case",
    )
    assert "never in force" in record["banner"]["en"]  # type: ignore[index]
    assert json.loads(json.dumps(record)) == record


def test_an_unknown_duty_is_told_with_its_neighbours() -> None:
    with pytest.raises(UsageError, match=r"allowed cn_2025/13/has_sign, cn_2025/13/sign_near_camera"):
        explain(PACKS, "cn_2025/13/nothing")


def test_the_page_is_up_to_date() -> None:
    assert README.read_text(encoding="utf-8") == table()


@pytest.mark.parametrize("name", ["nonsense", "99", "cn_2025/99", "cn_2025"])
def test_what_names_nothing_is_told_in_few_words(name: str) -> None:
    with pytest.raises(UsageError) as told:
        explain(PACKS, name)
    assert len(str(told.value)) < 300


def test_a_misspelt_duty_is_asked_about() -> None:
    with pytest.raises(UsageError, match=r"did you mean cn_2025/13/has_sign"):
        explain(PACKS, "cn2025/13/has_sing")


def test_an_article_lists_its_duties_of_one_pack_or_of_all() -> None:
    one = [row["duty_id"] for row in duties_of_article(PACKS, "cn_2025/13")]
    assert "cn_2025/13/has_sign" in one
    assert {str(each).rpartition("/")[0] for each in one} == {"cn_2025/13"}
    both = {str(row["duty_id"]).rpartition("/")[0] for row in duties_of_article(PACKS, "13")}
    assert both == {"cn_2025/13", "cn_2016_draft/13"}
    assert duties_of_article(PACKS, "nonsense") == []
