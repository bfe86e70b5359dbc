"""The loader takes good packs whole and refuses bad ones by file and key."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from siting.errors import PackError
from siting.rules.pack import (
    DEFAULT_PACKS,
    PACKS_FOLDER,
    ladder_names,
    load_ladder,
    load_pack,
    pack_names,
    refuse_lost_counterparts,
)

if TYPE_CHECKING:
    from siting.rules.law import Number

TOYLAND = Path(__file__).parent / "packs" / "toyland"
PACK, DISTANCE, CONSENT = "pack.yaml", "article_03_distance.yaml", "article_04_consent.yaml"

# fault: (file, what stands there, what is put there, what the message must say)
BAD: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "not_yaml": (PACK, "id: toyland", "id: [toyland", ("pack.yaml", "line", "YAML")),
    "key_twice": (DISTANCE, "article: 3\n", "article: 3\narticle: 3\n", (DISTANCE, "'article' stands twice")),
    "key_twice_deep": (
        DISTANCE,
        "    severity: moderate\n",
        "    severity: moderate\n    force: binding\n",
        ("'force' stands twice",),
    ),
    "key_is_no_text": (DISTANCE, "article: 3\n", "article: 3\n7: x\n", ("the key 7 is no text",)),
    "pack_key_unknown": (
        PACK,
        "status: in_force\n",
        "status: in_force\ncolour: red\n",
        (PACK, "colour", "'red'", "one of the keys"),
    ),
    "pack_id_bad": (PACK, "id: toyland", "id: Toy Land", (PACK, "id", "'Toy Land'", "lower-case")),
    "pack_status_unknown": (
        PACK,
        "status: in_force",
        "status: asleep",
        (PACK, "status", "'asleep'", "in_force, draft"),
    ),
    "pack_day_bad": (
        PACK,
        "first_day: 2020-01-01",
        "first_day: 2020-02-30",
        (PACK, "first_day", "'2020-02-30'", "YYYY-MM-DD"),
    ),
    "pack_day_missing": (PACK, "first_day: 2020-01-01\n", "", (PACK, "first_day", "nothing")),
    "pack_banner_missing": (PACK, "banner:", "banners:", (PACK, "banner", "nothing", "zh and en")),
    "pack_count_bad": (
        PACK,
        "article_count: 9",
        "article_count: none",
        (PACK, "article_count", "'none'", "whole number"),
    ),
    "article_beyond_count": (PACK, "article_count: 9", "article_count: 3", (CONSENT, "01 to 03")),
    "article_number_not_its_file": (
        DISTANCE,
        "article: 3",
        "article: 5",
        (DISTANCE, "article: found 5", "3, the number in the file name"),
    ),
    "article_key_unknown": (
        DISTANCE,
        "article: 3\n",
        "article: 3\nnote: x\n",
        (DISTANCE, "note", "one of the keys"),
    ),
    "article_title_missing": (
        DISTANCE,
        "title: {zh: 距离, en: Distance}\n",
        "",
        (DISTANCE, "title", "nothing"),
    ),
    "article_zh_missing": (
        DISTANCE,
        "  zh: 摄像机与住宅相距至少五米。\n",
        "",
        (DISTANCE, "summary.zh", "nothing"),
    ),
    "article_en_missing": (
        DISTANCE,
        "  en: A camera keeps at least five metres from homes.\n",
        "",
        (DISTANCE, "summary.en", "nothing"),
    ),
    "article_en_empty": (
        DISTANCE,
        "  en: A camera keeps at least five metres from homes.\n",
        "  en: ''\n",
        (DISTANCE, "summary.en", "not empty"),
    ),
    "article_cite_missing": (DISTANCE, "cite: Toyland Camera Act, s. 3\n", "", (DISTANCE, "cite", "nothing")),
    "article_cite_day_bad": (
        CONSENT,
        "retrieved: 2026-01-02",
        "retrieved: yesterday",
        (CONSENT, "cite.retrieved", "'yesterday'"),
    ),
    "article_without_duty": (
        CONSENT,
        "duties:",
        "duties: []\nother:",
        (CONSENT, "duties", "at least one duty"),
    ),
    "duty_key_unknown": (
        DISTANCE,
        "    force: binding",
        "    mood: good\n    force: binding",
        (DISTANCE, "duties[0].mood", "'good'"),
    ),
    "duty_id_bad": (
        DISTANCE,
        "id: five_metres",
        "id: five/metres",
        (DISTANCE, "duties[0].id", "'five/metres'"),
    ),
    "duty_id_missing": (
        DISTANCE,
        "  - id: five_metres\n    check:",
        "  - check:",
        (DISTANCE, "duties[0].id", "nothing"),
    ),
    "duty_id_twice": (
        CONSENT,
        "id: purpose",
        "id: consent",
        (CONSENT, "duties[1].id", "'consent'", "no other duty"),
    ),
    "check_unknown": (
        DISTANCE,
        "check: keep_distance",
        "check: keep_quiet",
        (DISTANCE, "duties[0].check", "'keep_quiet'", "keep_distance"),
    ),
    "check_missing": (DISTANCE, "    check: keep_distance\n", "", (DISTANCE, "duties[0].check", "nothing")),
    "force_unknown": (
        DISTANCE,
        "force: binding",
        "force: brute",
        (DISTANCE, "duties[0].force", "'brute'", "advisory, interpretation, binding"),
    ),
    "severity_unknown": (
        DISTANCE,
        "severity: moderate",
        "severity: dire",
        (DISTANCE, "duties[0].severity", "'dire'", "critical"),
    ),
    "severity_by_ladder_without_one": (
        DISTANCE,
        "severity: moderate",
        "severity: by_ladder",
        (DISTANCE, "severity", "'by_ladder'"),
    ),
    "subject_unknown": (
        CONSENT,
        "subject: camera",
        "subject: dog",
        (CONSENT, "duties[0].subject", "'dog'", "camera, system, scene"),
    ),
    "cure_missing": (
        DISTANCE,
        "    cure: {zh: 移远。, en: Move it away.}\n",
        "",
        (DISTANCE, "duties[0].cure", "nothing"),
    ),
    "cure_without_en": (
        DISTANCE,
        "cure: {zh: 移远。, en: Move it away.}",
        "cure: {zh: 移远。}",
        (DISTANCE, "duties[0].cure.en", "nothing"),
    ),
    "question_missing": (
        CONSENT,
        "    question: {zh: 邻居是否都已同意, en: Have all neighbours agreed}\n",
        "",
        (CONSENT, "duties[0].question", "by_hand"),
    ),
    "reason_missing": (
        CONSENT,
        "    reason: {zh: 只说明目的。, en: It only says why.}\n",
        "",
        (CONSENT, "duties[1].reason", "check is none"),
    ),
    "applies_to_unknown_field": (
        DISTANCE,
        "{regime: [gov, royal]}",
        "{mood: [good]}",
        (DISTANCE, "applies_to.mood", "regime"),
    ),
    "applies_to_bad_flag": (
        DISTANCE,
        "{regime: [gov, royal]}",
        "{social_public_area: [maybe]}",
        (DISTANCE, "applies_to.social_public_area", "'maybe'", "yes or no"),
    ),
    "applies_to_true": (
        DISTANCE,
        "{regime: [gov, royal]}",
        "{social_public_area: [true]}",
        (DISTANCE, "applies_to.social_public_area", "list of texts"),
    ),
    "applies_to_no_values": (
        DISTANCE,
        "{regime: [gov, royal]}",
        "{regime: []}",
        (DISTANCE, "applies_to.regime", "not empty"),
    ),
    "spares_unknown_field": (
        DISTANCE,
        "    parameters:",
        "    spares: {mood: [good]}\n    parameters:",
        (DISTANCE, "spares.mood", "regime"),
    ),
    "spares_bad_value": (
        DISTANCE,
        "    parameters:",
        "    spares: {social_public_area: [undeclared, maybe]}\n    parameters:",
        (DISTANCE, "spares.social_public_area", "'maybe'", "yes or no"),
    ),
    "unsettled_for_what_is_not_declared": (
        DISTANCE,
        "    parameters:",
        "    unsettled_for: {social_public_area: [undeclared]}\n    parameters:",
        (DISTANCE, "unsettled_for.social_public_area", "'undeclared'", "yes or no"),
    ),
    "parameter_unknown": (
        DISTANCE,
        "      home_uses:",
        "      home_colours:",
        (DISTANCE, "parameters.home_colours", "takes min_distance_m, home_uses"),
    ),
    "parameter_missing": (
        DISTANCE,
        "      home_uses:",
        "      home_colours:",
        (DISTANCE, "parameters.home_uses", "nothing"),
    ),
    "parameter_of_by_hand": (
        CONSENT,
        "    subject: camera",
        "    subject: camera\n    parameters: {a: {value: 1}}",
        (CONSENT, "parameters.a", "takes no parameters"),
    ),
    "number_without_source": (
        DISTANCE,
        ", source: Toyland Camera Act s. 3}\n        - {value: 8",
        "}\n        - {value: 8",
        (DISTANCE, "min_distance_m.source", "nothing"),
    ),
    "number_without_unit": (
        DISTANCE,
        "value: 5, unit: m,",
        "value: 5,",
        (DISTANCE, "min_distance_m.unit", "nothing"),
    ),
    "number_without_basis": (
        DISTANCE,
        "from: 2020-01-01, basis: statute, source: Toyland Camera Act s. 3}\n        -",
        "from: 2020-01-01, source: x}\n        -",
        (DISTANCE, "min_distance_m.basis", "nothing"),
    ),
    "number_without_first_day": (
        DISTANCE,
        "value: 5, unit: m, from: 2020-01-01,",
        "value: 5, unit: m,",
        (DISTANCE, "min_distance_m.from", "nothing"),
    ),
    "number_without_value": (
        DISTANCE,
        "{value: 5, unit",
        "{unit",
        (DISTANCE, "min_distance_m.value", "nothing"),
    ),
    "number_key_unknown": (
        DISTANCE,
        "{value: 5, unit",
        "{value: 5, plus: 1, unit",
        (DISTANCE, "min_distance_m.plus", "one of the keys"),
    ),
    "number_is_text": (
        DISTANCE,
        "{value: 5,",
        "{value: five,",
        (DISTANCE, "min_distance_m.value", "'five'", "a number of at least 0"),
    ),
    "number_is_negative": (
        DISTANCE,
        "{value: 5,",
        "{value: -5,",
        (DISTANCE, "min_distance_m.value", "-5", "at least 0"),
    ),
    "number_is_true": (DISTANCE, "{value: 5,", "{value: true,", (DISTANCE, "min_distance_m.value", "True")),
    "number_day_bad": (
        DISTANCE,
        "from: 2024-01-01",
        "from: 2024-1-1",
        (DISTANCE, "min_distance_m.from", "'2024-1-1'"),
    ),
    "number_days_do_not_ascend": (
        DISTANCE,
        "from: 2024-01-01",
        "from: 2020-01-01",
        (DISTANCE, "min_distance_m.from", "ascend"),
    ),
    "number_starts_after_the_pack": (
        DISTANCE,
        "value: 5, unit: m, from: 2020-01-01",
        "value: 5, unit: m, from: 2020-01-02",
        (DISTANCE, "min_distance_m.from", "no later than the pack's first, 2020-01-01"),
    ),
    "basis_unknown": (
        DISTANCE,
        "basis: guidance",
        "basis: hearsay",
        (DISTANCE, "undecided_uses.basis", "'hearsay'", "statute, standard, case, guidance, assumption"),
    ),
    "guidance_without_reason": (
        DISTANCE,
        ", reason: May be a home.",
        "",
        (DISTANCE, "undecided_uses.reason", "basis is guidance"),
    ),
    "list_is_a_number": (
        DISTANCE,
        "{value: [residence, castle]",
        "{value: 3",
        (DISTANCE, "home_uses.value", "a list of texts"),
    ),
    "liability_on_an_advisory_duty": (
        DISTANCE,
        "force: binding",
        "force: advisory",
        (DISTANCE, "duties[0].liability", "only binding duties carry liability"),
    ),
    "liability_on_an_interpretation": (
        DISTANCE,
        "force: binding",
        "force: interpretation",
        (DISTANCE, "duties[0].liability", "this is interpretation"),
    ),
    "trigger_unknown": (
        DISTANCE,
        "trigger: on_refusal",
        "trigger: at_dawn",
        (DISTANCE, "liability[0].trigger", "'at_dawn'", "at_once"),
    ),
    "measure_unknown": (
        DISTANCE,
        "measure: fine",
        "measure: flogging",
        (DISTANCE, "liability[0].measure", "'flogging'", "order_to_correct"),
    ),
    "who_unknown": (DISTANCE, "who: unit", "who: dog", (DISTANCE, "liability[0].who", "'dog'")),
    "amounts_upside_down": (
        DISTANCE,
        "from: 10, to: 20",
        "from: 30, to: 20",
        (DISTANCE, "liability[0].from", "at most `to`"),
    ),
    "fine_without_highest": (
        DISTANCE,
        "from: 10, to: 20",
        "from: 10, to: null",
        (DISTANCE, "liability[0].to", "highest amount"),
    ),
    "liability_key_unknown": (
        DISTANCE,
        "who: unit,",
        "who: unit, whom: unit,",
        (DISTANCE, "liability[0].whom", "one of the keys"),
    ),
    "liability_rule_lost": (
        CONSENT,
        "rule: no_consent",
        "rule: no_sense",
        (CONSENT, "liability[0].rule", "'4: no_sense'", "4: no_consent"),
    ),
    "amounts_without_source": (
        CONSENT,
        "    source: Toyland Camera Act s. 4\n",
        "",
        (CONSENT, "liabilities.no_consent.source", "nothing"),
    ),
    "changed_key_unknown": (
        DISTANCE,
        "duties:",
        "changed: [{pack: old, articles: [1], zh: 改, en: Changed, colour: red}]\nduties:",
        (DISTANCE, "changed[0].colour", "'red'", "one of the keys"),
    ),
    "changed_without_zh": (
        DISTANCE,
        "duties:",
        "changed: [{pack: old, articles: [1], en: Changed}]\nduties:",
        (DISTANCE, "changed[0].zh", "nothing"),
    ),
    "changed_without_articles": (
        DISTANCE,
        "duties:",
        "changed: [{pack: old, zh: 改, en: Changed}]\nduties:",
        (DISTANCE, "changed[0].articles", "nothing", "or [] when none answers"),
    ),
    "changed_articles_are_words": (
        DISTANCE,
        "duties:",
        "changed: [{pack: old, articles: [one], zh: 改, en: Changed}]\nduties:",
        (DISTANCE, "changed[0].articles", "['one']"),
    ),
    "changed_article_twice": (
        DISTANCE,
        "duties:",
        "changed: [{pack: old, articles: [1, 1], zh: 改, en: Changed}]\nduties:",
        (DISTANCE, "changed[0].articles", "[1, 1]", "each once"),
    ),
    "changed_article_told_twice": (
        DISTANCE,
        "duties:",
        "changed:\n- {pack: old, articles: [1], zh: 改, en: Changed}\n"
        "- {pack: old, articles: [1, 2], zh: 改, en: Changed}\nduties:",
        (DISTANCE, "changed[1].articles", "each article of the other pack once"),
    ),
    "changed_against_itself": (
        DISTANCE,
        "duties:",
        "changed: [{pack: toyland, articles: [1], zh: 改, en: Changed}]\nduties:",
        (DISTANCE, "changed[0].pack", "'toyland'", "another pack"),
    ),
    "counterpart_of_its_own_pack": (
        DISTANCE,
        "    liability:",
        "    counterpart: [toyland/4/consent]\n    liability:",
        (DISTANCE, "counterpart", "'toyland/4/consent'", "duties of another pack"),
    ),
    "counterpart_twice": (
        DISTANCE,
        "    liability:",
        "    counterpart: [old/1/a, old/1/a]\n    liability:",
        (DISTANCE, "counterpart", "'old/1/a'", "each duty once"),
    ),
    "pack_source_without_zh": (
        PACK,
        "status: in_force\n",
        "status: in_force\nsource: {en: Toyland Gazette}\n",
        (PACK, "source.zh", "nothing"),
    ),
    "text_in_a_third_language": (
        DISTANCE,
        "title: {zh: 距离, en: Distance}",
        "title: {zh: 距离, en: Distance, fr: Distance}",
        (DISTANCE, "title.fr", "one of the keys en, zh"),
    ),
    "article_cite_empty": (
        DISTANCE,
        "cite: Toyland Camera Act, s. 3",
        "cite: ''",
        (DISTANCE, "cite", "not empty"),
    ),
    "article_cite_is_a_list": (
        DISTANCE,
        "cite: Toyland Camera Act, s. 3",
        "cite: [s. 3]",
        (DISTANCE, "cite"),
    ),
    "article_cite_read_nowhere": (
        CONSENT,
        ', url: "https://law.toyland.example/"',
        "",
        (CONSENT, "cite.retrieved", "'2026-01-02'", "without the address"),
    ),
    "article_cite_address_bad": (
        CONSENT,
        "https://law.toyland.example/",
        "law.toyland.example",
        (CONSENT, "cite.url", "'law.toyland.example'", "https://"),
    ),
    "duty_is_no_mapping": (
        CONSENT,
        "duties:\n",
        "duties:\n  - five\n",
        (CONSENT, "duties[0]", "'five'", "mapping"),
    ),
    "duties_are_no_list": (
        CONSENT,
        "duties:\n",
        "duties: many\nother:\n",
        (CONSENT, "duties", "'many'", "a list"),
    ),
    "subject_of_a_computed_duty": (
        DISTANCE,
        "    force: binding",
        "    subject: camera\n    force: binding",
        (DISTANCE, "duties[0].subject", "one of the keys"),
    ),
    "optional_parameters_in_part": (
        CONSENT,
        "      room_kinds:",
        "      public_kinds: {value: [bath], unit: kind, from: 2020-01-01, basis: statute, source: s. 4}\n"
        "      room_kinds:",
        (CONSENT, "duties[2].parameters", "['public_kinds']", "all or none of public_kinds, private_uses"),
    ),
    "number_is_infinite": (
        DISTANCE,
        "{value: 5,",
        "{value: .inf,",
        (DISTANCE, "min_distance_m.value", "inf"),
    ),
    "number_is_none": (DISTANCE, "{value: 5,", "{value: .nan,", (DISTANCE, "min_distance_m.value", "nan")),
    "number_beyond_all_floats": (
        DISTANCE,
        "{value: 5,",
        "{value: 1" + "0" * 400 + ",",
        (DISTANCE, "min_distance_m.value", "a number of at least 0"),
    ),
    "number_of_no_values": (
        CONSENT,
        "room_kinds: {",
        "room_kinds: []\n      public_kinds: {",
        (CONSENT, "parameters.room_kinds", "at least one value"),
    ),
    "number_begins_with_its_end": (
        DISTANCE,
        "{value: 5,",
        "{value: null,",
        (DISTANCE, "min_distance_m.value", "null", "a value first"),
    ),
    "list_holds_numbers": (
        CONSENT,
        "value: [throne_room]",
        "value: [7]",
        (CONSENT, "room_kinds.value", "[7]", "a list of texts"),
    ),
    "reason_without_zh": (
        DISTANCE,
        "reason: May be a home.",
        "reason: {en: May be a home.}",
        (DISTANCE, "undecided_uses.reason.zh", "nothing"),
    ),
    "liability_of_no_article": (
        DISTANCE,
        "{article: 9,",
        "{article: 10,",
        (DISTANCE, "five_metres.liability", "article 10", "an article from 1 to 9"),
    ),
    "liability_of_what_decides_nothing": (
        CONSENT,
        "    check: none\n",
        "    check: none\n    liability: [{article: 4, rule: no_consent}]\n",
        (CONSENT, "duties[1].liability", "['warning']", "nothing (check is none)"),
    ),
    "amount_of_a_warning": (
        DISTANCE,
        "measure: fine",
        "measure: warning",
        (DISTANCE, "liability[0].to", "20", "only a fine has an amount"),
    ),
    "amount_is_none": (DISTANCE, "to: 20,", "to: .nan,", (DISTANCE, "liability[0].to", "nan", "at least 0")),
    "amount_is_negative": (DISTANCE, "from: 10,", "from: -10,", (DISTANCE, "liability[0].from", "-10")),
    "measures_empty": (
        CONSENT,
        "    measures:\n      - {who: any, measure: warning, from: null, to: null, trigger: at_once}\n",
        "    measures: []\n",
        (CONSENT, "liabilities.no_consent.measures", "at least one measure"),
    ),
    "amounts_start_after_the_pack": (
        CONSENT,
        "    from: 2020-01-01\n    basis",
        "    from: 2020-01-02\n    basis",
        (
            CONSENT,
            "liabilities.no_consent.from",
            "'2020-01-02'",
            "no later than the pack's first, 2020-01-01",
        ),
    ),
    "merge_key": (
        DISTANCE,
        "article: 3\n",
        "article: 3\n<<: {note: x}\n",
        (DISTANCE, "merge", "YAML"),
    ),
    "two_documents": (DISTANCE, "article: 3\n", "article: 3\n---\n", (DISTANCE, "YAML")),
    "object_of_python": (
        DISTANCE,
        "article: 3\n",
        "article: !!python/object/apply:os.getcwd []\n",
        (DISTANCE, "python/object", "YAML"),
    ),
    "control_character": (DISTANCE, "article: 3\n", "article: 3\x00\n", (DISTANCE, "YAML")),
    "lists_without_end": (DISTANCE, "article: 3\n", "article: " + "[" * 5000 + "\n", (DISTANCE, "YAML")),
    "anchors_that_grow": (
        PACK,
        "status: in_force\n",
        "status: in_force\na: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        + "".join(
            f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
            for before, name in zip("abcdefghijklmn", "bcdefghijklmno", strict=True)
        ),
        (PACK, "o: found [[[[...], ", "one of the keys"),
    ),
    "counterpart_malformed": (
        DISTANCE,
        "    liability:",
        "    counterpart: [elsewhere]\n    liability:",
        (DISTANCE, "counterpart", "'elsewhere'", "pack/article/duty"),
    ),
}


_COMPARE = """    subject: camera
    compare:
      check: change_authorised
      parameters:
        protected_changes: {value: [moved], unit: change, from: 2020-01-01, basis: statute, source: s. 4}
"""
# What is put where a duty is asked between two plans, too.
BAD |= {
    "compare_check_unknown": (
        CONSENT,
        "    subject: camera\n",
        _COMPARE.replace("change_authorised", "has_sign"),
        (CONSENT, "compare.check", "'has_sign'", "built_as_planned, change_filed, change_authorised"),
    ),
    "compare_key_unknown": (
        CONSENT,
        "    subject: camera\n",
        _COMPARE + "      colour: red\n",
        (CONSENT, "compare.colour", "'red'", "one of the keys"),
    ),
    "compare_parameter_missing": (
        CONSENT,
        "    subject: camera\n",
        _COMPARE.replace("protected_changes", "changes"),
        (CONSENT, "compare.parameters.protected_changes", "nothing"),
    ),
    "compare_change_unknown": (
        CONSENT,
        "    subject: camera\n",
        _COMPARE.replace("[moved]", "[moved, painted]"),
        (CONSENT, "compare.parameters.protected_changes", "'painted'", "one of added, removed, moved"),
    ),
    "compare_change_of_id": (
        CONSENT,
        "    subject: camera\n",
        _COMPARE.replace("[moved]", "[moved, renamed]"),
        (CONSENT, "compare.parameters.protected_changes", "'renamed'", "one of added, removed, moved"),
    ),
    "compare_of_no_duty": (
        CONSENT,
        "    reason: {zh: 只说明目的。",
        _COMPARE.partition("\n")[2] + "    reason: {zh: 只说明目的。",
        (CONSENT, "compare", "nothing (check is none)"),
    ),
}


def _copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TOYLAND, tmp_path / "toyland"))


@pytest.mark.parametrize("fault", BAD)
def test_refused(fault: str, tmp_path: Path) -> None:
    file, old, new, said = BAD[fault]
    folder = _copy(tmp_path)
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) >= 1, "the toy pack no longer holds what this fault replaces"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    for part in said:
        assert part in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_duty_may_be_asked_between_two_plans(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    path = folder / CONSENT
    text = path.read_text(encoding="utf-8").replace("    subject: camera\n", _COMPARE, 1)
    path.write_text(text, encoding="utf-8")
    duty = load_pack(folder).duties[1]
    assert (duty.check, duty.subject, duty.parameters) == ("by_hand", "camera", {})
    assert duty.between is not None
    assert (duty.between.id, duty.between.check, duty.between.force) == (
        duty.id, "change_authorised", duty.force,
    )  # fmt: skip
    assert duty.between.number("protected_changes", date(2020, 1, 1)).value == ("moved",)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "name",
    [
        "article_5_consent.yaml",
        "articles.yaml",
        "article_00_zero.yaml",
        "article_05_Café.yaml",
        "article_05_consent.yml",
    ],
)
def test_refuses_a_file_name(name: str, tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / CONSENT).rename(folder / name)
    with pytest.raises(PackError, match=re.escape(name) + ".*allowed article_NN_title.yaml"):
        load_pack(folder)


def test_a_check_that_nobody_knows_is_one_fault(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    path = folder / DISTANCE
    path.write_text(path.read_text(encoding="utf-8").replace("keep_distance", "keep_quiet"), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_pack(folder)
    assert str(caught.value).count("found") == 1


def test_refuses_two_files_of_one_article(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    shutil.copy(folder / CONSENT, folder / "article_04_again.yaml")
    with pytest.raises(PackError, match="one file an article"):
        load_pack(folder)


def test_refuses_a_pack_without_articles(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / CONSENT).unlink()
    (folder / DISTANCE).unlink()
    with pytest.raises(PackError, match="no article file beside it"):
        load_pack(folder)


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "- a list\n", "{}\n"])
def test_refuses_a_file_without_content(text: str, tmp_path: Path) -> None:
    for file in (CONSENT, PACK):
        folder = _copy(tmp_path / file)
        (folder / file).write_text(text, encoding="utf-8")
        with pytest.raises(PackError, match=re.escape(file)):
            load_pack(folder)


def test_refuses_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"found no pack\.yaml there"):
        load_pack(tmp_path)


def test_refuses_text_that_is_no_utf8(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / CONSENT).write_bytes(b"article: \xff\xfe")
    with pytest.raises(PackError, match=r"article_04_consent\.yaml: found bytes that are no UTF-8"):
        load_pack(folder)


@pytest.mark.parametrize("name", ["toyland", "no/such/folder", ""])
def test_refuses_what_is_no_pack(name: str) -> None:
    with pytest.raises(PackError, match=r"allowed cn_2016_draft, cn_2025, or a folder that holds pack\.yaml"):
        load_pack(name)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    for file, old, new in (
        (DISTANCE, "force: binding", "force: brute"),
        (CONSENT, "subject: camera", "subject: dog"),
    ):
        path = folder / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(PackError, match=r"(?s)'brute'.*'dog'"):
        load_pack(folder)


def test_a_pack_of_another_country_loads_from_a_path() -> None:
    pack = load_pack(TOYLAND)
    assert (pack.id, pack.status, pack.first_day) == ("toyland", "in_force", date(2020, 1, 1))
    assert [duty.id for duty in pack.duties] == [
        "toyland/3/five_metres",
        "toyland/4/consent",
        "toyland/4/purpose",
        "toyland/4/no_device_in_throne_room",
    ]
    assert pack.duties[0].title.en == "Distance"
    assert [each.as_record() for each in pack.duties[1].liability] == [
        {
            "article": 4,
            "who": "any",
            "measure": "warning",
            "from": None,
            "to": None,
            "unit": "TYL",
            "trigger": "at_once",
        }
    ]


@pytest.mark.parametrize(
    ("on", "value"),
    [
        ("2019-12-31", "none"),
        ("2020-01-01", 5),
        ("2023-12-31", 5),
        ("2024-01-01", 8),
        ("2029-12-31", 8),
        ("2030-01-01", None),
    ],
)
def test_a_number_holds_from_its_first_day(on: str, value: object) -> None:
    number = load_pack(TOYLAND).duties[0].number("min_distance_m", date.fromisoformat(on))
    assert (number.value if number else "none") == value


def test_the_same_files_give_the_same_hash(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    assert load_pack(folder).sha256 == load_pack(TOYLAND).sha256
    (folder / PACK).write_text((folder / PACK).read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    assert load_pack(folder).sha256 != load_pack(TOYLAND).sha256


def test_names() -> None:
    assert pack_names() == ("cn_2016_draft", "cn_2025")
    assert set(DEFAULT_PACKS) == set(pack_names())


@pytest.mark.parametrize("name", DEFAULT_PACKS)
def test_our_packs_hold_numbers_with_sources_only(name: str) -> None:
    numbers: list[Number] = [
        number for duty in load_pack(name).duties for steps in duty.parameters.values() for number in steps
    ]
    assert numbers
    for number in numbers:
        assert number.source
        assert number.unit
        assert number.reason or number.basis in ("statute", "standard")


def test_counterparts_of_our_packs_exist() -> None:
    refuse_lost_counterparts([load_pack(name) for name in DEFAULT_PACKS])


def test_a_lost_counterpart_is_told(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    path = folder / DISTANCE
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    liability:", "    counterpart: [cn_2025/13/no_such]\n    liability:"),
        encoding="utf-8",
    )
    toy = load_pack(folder)
    refuse_lost_counterparts([toy])
    with pytest.raises(PackError, match=r"toyland/3/five_metres.*cn_2025/13/no_such"):
        refuse_lost_counterparts([toy, load_pack("cn_2025")])


def test_ladders() -> None:
    assert ladder_names() == ("dori_2015", "oodpcvs_2025")
    dori, new = (load_ladder(name) for name in ladder_names())
    assert [limit for _, limit in dori.classes] == [12.5, 25, 62.5, 125, 250, 1000]
    assert [limit for _, limit in new.classes] == [20, 40, 80, 125, 250, 500, 1500]
    assert "62676-4" in dori.source
    assert "62676-4" in new.source
    assert (dori.class_of(62.5), new.class_of(62.5)) == ("observe", "outline")
    with pytest.raises(PackError, match="allowed dori_2015, oodpcvs_2025"):
        load_ladder("jacob")


def test_no_article_number_stands_in_python() -> None:
    told = re.compile(r"\b[Aa]rt(icle|\.)?s?\s*\d|\b[DR]-\d|第[〇一二三四五六七八九十百\d]+条")
    for path in sorted(PACKS_FOLDER.parent.rglob("*.py")):
        assert not told.search(path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize("name", DEFAULT_PACKS)
def test_no_article_of_our_texts_is_skipped(name: str) -> None:
    pack = load_pack(name)
    assert [article.number for article in pack.articles] == list(range(1, pack.article_count + 1))


@pytest.mark.parametrize("name", DEFAULT_PACKS)
def test_questions_can_be_answered_with_yes_or_no(name: str) -> None:
    for duty in load_pack(name).duties:
        if duty.question:
            assert duty.question.en.endswith("?"), duty.id
            assert duty.question.zh.endswith("？"), duty.id
            assert duty.question.en.split()[0] in (
                "Is",
                "Are",
                "Was",
                "Were",
                "Has",
                "Have",
                "Do",
                "Does",
                "Did",
                "If",
            )


def test_every_duty_of_a_counterpart_says_so_too() -> None:
    """Who names a counterpart is named by at least one duty of that article in turn."""
    duties = {duty.id: duty for pack in map(load_pack, DEFAULT_PACKS) for duty in pack.duties}
    for duty in duties.values():
        for other in duty.counterpart:
            article = other.rpartition("/")[0]
            back = {
                each
                for one in duties.values()
                if one.id.startswith(article + "/")
                for each in one.counterpart
            }
            assert any(each.rpartition("/")[0] == duty.id.rpartition("/")[0] for each in back), (
                duty.id,
                other,
            )
