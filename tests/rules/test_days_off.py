"""Days off: a due day on a holiday or at a weekend is flagged, a weekend that is worked is not."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from siting.errors import PackError
from siting.rules._days_off_reader import HOLIDAYS_FILE, calendars
from siting.rules.days_off import DUE_ON_HOLIDAY, DUE_ON_WEEKEND, due_flags
from siting.rules.pack import DEFAULT_PACKS, load_pack

CN = calendars()["cn"]
TOYLAND = Path(__file__).parent / "packs" / "toyland"
SATURDAY = 5
HOLIDAY, WEEKEND, BOTH = (DUE_ON_HOLIDAY,), (DUE_ON_WEEKEND,), (DUE_ON_HOLIDAY, DUE_ON_WEEKEND)


@pytest.mark.parametrize(
    ("day", "flags"),
    [
        # Fixed dates, in a year that nobody arranged yet.
        ("2029-01-01", HOLIDAY),
        ("2029-05-02", HOLIDAY),
        ("2029-10-03", HOLIDAY),
        ("2029-10-04", ()),
        ("2029-05-03", ()),
        # The second of May is a holiday since 2025 only.
        ("2024-05-02", ()),
        ("2024-05-01", HOLIDAY),
        # The lunar new year of 2025 and the days beside it.
        ("2025-01-27", ()),
        ("2025-01-28", HOLIDAY),
        ("2025-02-04", HOLIDAY),
        ("2025-02-05", ()),
        # A Sunday within a holiday is both; one that is worked is neither.
        ("2026-02-15", BOTH),
        ("2026-02-14", ()),
        ("2026-02-28", ()),
        ("2026-03-01", WEEKEND),
        # The last day of the filing of older systems is a Monday.
        ("2025-06-30", ()),
    ],
)
def test_a_last_day_off_is_flagged(day: str, flags: tuple[str, ...]) -> None:
    assert due_flags(date.fromisoformat(day), CN) == flags


def test_without_a_calendar_weekends_alone_are_known() -> None:
    assert due_flags(date(2026, 2, 15), None) == WEEKEND
    assert due_flags(date(2026, 2, 28), None) == WEEKEND
    assert due_flags(date(2026, 10, 1), None) == ()


@pytest.mark.parametrize("year", [2025, 2026])
def test_what_is_arranged_adds_up(year: int) -> None:
    """The law gives 13 days off, made up for where they meet a weekend; more weekdays off are worked for."""
    worked = [day for day in CN.worked if day.year == year]
    weekdays_off = [day for day in CN.off if day.year == year and day.weekday() < SATURDAY]
    assert all(day.weekday() >= SATURDAY for day in worked)
    assert len(weekdays_off) - len(worked) == 13


def test_both_texts_know_the_calendar_and_another_country_does_not() -> None:
    for name in DEFAULT_PACKS:
        assert all(duty.days_off == CN for duty in load_pack(name).duties)
    assert all(duty.days_off is None for duty in load_pack(TOYLAND).duties)


def test_a_calendar_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TOYLAND, tmp_path / "toyland"))
    path = folder / "pack.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "holidays: moon\n", encoding="utf-8")
    with pytest.raises(PackError, match=r"pack\.yaml, holidays: found 'moon'; allowed one of cn"):
        load_pack(folder)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'day: "01-01"',
            'day: "1 January"',
            r"cn\.fixed\[0\]\.day: found '1 January'; allowed a day of every year",
        ),
        ('day: "01-01"', 'day: "02-30"', "found '02-30'"),
        ("to: 2025-02-04", "to: 2025-01-27", r"cn\.arranged\[0\]\.off\[1\]\.to: found '2025-01-27'"),
        (
            "worked: [2025-01-26",
            "worked: [2025-01-28",
            "found '2025-01-28'; allowed days .* that are not off",
        ),
        ("worked: [2025-01-26", "worked: [Sunday", "found 'Sunday'"),
        (
            'source: "国务院办公厅关于2025',
            'sauce: "国务院办公厅关于2025',
            r"arranged\[0\]\.source: found nothing",
        ),
        ("basis: guidance", "basis: hearsay", "found 'hearsay'; allowed one of statute"),
    ],
)
def test_a_calendar_at_fault_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "holidays.yaml"
    text = HOLIDAYS_FILE.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError, match=said):
        calendars(path)
