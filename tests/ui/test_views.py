from __future__ import annotations

import json

import pytest

import siting
from siting.errors import Fault, InputError, UsageError
from siting.rules.law import SEVERITIES
from siting.ui import views
from siting.ui.words import read_words
from tests.street import SCRIPT, street

EN, ZH = read_words("en"), read_words("zh")


@pytest.fixture(scope="module")
def plan() -> siting.Assessment:
    return siting.assess(street(), on="2026-11-23")


def test_findings_are_let_through_by_every_choice(plan: siting.Assessment) -> None:
    found = plan.findings
    assert len(views.chosen(found, views.Choice())) == len(found)
    fails = views.chosen(found, views.Choice(outcomes=("fail",)))
    assert set(fails["outcome"]) == {"fail"}
    assert len(fails) == (found["outcome"] == "fail").sum()
    both = views.chosen(found, views.Choice(outcomes=("fail",), packs=("cn_2025",), text="home-north script"))
    assert len(both) > 0
    assert set(both["pack"]) == {"cn_2025"}
    assert set(both["object_id"]) == {"home-north"}
    assert set(both["subject_id"]) == {SCRIPT}
    assert views.chosen(found, views.Choice(text="no such thing")).empty


def test_a_search_takes_signs_as_they_are(plan: siting.Assessment) -> None:
    assert views.chosen(plan.findings, views.Choice(text=".*")).empty
    assert len(views.chosen(plan.findings, views.Choice(text="alert(1)"))) > 0


def test_fails_come_first_and_the_worst_of_them_before(plan: siting.Assessment) -> None:
    rows = views.chosen(plan.findings, views.Choice())
    outcomes = [views.OUTCOMES.index(name) for name in rows["outcome"]]
    assert outcomes == sorted(outcomes)
    severities = [SEVERITIES.index(name) for name in rows.query("outcome == 'fail'")["severity"]]
    assert severities == sorted(severities, reverse=True)


@pytest.mark.parametrize("words", [EN, ZH], ids=["en", "zh"])
def test_the_table_speaks_the_language(plan: siting.Assessment, words: views.Words) -> None:
    rows = views.chosen(plan.findings, views.Choice(outcomes=("fail",)))
    table = views.findings_table(rows, words)
    assert list(table[words.say("message")]) == list(rows[f"message_{words.lang}"])
    assert set(table[words.say("outcome")]) == {words.value("outcome", "fail")}


def test_the_evidence_tells_article_number_limit_basis_and_cure(plan: siting.Assessment) -> None:
    rows = views.chosen(
        plan.findings, views.Choice(outcomes=("fail",), text="view_into_residence home-north")
    )
    finding = rows.iloc[0]
    told = dict(views.detail(finding, plan, EN))
    assert f"Art. {finding['article']}" in told["Article"]
    assert told["Measured"] == f"{finding['observed']} px/m"
    assert told["Limit"] == "62.5 px/m"
    assert told["Basis of the number"].startswith("assumption")
    assert told["What would cure it"] == finding["cure_en"]
    assert told["Citation"] == finding["cite"]
    assert dict(views.detail(finding, plan, ZH))["整改建议"] == finding["cure_zh"]


def test_liability_is_told_as_the_text_gives_it() -> None:
    entry = {
        "article": 26,
        "who": "unit",
        "measure": "fine",
        "from": 10000.0,
        "to": 20000.0,
        "unit": "CNY",
        "trigger": "on_refusal",
    }
    assert (
        views.liability(json.dumps([entry]), EN)
        == "Art. 26 · the unit · fine · on refusal · 10,000–20,000 CNY"
    )
    bare = {**entry, "measure": "order_to_correct", "from": None, "to": None}
    assert views.liability(json.dumps([bare]), ZH) == "第26条 · 单位 · 责令改正 · 拒不改正"
    assert views.liability("[]", EN) == ""


def test_metrics_count_what_the_tables_hold(plan: siting.Assessment) -> None:
    numbers = dict(views.metrics(plan))
    assert numbers["cameras"] == 4
    assert numbers["cameras_without_view"] == (~plan.cameras["view_computed"]).sum() == 0
    assert numbers["homes"] == plan.facades["building_id"].nunique()
    assert numbers["outcome.fail"] == (plan.findings["outcome"] == "fail").sum()


def test_homes_are_listed_by_what_is_seen_best(plan: siting.Assessment) -> None:
    table = views.homes(plan.facades, EN)
    worst = table["Worst [px/m]"]
    assert worst.is_monotonic_decreasing
    assert worst.iloc[0] == pytest.approx(plan.facades["max_px_per_m"].max(), abs=0.051)
    assert len(table) == plan.facades["building_id"].nunique()
    assert views.homes(plan.facades.iloc[:0], EN).empty


def test_the_law_lists_every_article_in_use(plan: siting.Assessment) -> None:
    table = views.law(plan, ZH)
    assert len(table) == sum(len(pack.articles) for pack in plan.packs)
    assert (table != "").all(axis=None)


def test_faults_become_a_table() -> None:
    error = InputError([Fault("cameras.csv", "height_m", "'tall'", "a number", "Give metres.", row="3")])
    table = views.faults(error, EN)
    assert table.iloc[0].to_dict() == {
        "File": "cameras.csv", "Row": "3", "Field": "height_m", "Found": "'tall'", "Allowed": "a number",
        "Remedy": "Give metres.",
    }  # fmt: skip
    assert views.faults(UsageError("no"), EN).empty
