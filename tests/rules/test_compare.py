"""Two texts side by side: every article of both is told of, and what differs is what the texts say."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from siting._compare_command import comparison_text
from siting.errors import PackError, UsageError
from siting.rules.compare import compare
from siting.rules.pack import DEFAULT_PACKS, load_pack

TOYLAND = Path(__file__).parent / "packs" / "toyland"
PACKS = [load_pack(name) for name in DEFAULT_PACKS]
# Where the column of what changed begins in the printed table.
CHANGED_AT = 70


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = compare(PACKS)["rows"]  # type: ignore[assignment]
    return found


def row_of(first: int | None, second: int | None) -> dict[str, Any]:
    (row,) = [each for each in rows() if numbers_of(each) == (first, second)]
    return row


def numbers_of(row: dict[str, Any]) -> tuple[int | None, ...]:
    return tuple(side and side["article"] for side in row["articles"])


def group_of(duty_id: str, row: dict[str, Any]) -> dict[str, Any]:
    (group,) = [each for each in row["duties"] if any(duty_id in ids for ids in each["duty_ids"])]
    return group


def test_every_article_of_both_texts_is_told_of_in_words() -> None:
    told = [numbers_of(row) for row in rows() if row["changed_zh"] and row["changed_en"]]
    for place, pack in enumerate(PACKS):
        assert {pair[place] for pair in told} - {None} == set(range(1, pack.article_count + 1))


def test_every_duty_stands_in_a_row_of_its_article() -> None:
    for place, pack in enumerate(PACKS):
        listed = {each for row in rows() for group in row["duties"] for each in group["duty_ids"][place]}
        linked = {other for each in PACKS[1 - place].duties for other in each.counterpart}
        wanted = {duty.id for duty in pack.duties if duty.check != "none" or duty.counterpart}
        assert listed == wanted | (linked & {duty.id for duty in pack.duties})


def test_the_thirty_days_run_from_another_day() -> None:
    group = group_of("cn_2016_draft/12/filing_after_acceptance", row_of(12, 14))
    assert "cn_2025/14/filing_after_use" in group["duty_ids"][1]
    differences = {each["name"]: (each["first"], each["second"]) for each in group["differences"]}
    assert differences["start_field"] == (["acceptance_date"], ["in_use_date"])
    assert differences["older_filing_days"] == ([], ["90 day"])
    # Thirty days stand in both.
    assert "filing_days" not in differences


def test_fines_of_both_texts_stand_side_by_side() -> None:
    group = group_of("cn_2016_draft/12/filing_after_acceptance", row_of(12, 14))
    (fines,) = [each for each in group["differences"] if each["name"] == "liability"]
    amounts = [
        [(each["who"], each["from"], each["to"], each["trigger"]) for each in fines[side] if each["to"]]
        for side in ("first", "second")
    ]
    assert amounts == [
        [
            ("unit", 10000.0, 30000.0, "not_corrected_in_time"),
            ("responsible_person", 1000.0, 5000.0, "not_corrected_in_time"),
        ],
        [("unit", None, 10000.0, "on_refusal")],
    ]


def test_of_several_duties_that_answer_one_each_has_its_own_consequences() -> None:
    group = group_of("cn_2016_draft/22/not_tampered_with", row_of(22, 23))
    found = {
        each["duty_ids"][1][0]: [entry["article"] for entry in each["second"]]
        for each in group["differences"]
        if each["name"] == "liability"
    }
    # Article 30 answers what is moved without authority alone; for intrusion the text names no amount.
    assert found == {
        "cn_2025/23/not_moved_without_authority": [30] * 5,
        "cn_2025/23/no_intrusion_no_tampering": [],
    }


def test_duties_of_the_same_consequences_are_told_of_once() -> None:
    group = group_of("cn_2016_draft/15/operation_not_hindered", row_of(15, 23))
    (fines,) = [each for each in group["differences"] if each["name"] == "liability"]
    # Hindering the collection of images alone is answered by neither text.
    assert fines["duty_ids"] == [
        ["cn_2016_draft/15/operation_not_hindered"],
        ["cn_2025/23/not_moved_or_hindered"],
    ]
    rooms = group_of("cn_2016_draft/11/device_in_room", row_of(11, 8))
    told = [each["duty_ids"][1] for each in rooms["differences"] if each["name"] == "liability"]
    assert all(len(ids) > 1 for ids in told)


def test_every_group_that_differs_is_printed_by_name() -> None:
    """Of a duty that several answer, those with consequences of their own are told by name."""
    lines = comparison_text(compare(PACKS), lang="en").splitlines()
    changed = [line[CHANGED_AT:].strip() for line in lines]
    start = changed.index("no_intrusion_no_tampering")
    assert changed[start + 1].startswith("- order to correct (whoever is responsible): at")
    assert "not_moved_without_authority" in changed
    assert "operation_not_hindered → not_moved_or_hindered" in changed


def test_what_one_text_has_alone_is_a_row_of_its_own() -> None:
    dropped, new = row_of(13, None), row_of(None, 10)
    assert (dropped["only_in"], new["only_in"]) == DEFAULT_PACKS
    assert dropped["changed_en"].startswith("Dropped")
    assert new["changed_en"].startswith("New")
    for row, side in ((dropped, 0), (new, 1)):
        ((mine, none),) = [group["duty_ids"][:: 1 - 2 * side] for group in row["duties"]]
        assert mine
        assert not none


def test_the_other_way_round_is_the_mirror() -> None:
    back: list[dict[str, Any]] = compare(PACKS[::-1])["rows"]  # type: ignore[assignment]
    mirrored = {(numbers_of(row)[::-1], row["changed_en"]) for row in back}
    assert mirrored == {(numbers_of(row), row["changed_en"]) for row in rows()}


def test_the_form_is_plain_and_the_banner_stands_beside() -> None:
    compared = compare(PACKS)
    assert json.loads(json.dumps(compared)) == compared
    assert [pack["status"] for pack in compared["packs"]] == ["draft", "in_force"]  # type: ignore[index, attr-defined]


@pytest.mark.parametrize("packs", [[], PACKS[:1], [*PACKS, load_pack(TOYLAND)], [PACKS[0], PACKS[0]]])
def test_two_different_packs_are_needed(packs: list[Any]) -> None:
    with pytest.raises(UsageError, match=rf"compare: found {len(packs)} packs .*allowed exactly two"):
        compare(packs)


def test_texts_that_share_nothing_stand_one_after_the_other() -> None:
    compared: list[dict[str, Any]] = compare([load_pack(TOYLAND), PACKS[1]])["rows"]  # type: ignore[assignment]
    assert [numbers_of(row) for row in compared[:3]] == [(3, None), (4, None), (None, 1)]
    assert all(row["only_in"] and not row["changed_en"] for row in compared[:2])


def test_another_pair_of_packs_needs_yaml_alone(tmp_path: Path) -> None:
    """A new text of Toyland says in its own articles what it changed."""
    folder = Path(shutil.copytree(TOYLAND, tmp_path / "toyland_2"))
    change(folder / "pack.yaml", "id: toyland", "id: toyland_2")
    distance = folder / "article_03_distance.yaml"
    change(distance, "cite:", "changed:\n  - {pack: toyland, articles: [3], zh: 改远, en: Further.}\ncite:")
    change(distance, "value: null, unit: m", "value: 9, unit: m")
    change(distance, "    liability:", "    counterpart: [toyland/3/five_metres]\n    liability:")
    first = compare([load_pack(TOYLAND), load_pack(folder)])["rows"][0]  # type: ignore[index]
    assert first["changed_en"] == "Further."
    assert first["duties"][0]["differences"] == [
        {"name": "min_distance_m", "first": ["ended"], "second": ["9 m"]}
    ]
    change(distance, "articles: [3]", "articles: [5]")
    with pytest.raises(PackError, match=r"article_03_distance\.yaml, changed: found 5 of toyland"):
        compare([load_pack(TOYLAND), load_pack(folder)])


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
