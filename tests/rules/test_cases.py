"""Every case file is judged: what it expects of its duty is all that the duty says."""

from __future__ import annotations

import math
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from siting.change.compare import compare_scenes
from siting.change.pairs import pair_up
from siting.fields import LAYERS
from siting.rules.applicability import known_words
from siting.rules.comparing import judge_changes
from siting.rules.engine import judge
from siting.rules.law import BY_HAND, NONE
from siting.rules.pack import DEFAULT_PACKS, load_ladder, load_pack
from siting.rules.strict_yaml import read_yaml
from siting.rules.tolerances import load_tolerances
from siting.words import words_of
from tests.rules.scenes import CRS, scene_of, table_of

if TYPE_CHECKING:
    import pandas as pd

    from siting.rules.law import Pack

CASES = Path(__file__).parent / "cases"
FILES = sorted(CASES.rglob("*.yaml"))
PACKS = {name: load_pack(name) for name in DEFAULT_PACKS}
COMPUTED = [
    duty.between or duty
    for pack in PACKS.values()
    for duty in pack.duties
    if duty.between or duty.check not in (BY_HAND, NONE)
]
LADDER = load_ladder("dori_2015")
# `built` stands in the cases of duties between two plans.
KEYS = {"duty", "on", "plan", "expect"}
FLAG_WORDS = [words_of(lang, "map_page/words.yaml") for lang in ("zh", "en")]
# A message in Chinese names a field by its word; its column may stand in brackets, for the planner to fill.
RAW_NAME = re.compile(
    r"(?<![\w-])("
    + "|".join(
        sorted({field.name for layer in LAYERS.values() for field in layer.fields} - {"id", "name", "date"})
    )
    + r"|gov|operator|other_public|non_public)(?![\w-])"
)
IN_BRACKETS = re.compile("（[^（）]*）|“[^”]*”")
# A case file's first word says what its duty must answer.
WORDS = {"pass": "pass", "fail": "fail", "na": "not_applicable", "undecided": "undecided"}


def _name(path: Path) -> str:
    return str(path.relative_to(CASES).with_suffix(""))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_case(path: Path) -> None:
    case = read_yaml(path)
    assert set(case) - {"built"} == KEYS
    pack_id, article, _ = case["duty"].split("/")
    assert path.parent.relative_to(CASES).parts == (pack_id, f"article_{int(article):02d}")
    findings = _judged(case, PACKS[pack_id])
    found = findings[findings["duty_id"] == case["duty"]].to_dict("records")
    assert len(found) == len(case["expect"]), [row["message_en"] for row in found]
    for row, wanted in zip(found, case["expect"], strict=True):
        for key, value in wanted.items():
            if isinstance(value, float):
                assert math.isclose(float(row[key]), value, abs_tol=1e-6), (key, row[key], value)
            else:
                assert row[key] == value, (key, row[key], value)
    assert WORDS[path.stem.split("_")[0]] in {row["outcome"] for row in found}
    # Of every duty of the pack, as far as this plan makes it speak.
    for flag in {flag for flags in set(findings["flags"]) for flag in flags.split(",") if flag}:
        assert all(f"flag.{flag}" in words.texts for words in FLAG_WORDS), flag
    for message in set(findings["message_zh"]):
        assert not RAW_NAME.search(IN_BRACKETS.sub("", message)), message


def _judged(case: dict[str, Any], pack: Pack) -> pd.DataFrame:
    on, plan = date.fromisoformat(case["on"]), case["plan"]
    if "built" not in case:
        return judge(scene_of(plan), table_of(plan), [pack], ladder=LADDER, on=on)
    scenes, tolerances = (scene_of(plan), scene_of(case["built"])), load_tolerances()
    changes = compare_scenes(*scenes, tolerances)
    facts = pair_up(*scenes, changes, tolerances=tolerances, known=known_words([pack]), on=on)
    return judge_changes(facts, [pack], answers=None, crs=CRS)


# A building is never a breach by itself, a place in no county neither, nor a
# plan that contradicts itself or says nothing of a compound; every system is built as something;
# of changes, a text that says "in good time" and a plan that does not show who authorised them leave a
# question, never a breach.
_NEVER = {
    "device_in_building_with_rooms": {"fail"},
    "competent_county": {"fail"},
    "regime_fits_area": {"fail"},
    "compound_declared": {"fail"},
    "built_as_planned": {"na"},
    "change_filed": {"fail"},
    "change_authorised": {"fail"},
}


def test_every_computed_duty_has_a_case_of_every_outcome() -> None:
    words: dict[str, set[str]] = {duty.id: set() for duty in COMPUTED}
    for path in FILES:
        words[read_yaml(path)["duty"]].add(path.stem.split("_")[0])
    for duty in COMPUTED:
        assert words[duty.id] == WORDS.keys() - _NEVER.get(duty.check, set()), duty.id
