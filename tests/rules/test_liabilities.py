"""What answers a breach, amount by amount, as the two texts give it; and what no text punishes."""

from __future__ import annotations

import pytest

from siting.rules.law import FORCES, Duty
from siting.rules.pack import DEFAULT_PACKS, load_pack

PACKS = {name: load_pack(name) for name in DEFAULT_PACKS}
DUTIES = {duty.id: duty for pack in PACKS.values() for duty in pack.duties}

AT_ONCE, LATE, REFUSED = "at_once", "not_corrected_in_time", "on_refusal"
SERIOUS, GRAVE = "serious_circumstances", "on_refusal_or_serious_consequences"
ORDER = ("any", "order_to_correct", None, None, AT_ONCE)
WARNING = ("any", "warning", None, None, AT_ONCE)
DELETE = ("any", "delete_images", None, None, AT_ONCE)


def fine(who: str, low: int | None, high: int, trigger: str) -> tuple[str, str, int | None, int, str]:
    return who, "fine", low, high, trigger


def fines(
    individual: tuple[int | None, int], unit: tuple[int | None, int], trigger: str
) -> set[tuple[object, ...]]:
    """Fines where those responsible pay what an individual pays."""
    return {
        fine("individual", *individual, trigger),
        fine("unit", *unit, trigger),
        fine("responsible_person", *individual, trigger),
    }


# Read from the texts again, article by article; not copied from the packs.
TEXTS: dict[tuple[str, int], set[tuple[object, ...]]] = {
    ("cn_2016_draft", 26): {
        ORDER,
        WARNING,
        fine("unit", 10_000, 100_000, LATE),
        fine("responsible_person", 1_000, 5_000, LATE),
    },
    ("cn_2016_draft", 27): {
        ("any", "remove", None, None, AT_ONCE),
        fine("unit", 10_000, 100_000, AT_ONCE),
        fine("individual", 1_000, 5_000, AT_ONCE),
    },
    ("cn_2016_draft", 28): {
        ORDER,
        fine("unit", 10_000, 100_000, LATE),
        fine("responsible_person", 1_000, 5_000, LATE),
    },
    ("cn_2016_draft", 29): {
        ORDER,
        fine("unit", 10_000, 30_000, LATE),
        fine("responsible_person", 1_000, 5_000, LATE),
    },
    ("cn_2016_draft", 30): {
        ORDER,
        WARNING,
        fine("unit", 10_000, 30_000, SERIOUS),
        fine("responsible_person", 1_000, 3_000, SERIOUS),
    },
    ("cn_2016_draft", 31): {
        ORDER,
        fine("unit", 10_000, 100_000, AT_ONCE),
        ("responsible_person", "warning", None, None, AT_ONCE),
        fine("responsible_person", 1_000, 5_000, AT_ONCE),
        fine("individual", 1_000, 5_000, AT_ONCE),
    },
    ("cn_2025", 13): {ORDER},
    ("cn_2025", 26): {
        ORDER,
        DELETE,
        ("any", "confiscate", None, None, REFUSED),
        *fines((None, 5_000), (None, 20_000), REFUSED),
    },
    ("cn_2025", 27): {
        ("any", "confiscate", None, None, AT_ONCE),
        DELETE,
        *fines((5_000, 10_000), (10_000, 20_000), AT_ONCE),
        ("operator", "order_to_correct", None, None, AT_ONCE),
        *fines((5_000, 10_000), (10_000, 20_000), GRAVE),
        ("operator", "suspend", None, None, GRAVE),
        ("operator", "revoke_licence", None, None, GRAVE),
    },
    ("cn_2025", 28): {
        ("any", "confiscate", None, None, AT_ONCE),
        DELETE,
        *fines((5_000, 10_000), (10_000, 20_000), AT_ONCE),
    },
    ("cn_2025", 29): {
        ("unit", "order_to_correct", None, None, AT_ONCE),
        fine("unit", None, 10_000, REFUSED),
    },
    ("cn_2025", 30): {ORDER, WARNING, *fines((None, 5_000), (5_000, 10_000), GRAVE)},
}


def entries(duty: Duty) -> dict[int, set[tuple[object, ...]]]:
    found: dict[int, set[tuple[object, ...]]] = {}
    for each in duty.liability:
        row = (each.who, each.measure, each.lowest, each.highest, each.trigger)
        found.setdefault(each.article, set()).add(row)
    return found


def test_every_amount_is_that_of_its_text() -> None:
    found: dict[tuple[str, int], set[tuple[object, ...]]] = {}
    for duty in DUTIES.values():
        for article, rows in entries(duty).items():
            found.setdefault((duty.pack, article), set()).update(rows)
    assert found == TEXTS


def test_only_binding_duties_carry_any() -> None:
    assert {duty.force for duty in DUTIES.values() if duty.liability} == {FORCES[-1]}


@pytest.mark.parametrize(
    ("duty_id", "article"),
    [
        ("cn_2016_draft/8/integration_not_refused", 26),
        ("cn_2016_draft/12/demonstration_present", 28),
        ("cn_2016_draft/12/equipment_by_standard", 28),
        ("cn_2016_draft/12/acceptance_present", 28),
        ("cn_2016_draft/12/acceptance_before_use", 28),
        ("cn_2016_draft/12/acceptance_passed", 28),
        ("cn_2016_draft/12/filing_after_acceptance", 29),
        ("cn_2016_draft/13/accepted_on_its_own", 28),
        ("cn_2016_draft/13/in_step_with_main_works", 28),
        ("cn_2016_draft/14/archive_complete", 29),
        ("cn_2016_draft/17/operation_organised", 30),
        ("cn_2016_draft/18/access_controlled", 30),
        ("cn_2016_draft/20/kept_long_enough", 30),
        ("cn_2016_draft/20/kept_for_key_target", 30),
        ("cn_2016_draft/22/no_trade_of_information", 31),
        ("cn_2025/7/entitled_installer", 26),
        ("cn_2025/9/entitled_installer", 26),
        ("cn_2025/9/necessary_for_public_safety", 26),
        ("cn_2025/14/filing_after_use", 29),
        ("cn_2025/14/filed_truthfully", 29),
    ],
)
def test_what_the_text_punishes(duty_id: str, article: int) -> None:
    assert set(entries(DUTIES[duty_id])) == {article}


@pytest.mark.parametrize(
    "duty_id",
    [
        # A wrong code, and who builds, are answered by no article.
        "cn_2016_draft/8/device_code",
        "cn_2016_draft/9/built_by_government",
        # The article that answers the main works leaves out putting into use together.
        "cn_2016_draft/13/used_together",
        # So are secrecy of the plan itself, published images and designated brands.
        "cn_2016_draft/6/basic_information_confidential",
        "cn_2016_draft/19/published_images_masked",
        "cn_2016_draft/24/nothing_designated",
        # Not filing and false filing are punished; of a change that is not filed the penalty says nothing.
        "cn_2025/14/change_filing",
        # Nothing in this text answers archive, standards or retention.
        "cn_2025/11/standards_and_archive",
        "cn_2025/12/mandatory_standards_met",
        "cn_2025/17/kept_long_enough",
        "cn_2025/17/kept_for_key_target",
        "cn_2025/17/deleted_afterwards",
    ],
)
def test_what_it_does_not(duty_id: str) -> None:
    assert DUTIES[duty_id].liability == ()


@pytest.mark.parametrize("article", [11, 14, 15, 17])
def test_other_public_places_are_spared_what_their_article_spares_them(article: int) -> None:
    for duty in PACKS["cn_2025"].duties:
        if duty.article == article:
            assert set(duty.applies_to["regime"]) <= {"gov", "operator"}, duty.id
            assert duty.spares == {"place_class": ("9",)}, duty.id


def test_the_draft_leaves_open_whether_it_reaches_systems_of_places_that_are_not_public() -> None:
    for duty in PACKS["cn_2016_draft"].duties:
        if duty.subject == "system":
            assert duty.unsettled_for == {"regime": ("non_public",)}, duty.id
