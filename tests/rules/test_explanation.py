"""One duty explained in plain text: all that its pack says, in words of the language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from rich.cells import cell_len

from siting.rules.explanation import explanation, liability_text, list_lines
from siting.rules.listing import list_duties
from siting.rules.pack import DEFAULT_PACKS, load_pack
from siting.words import words_of

PACKS = [load_pack(name) for name in DEFAULT_PACKS]
ZH, EN = (words_of(lang, "map_page/words.yaml", "rules/words.yaml") for lang in ("zh", "en"))
FINE: dict[str, Any] = {
    "article": 9,
    "who": "unit",
    "measure": "fine",
    "unit": "CNY",
    "trigger": "on_refusal",
}
# What may stand raw in a Chinese text: ids that are typed, and sources as they were published.
ID = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_explanation_says_all_that_the_pack_says(lang: str) -> None:
    for pack in PACKS:
        for duty in pack.duties:
            text = explanation(PACKS, duty.id, lang=lang)
            assert text.startswith(f"{duty.id}: {duty.title.of(lang)}\n")
            for steps in duty.parameters.values():
                assert all(number.source in text for number in steps)
            for word in (duty.question, duty.reason, duty.cure):
                assert word is None or word.of(lang) in text
            assert len(re.findall(r"Art\. \d+\)$|（第\d+条）$", text, re.MULTILINE)) == len(duty.liability)


def test_a_duty_between_two_plans_says_so() -> None:
    text = explanation(PACKS, "cn_2016_draft/12/built_as_demonstrated")
    assert "  siting diff: built_as_planned; not said of: regime non_public\n" in text
    assert "design_changes = added, removed, moved" in text
    text = explanation(PACKS, "cn_2025/14/change_filing", lang="zh")
    assert "（siting diff）：change_filed；适用于：建设主体类别为“政府”、“经营管理单位”；" in text
    assert "；不适用于：场所类别为“9”\n" in text


def test_chinese_says_in_words_what_is_no_id() -> None:
    text = explanation(PACKS, "cn_2025/13/has_sign", lang="zh")
    assert "  检查：has_sign；效力：条文规定；严重程度：严重；依据：法规\n" in text
    assert "  适用于：建设主体类别为“政府”、“经营管理单位”、“其他公共场所”\n" in text
    assert text.endswith("  后果：责令改正，违法单位或个人，直接适用（第13条）")
    text = explanation(PACKS, "cn_2025/14/filing_after_use", lang="zh")
    assert "start_field = in_use_date（投入使用日期）\n" in text
    assert "filing_days = 30 日\n" in text
    assert "older_before = 2025-04-01\n" in text


def test_no_raw_value_stands_alone_in_chinese() -> None:
    """Force, severity, basis, scope and consequences are told in words, whatever the duty."""
    heads = ("效力", "严重程度", "依据", "适用于", "后果")
    for pack in PACKS:
        for duty in pack.duties:
            for line in explanation(PACKS, duty.id, lang="zh").splitlines():
                parts = line.strip().split("；") if "检查：" in line else [line.strip()]
                for part in parts:
                    assert not (part.startswith(heads) and ID.search(part)), part


@pytest.mark.parametrize(
    ("entry", "en", "zh"),
    [
        (
            {"from": None, "to": 20000.0},
            "fine up to 20,000 CNY, the unit, on refusal (Art. 9)",
            "罚款 20,000 元以下，单位",
        ),
        ({"from": 10000.0, "to": 20000.0}, "fine 10,000–20,000 CNY, the unit", "罚款 10,000–20,000 元，单位"),
        (
            {"measure": "warning", "from": None, "to": None},
            "warning, the unit",
            "警告，单位，拒不改正（第9条）",
        ),
    ],
)
def test_amounts_are_worded_as_the_text_gives_them(entry: dict[str, Any], en: str, zh: str) -> None:
    assert liability_text({**FINE, **entry}, EN).startswith(en)
    assert liability_text({**FINE, **entry}, ZH).startswith(zh)


def test_a_list_of_duties_lines_up_and_says_force_and_basis_in_words() -> None:
    duties = list_duties(PACKS)
    told = list(list_lines(duties, lang="zh"))
    assert len(told) == len(duties)
    assert told[0].split() == ["cn_2016_draft/1/purpose", "条文规定", "法规", "立法目的"]
    starts = {cell_len(line[: line.index(duty["title_zh"])]) for line, duty in zip(told, duties, strict=True)}
    assert len(starts) == 1
    assert next(list_lines(duties)).split() == ["cn_2016_draft/1/purpose", "binding", "statute", "Purpose"]
