from __future__ import annotations

import dataclasses
import json
import math
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from playwright.sync_api import expect
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box

import siting
from siting import maps
from siting._map_data import FINDING_TEXTS, payload
from siting._map_shapes import packed, sectors, walls
from siting.errors import OutputError
from siting.fields import BUILDING_USES, CAMERA_KINDS, ROOM_KINDS
from siting.rules.finding import OUTCOMES
from siting.rules.law import BASES, FORCES, MEASURES, SEVERITIES, TRIGGERS, WHO
from siting.same_fact import facts
from tests.browser import browser_page
from tests.scenes import camera, home, rect, scene
from tests.street import FAR_BUILDING, PICTURE, SCRIPT, street

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page

    from siting.assess import Assessment


@pytest.fixture(scope="module")
def plan() -> Assessment:
    return siting.assess(street(), on="2026-11-23")


@pytest.fixture(scope="module")
def page_file(plan: Assessment, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("map") / "map.html"
    maps.write_map(plan, file, lang="en")
    return file


@pytest.fixture
def page(page_file: Path) -> Iterator[Page]:
    with browser_page(allowed="file://") as (page, log):
        page.goto(page_file.as_uri())
        page.wait_for_selector(".finding")
        yield page
        assert log.requests == []
        assert log.errors == []


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="siting-data">(.*?)</script>', html, re.DOTALL)
    assert found is not None
    result: dict[str, Any] = json.loads(found[1])
    return result


def unpacked(steps: list[int]) -> list[tuple[float, float]]:
    lat = lon = 0
    places = []
    for at in range(0, len(steps), 2):
        lat, lon = lat + steps[at], lon + steps[at + 1]
        places.append((lon / 1e7, lat / 1e7))
    return places


def test_packed_shapes_come_back_to_a_centimetre() -> None:
    ring = [(24.1234567, 60.7654321), (24.2, 60.7), (24.3, 60.8), (24.1234567, 60.7654321)]
    hole = [(24.18, 60.74), (24.2, 60.74), (24.2, 60.75), (24.18, 60.74)]
    shape = packed(Polygon(ring, [hole]))
    assert [len(shape), len(shape[0])] == [1, 2]
    assert unpacked(shape[0][0]) == pytest.approx([pytest.approx(place, abs=1e-7) for place in ring])
    assert unpacked(packed(LineString(ring[:3]))[0])[2] == pytest.approx(ring[2], abs=1e-7)
    assert packed(Point(24.5, 60.25)) == [602500000, 245000000]
    assert len(packed(MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)]))) == 2
    assert packed(None) == packed(Polygon()) == []


def test_corners_on_the_same_step_are_written_once() -> None:
    assert unpacked(packed(LineString([(0, 0), (1e-9, 0), (1, 1)]))[0]) == [(0, 0), (1, 1)]


def test_a_camera_that_sees_nothing_still_has_its_sector(plan: Assessment) -> None:
    drawn = sectors(plan.cameras).set_index("id")
    blind = plan.cameras.set_index("id").loc["looks-up"]
    assert blind["why_empty"] == "looks_up"
    # Tilted up by 60 degrees, the upper corners of the pyramid lie nearest in plan and so open widest:
    # tan = tan 30 / (cos 60 - tan(vfov / 2) sin 60), with tan(vfov / 2) = 9/16 tan 30; 40 m range.
    wide = math.tan(math.radians(30)) / (0.5 - 9 / 16 * math.tan(math.radians(30)) * math.sqrt(0.75))
    assert drawn.loc["looks-up"].geometry.area == pytest.approx(40**2 * math.atan(wide), rel=1e-3)
    assert drawn.loc["looks-up"].geometry.contains(Point(blind.geometry.x + 39, blind.geometry.y))
    assert drawn.loc["dome"].geometry.centroid.distance(drawn.loc["dome"].geometry) == 0
    assert len(payload(plan)["sectors"]) == len(plan.cameras)


def test_walls_gather_the_storeys_and_keep_the_worst(plan: Assessment) -> None:
    gathered = walls(plan.facades)
    keys = ["camera_id", "view", "building_id", "wall"]
    assert not gathered.duplicated(keys).any()
    worst = plan.facades.groupby(keys)["max_px_per_m"].max()
    found = gathered.set_index(keys)["max_px_per_m"].sort_index()
    assert found.to_numpy() == pytest.approx(worst.to_numpy(), abs=0.006)
    rows = gathered.set_index(keys)
    of_home = rows.loc[(SCRIPT, "main", "home-north", 0)]
    storeys = plan.facades.query("building_id == 'home-north' and wall == 0 and camera_id == @SCRIPT")[
        "storey"
    ]
    assert of_home["storeys"] == ", ".join(map(str, sorted(storeys)))
    assert gathered["max_px_per_m"].is_monotonic_increasing


def test_only_buildings_in_reach_are_in_the_page(plan: Assessment) -> None:
    html = maps.map_html(plan)
    data = data_of(html)
    ids = {data["texts"][row[0]] for row in data["buildings"]}
    assert {"home-north", "hotel", PICTURE} <= ids
    assert FAR_BUILDING not in ids
    assert FAR_BUILDING not in html


def test_the_page_names_no_address_that_would_be_asked_for(plan: Assessment) -> None:
    html = maps.map_html(plan)
    assert "default-src 'none'" in html
    assert not re.search(r"""(?:src|href|action|srcset)\s*=\s*["']?\s*(?:https?:)?//""", html)
    assert not re.search(r"""url\(\s*["']?(?!#|data:)""", html)
    assert not re.search(r"@import|sourceMappingURL|tileLayer\(['\"]|<link", html)


def test_texts_from_files_never_become_markup(plan: Assessment) -> None:
    html = maps.map_html(plan)
    assert SCRIPT not in html
    assert "<b>Bold</b>" not in html
    assert "<b>in particular</b>" not in html
    assert data_of(html)["name"] == "Street & <i>Co</i>"


def test_the_same_assessment_gives_the_same_bytes(plan: Assessment) -> None:
    assert maps.map_html(plan, lang="zh") == maps.map_html(plan, lang="zh")
    assert maps.map_html(plan, lang="zh") == maps.map_html(
        siting.assess(street(), on="2026-11-23"), lang="zh"
    )


def test_every_finding_is_in_the_page_with_all_its_fields(plan: Assessment) -> None:
    data = data_of(maps.map_html(plan))
    assert data["finding_columns"] == list(FINDING_TEXTS)
    assert len(data["findings"]) == len(plan.findings)
    first = {name: data["findings"][0][place] for place, name in enumerate(FINDING_TEXTS)}
    told = plan.findings.iloc[0]
    for name in ("finding_id", "duty_id", "message_zh", "message_en", "subject_id"):
        assert data["texts"][first[name]] == told[name]


def test_every_word_of_the_page_is_in_both_languages() -> None:
    for asset in ("map_page/words.yaml", "ui/words.yaml"):
        words = yaml.safe_load(maps.resources.files("siting").joinpath(asset).read_text(encoding="utf-8"))
        for key, entry in words.items():
            assert isinstance(key, str), f"{asset}: {key!r} is no text; quote it"
            assert set(entry) == {"en", "zh"}, key
            assert all(isinstance(text, str) and text.strip() for text in entry.values()), key


def test_every_value_a_finding_can_take_has_a_word() -> None:
    words = yaml.safe_load(maps.resources.files("siting").joinpath("map_page/words.yaml").read_text("utf-8"))
    groups = {
        "use": BUILDING_USES, "kind": (*CAMERA_KINDS, *ROOM_KINDS), "basis": BASES, "force": FORCES,
        "severity": SEVERITIES, "measure": MEASURES, "trigger": TRIGGERS, "who": WHO,
        "outcome": ("pass", "fail", "not_applicable", "undecided"),
    }  # fmt: skip
    missing = [
        f"{group}.{name}"
        for group, names in groups.items()
        for name in names
        if f"{group}.{name}" not in words
    ]
    assert missing == []


def test_every_word_that_the_scripts_say_exists() -> None:
    words = yaml.safe_load(maps.resources.files("siting").joinpath("map_page/words.yaml").read_text("utf-8"))
    folder = maps.resources.files("siting").joinpath("map_page")
    texts = "".join(
        item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith((".js", ".html"))
    )
    said = set(re.findall(r"say\('([a-z_.]+)'\)", texts)) | set(
        re.findall(r"data-(?:word|title)=\"(\w+)\"", texts)
    )
    assert said
    assert said - set(words) == set()


def test_a_plan_without_findings_or_views_still_makes_a_page(plan: Assessment) -> None:
    bare = dataclasses.replace(
        plan, findings=plan.findings.iloc[:0],
        table=dataclasses.replace(plan.table, facades=plan.facades.iloc[:0], coverage=plan.coverage.iloc[:0]),
    )  # fmt: skip
    data = data_of(maps.map_html(bare))
    assert data["findings"] == []
    assert len(data["cameras"]) == len(plan.cameras)


def test_the_map_shows_the_day_alone(plan: Assessment) -> None:
    dark = dataclasses.replace(
        plan, table=dataclasses.replace(plan.table, coverage=plan.coverage.assign(view="night"))
    )
    assert payload(dark)["coverage"] == []
    assert payload(plan)["coverage"]


def test_a_place_that_cannot_be_written_is_said(plan: Assessment, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"map\.html cannot be written"):
        maps.write_map(plan, tmp_path / "no" / "map.html")


def test_a_click_on_a_finding_shows_its_article_and_number(page: Page, plan: Assessment) -> None:
    fails = plan.findings[(plan.findings["outcome"] == "fail") & (plan.findings["object_id"] == "home-north")]
    finding = fails.iloc[0]
    page.click(f'[data-finding~="{finding["finding_id"]}"]')
    card = page.inner_text("#detail")
    number = re.search(r"/(\d+)/", finding["duty_id"])
    assert number is not None
    for told in (
        f"Art. {number[1]}",
        finding["duty_id"],
        finding["observed"],
        finding["expected"],
        finding["cite"],
    ):
        assert told in card
    assert finding["message_en"] in card
    assert finding["cure_en"] in card
    page.keyboard.press("Escape")
    assert page.is_hidden("#detail")


def test_a_fact_is_one_entry_with_every_citation(page: Page, plan: Assessment) -> None:
    seen = next(fact for fact in facts(plan.findings, "fail") if len(fact.duty_ids) > 2)
    same = [seen.row[name] for name in ("check", "subject_id", "object_id", "observed")]
    those = [
        row
        for row in plan.findings[plan.findings["outcome"] == "fail"].to_dict("records")
        if [row[name] for name in ("check", "subject_id", "object_id", "observed")] == same
    ]
    assert {row["duty_id"] for row in those} == set(seen.duty_ids)
    entry = page.locator(f'[data-finding~="{those[0]["finding_id"]}"]')
    assert entry.count() == 1
    entry.click()
    told = entry.inner_text(), page.inner_text("#detail")
    for row in those:
        assert row["finding_id"] in (entry.get_attribute("data-finding") or "").split()
        assert row["pack"] in told[0]
        assert f"Art. {row['article']}" in told[0]
        for name in ("duty_id", "cite", "finding_id"):
            assert row[name] in told[1]
    assert told[0].count(seen.row["message_en"][:20]) == 1


def test_one_text_alone_is_told_in_its_own_words(page: Page, plan: Assessment) -> None:
    page.select_option("#pack", "cn_2016_draft")
    for fact in facts(plan.findings[plan.findings["pack"] == "cn_2016_draft"], "fail"):
        entry = page.locator(f'[data-finding~="{fact.row["finding_id"]}"]')
        assert fact.row["message_en"] in entry.inner_text()


def test_walls_in_view_wear_halos_and_other_lines_are_thin(tmp_path: Path) -> None:
    """Ten metres from a home that it sees: one line is the wall, the other the distance that is advised."""
    near = scene([home(rect(-5, 10, 5, 20), 6.0)], [camera(regime="gov", social_public_area="yes")])
    file = tmp_path / "map.html"
    maps.write_map(siting.assess(near, on="2026-11-23"), file, lang="en")
    with browser_page(allowed="file://") as (page, _):
        page.goto(file.as_uri())
        page.wait_for_selector(".finding")
        drawn = page.evaluate(
            """() => {
              const found = [];
              siting_map.eachLayer((layer) => {
                if ('wall' in layer) found.push([layer.wall, layer.options.weight]);
              });
              return found;
            }"""
        )
    assert {wall for wall, _ in drawn} == {True, False}
    assert all(weight >= 5 if wall else weight <= 2 for wall, weight in drawn)


def test_units_and_words_of_findings_are_chinese_on_a_chinese_page(plan: Assessment) -> None:
    words = data_of(maps.map_html(plan, lang="zh"))["words"]
    assert words["unit.unsigned way in"]["zh"] == "个未设标识的入口"
    assert words["said.missing"]["zh"] == "缺失"


def test_a_name_that_is_a_script_stays_a_name(page: Page) -> None:
    assert SCRIPT in page.inner_text("#list")
    assert page.evaluate("document.querySelectorAll('#stage script, #stage img').length") == 0


def test_layers_can_be_switched_off_and_on(page: Page) -> None:
    boxes = page.locator(".leaflet-control-layers input[type=checkbox]")
    assert boxes.count() == 8
    assert page.locator(".camera").count() == 4
    cameras = page.locator("label", has=page.locator('[data-layer="cameras"]'))
    cameras.click()
    assert page.locator(".camera").count() == 0
    cameras.click()
    assert page.locator(".camera").count() == 4


def test_the_canvas_shows_less_when_buildings_are_off(page: Page) -> None:
    page.wait_for_timeout(200)
    before = page.screenshot()
    page.locator("label", has=page.locator('[data-layer="buildings"]')).click()
    page.wait_for_timeout(200)
    assert page.screenshot() != before


def test_the_page_speaks_both_languages(page: Page, plan: Assessment) -> None:
    finding = facts(plan.findings, "fail")[0].row
    page.click(f'[data-finding~="{finding["finding_id"]}"]')
    page.click("#language")
    assert finding["message_zh"] in page.inner_text("#detail")
    assert "内部资料" in page.inner_text("#bar")
    assert "图例" in page.inner_text(".legend")
    assert page.inner_text("#banner") == next(pack.banner.zh for pack in plan.packs if pack.status == "draft")
    page.click("#language")
    assert "Internal" in page.inner_text("#bar")


def test_findings_are_sorted_filtered_and_searched(page: Page, plan: Assessment) -> None:
    outcomes = {outcome: len(facts(plan.findings, outcome)) for outcome in OUTCOMES}
    listed = outcomes["fail"] + outcomes["undecided"]
    assert f"{listed} / {sum(outcomes.values())}" in page.inner_text("#shown")
    while page.locator(".more").count():
        page.click(".more")
    assert page.locator(".finding").count() == listed
    severities = page.locator(".finding.fail .chip.severity").all_inner_texts()
    ranks = [list(reversed(SEVERITIES)).index(name) for name in severities]
    assert ranks == sorted(ranks)
    page.click('[data-outcome="undecided"]')
    assert page.locator(".finding").count() == outcomes["fail"]
    page.fill("#search", "home-north")
    named = plan.findings["object_id"] == "home-north"
    assert page.locator(".finding").count() == len(facts(plan.findings[named], "fail"))
    page.fill("#search", "")
    page.select_option("#pack", "cn_2025")
    of_pack = plan.findings["pack"] == "cn_2025"
    assert page.locator(".finding").count() == len(facts(plan.findings[of_pack], "fail"))


def test_a_click_on_a_camera_tells_of_it_and_leads_to_its_findings(page: Page, plan: Assessment) -> None:
    page.locator(".camera", has_text="looks-up").click()
    assert "it looks above the target height" in page.inner_text(".leaflet-popup")
    page.click(".leaflet-popup button")
    mine = plan.findings[plan.findings["subject_id"] == "looks-up"]
    count = sum(len(facts(mine, outcome)) for outcome in ("fail", "undecided"))
    expect(page.locator(".finding")).to_have_count(count)
    page.click("#only")
    expect(page.locator(".finding")).not_to_have_count(count)


def test_legend_controls_and_texts_do_not_overlap(page_file: Path) -> None:
    for width_px, height_px in ((1280, 800), (1280, 720), (1920, 1080)):
        with browser_page(allowed="file://", width_px=width_px, height_px=height_px) as (page, _):
            page.goto(page_file.as_uri())
            page.wait_for_selector(".legend")
            parts = (
                ".leaflet-control-layers",
                ".legend",
                ".leaflet-control-attribution",
                ".leaflet-control-scale",
                ".leaflet-control-zoom",
            )
            boxes = {name: page.locator(name).bounding_box() for name in parts}
            shapes = {
                name: box(b["x"], b["y"], b["x"] + b["width"], b["y"] + b["height"])
                for name, b in boxes.items()
                if b
            }
            assert len(shapes) == len(parts)
            names = list(shapes)
            for at, name in enumerate(names):
                assert box(0, 0, width_px, height_px).contains(shapes[name]), name
                for other in names[at + 1 :]:
                    assert shapes[name].intersection(shapes[other]).area == 0, (name, other)


def test_scale_bar_attribution_and_marking_stand_on_the_map(page: Page) -> None:
    assert re.fullmatch(r"\d+ k?m", page.inner_text(".leaflet-control-scale-line"))
    assert "© Nobody <b>in particular</b>" in page.inner_text(".leaflet-control-attribution")
    assert "Internal · confidential" in page.inner_text("#bar")
    assert "never in force" in page.inner_text("#banner")


@pytest.mark.slow
def test_the_map_of_the_demo_is_light_and_quiet(tmp_path: Path) -> None:
    plan = siting.assess(siting.demo_scene(), on="2026-01-01")
    file = tmp_path / "map.html"
    maps.write_map(plan, file)
    assert file.stat().st_size < 3_000_000
    with browser_page(allowed="file://", lang="zh-CN") as (page, log):
        page.goto(file.as_uri())
        page.locator(".finding").first.click()
        assert "条" in page.inner_text("#detail")
        assert "OpenStreetMap" in page.inner_text(".leaflet-control-attribution")
        assert (log.requests, log.errors) == ([], [])


def test_what_a_turning_camera_reaches_lies_beside_its_home_view() -> None:
    limits = {"pan_min_deg": 0.0, "pan_max_deg": 360.0, "tilt_min_deg": 0.0, "tilt_max_deg": 90.0}
    turning = {"kind": "ptz", "zoom_hfov_deg": 60.0, **limits}
    drawn = scene(
        [home(rect(-20, 15, 20, 25), 6.0)],
        [
            camera(id="aimed", azimuth_grid_deg=180.0, **turning),
            camera(id="free", azimuth_deg=None, **turning),
        ],
    )
    plan = siting.assess(drawn, on="2026-11-23")
    data = payload(plan)
    told = {(data["texts"][row[0]], data["texts"][row[2]], row[4] >= 0) for row in data["coverage"]}
    assert told == {("aimed", "main", False), ("aimed", "capability", True), ("free", "capability", False)}
    walls_beside = {(data["texts"][row[0]], row[9] >= 0) for row in data["facades"]}
    assert walls_beside == {("aimed", True), ("free", False)}
