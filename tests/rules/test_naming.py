"""Words: what findings say in both languages, and that no Chinese message calls a field by its column."""

from __future__ import annotations

import ast
import re
from importlib import resources
from pathlib import Path

import pytest
import yaml

from siting.fields import LAYERS
from siting.io.aliases import field_aliases, fold
from siting.rules.naming import field_zh, fields_zh, value_zh
from siting.words import words_of

RULES = Path(__file__).parents[2] / "siting" / "rules"
TABLES = ("map_page/words.yaml", "rules/words.yaml")
ZH, EN = (words_of(lang, *TABLES) for lang in ("zh", "en"))
ASKABLE = {
    field.name: field
    for layer in ("cameras", "systems")
    for field in LAYERS[layer].fields
    if field.kind in ("choice", "flag")
}
# A table of words is read by people: its English has no full-width marks, its Chinese none of half width
# between Chinese characters.
WORDS = [*TABLES, "summary.yaml", "text_report.yaml", "ui/words.yaml", "change/lines.yaml"]
FLAGS = ("flag", "flags")
PACKS = sorted(RULES.glob("packs/*/*.yaml"))


@pytest.mark.parametrize("layer", ["cameras", "systems"])
def test_every_field_has_a_word(layer: str) -> None:
    for field in LAYERS[layer].fields:
        if field.name != "id":
            assert f"field.{field.name}" in ZH.texts
            assert re.search("[\u4e00-\u9fff]", field_zh(field.name))


@pytest.mark.parametrize("layer", ["cameras", "systems"])
def test_what_a_message_calls_a_field_is_no_other_column(layer: str) -> None:
    """A planner may head a column by it: it is understood as that field, or not at all."""
    for field in LAYERS[layer].fields:
        if field.name != "id":
            word = fold(field_zh(field.name))
            owners = {name for name, aliases in field_aliases(layer).items() if word in aliases}
            assert owners <= {field.name}
            assert layer == "cameras" or owners == {field.name}


def test_unknown_names_stay_as_they_are() -> None:
    assert fields_zh(["in_use_date", "wattage"]) == "投入使用日期、wattage"
    assert value_zh("regime", "compound") == "compound"
    assert value_zh("main_works", "none") == "无"


def test_every_flag_in_the_code_has_words() -> None:
    """What is given as `flags` or `flag`, or added to them, anywhere in the rules; the cases add the rest."""
    found = {flag for path in sorted(RULES.rglob("*.py")) for flag in flags_in(path)}
    assert {"signs_not_given", "sign_far", "count_missing", "one_brand"} <= found
    assert {flag for flag in found if not is_worded(flag)} == set()


def test_what_a_duty_may_ask_has_flags_with_words() -> None:
    for name, field in ASKABLE.items():
        assert is_worded(f"{name}_missing")
        assert not field.open_choice or is_worded(f"{name}_unknown")
    for field in LAYERS["cameras"].fields:
        assert field.name not in ASKABLE or is_worded(f"mixed_{field.name}")


def is_worded(flag: str) -> bool:
    return all(f"flag.{flag}" in words.texts for words in (ZH, EN))


def flags_in(path: Path) -> set[str]:
    """Return the texts that a module gives as flags, constants of the module among them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        name: texts_in(value, {})
        for node in tree.body
        if isinstance(node, ast.Assign)
        for name, value in pairs(node.targets[0], node.value)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in FLAGS:
            found |= texts_in(node.value, constants)
        elif isinstance(node, ast.Assign):
            for name, value in pairs(node.targets[0], node.value):
                found |= texts_in(value, constants) if name in FLAGS else set()
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)) and ast.unparse(node.target) in FLAGS:
            found |= texts_in(node.value, constants) if node.value else set()
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("flags.append", "flags.add"):
            found |= texts_in(node.args[0], constants)
    return {text for text in found if re.fullmatch("[a-z]+(_[a-z]+)+", text)}


def pairs(target: ast.expr, value: ast.expr) -> list[tuple[str, ast.expr]]:
    """Return what is given to each name on the left."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return [(ast.unparse(name), each) for name, each in zip(target.elts, value.elts, strict=True)]
    return [(ast.unparse(target), value)]


def texts_in(value: ast.expr, constants: dict[str, set[str]]) -> set[str]:
    """Return the texts in an expression, but those that are compared with and parts of composed ones."""
    apart = (ast.Compare, ast.JoinedStr)
    left_out = {id(part) for node in ast.walk(value) if isinstance(node, apart) for part in ast.walk(node)}
    texts: set[str] = set()
    for node in ast.walk(value):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        elif isinstance(node, ast.Name):
            texts |= constants.get(node.id, set())
    return texts


@pytest.mark.parametrize("table", WORDS)
def test_words_have_the_marks_of_their_language(table: str) -> None:
    text = resources.files("siting").joinpath(*table.split("/")).read_text(encoding="utf-8")
    refuse_mixed_marks(yaml.safe_load(text), table)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_packs_have_the_marks_of_their_language(path: Path) -> None:
    refuse_mixed_marks(yaml.safe_load(path.read_text(encoding="utf-8")), path.name)


def refuse_mixed_marks(node: object, where: str) -> None:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "en" and isinstance(value, str):
                assert not re.search("[（），；：。？]", value), (where, value)
            elif key == "zh" and isinstance(value, str):
                assert not re.search("[\u4e00-\u9fff][,;:?(]|[,;:?)][\u4e00-\u9fff]", value), (where, value)
            else:
                refuse_mixed_marks(value, where)
    elif isinstance(node, list):
        for each in node:
            refuse_mixed_marks(each, where)
