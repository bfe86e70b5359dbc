"""The law as values: packs, articles, duties, their numbers and what answers a breach."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siting.rules.days_off import DaysOff

FORCES = ("advisory", "interpretation", "binding")
"""From the weakest to the strongest: what a reviewer may ask, may read into the text, the text says."""

SEVERITIES = ("info", "minor", "moderate", "major", "critical")
BY_LADDER = "by_ladder"
BASES = ("statute", "standard", "case", "guidance", "assumption")
BASES_ZH = dict(zip(BASES, ("法规", "标准", "典型案例", "指引", "假设"), strict=True))
STATUSES = ("in_force", "draft")
SUBJECTS = ("camera", "system", "scene")
MEASURES = (
    "order_to_correct",
    "warning",
    "delete_images",
    "confiscate",
    "remove",
    "suspend",
    "revoke_licence",
    "fine",
)
TRIGGERS = (
    "at_once",
    "not_corrected_in_time",
    "on_refusal",
    "serious_circumstances",
    "on_refusal_or_serious_consequences",
)
WHO = ("any", "unit", "individual", "responsible_person", "operator")

UNDECLARED = "undeclared"
"""What `Duty.spares` calls a field of a plan that says nothing."""

BY_HAND = "by_hand"
NONE = "none"

Value = float | str | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Text:
    """One text in both languages."""

    zh: str
    en: str

    def of(self, lang: str) -> str:
        """Return the text in `lang`, ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


_ASKED_FOR, _ADVISED = Text("要求", "asked for"), Text("参考值", "advised")


@dataclass(frozen=True, slots=True)
class Cite:
    """How an official text is cited, where it stands and the day it was read there."""

    text: Text
    url: str = ""
    retrieved: date | None = None

    @property
    def line(self) -> str:
        """Return the citation in one line, Chinese first; once where both are the same."""
        return self.text.zh if self.text.zh == self.text.en else f"{self.text.zh} / {self.text.en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """One legal number (or list) from its first day on: `value` None ends it.

    Parameters
    ----------
    value : float, str, date, tuple of str or None
    unit : str
    first_day : datetime.date
    basis : str
        One of `BASES`.
    source : str
    reason : Text or None
        Why this value, where no text gives it.
    """

    value: Value
    unit: str
    first_day: date
    basis: str
    source: str
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Liability:
    """One consequence that the text attaches to a breach.

    `lowest` and `highest` are amounts in `unit`; None where the text gives none ("up to" has no lowest).
    """

    article: int
    who: str
    measure: str
    lowest: float | None
    highest: float | None
    trigger: str
    unit: str = ""

    def as_record(self) -> dict[str, object]:
        """Return the entry as findings print it."""
        return {
            "article": self.article,
            "who": self.who,
            "measure": self.measure,
            "from": self.lowest,
            "to": self.highest,
            "unit": self.unit,
            "trigger": self.trigger,
        }


@dataclass(frozen=True, kw_only=True)
class Duty:
    """One duty of an article: whom it concerns, what it demands, with which numbers and force.

    `applies_to`, `spares` and `unsettled_for` name fields and their values: who is concerned, who of these is
    not after all (``undeclared`` stands for a field that says nothing), and of whom the text leaves it open.
    `between` is the duty as it is asked between two plans, with a check, subjects and numbers of its own;
    `is_asked_once` says of such a one that in one plan it is asked of the plan as a whole.
    """

    pack: str
    article: int
    name: str
    title: Text
    check: str
    force: str
    severity: str
    basis: str
    subject: str
    cite: Cite
    # The standing of its text: what a draft calls binding binds nobody.
    pack_status: str = STATUSES[0]
    applies_to: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # Whom the text leaves out although `applies_to` names him, and of whom it does not say.
    spares: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsettled_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parameters: Mapping[str, tuple[Number, ...]] = field(default_factory=dict)
    cure: Text | None = None
    question: Text | None = None
    reason: Text | None = None
    liability: tuple[Liability, ...] = ()
    counterpart: tuple[str, ...] = ()
    # What counts as a holiday where the text holds; None where the pack names no calendar.
    days_off: DaysOff | None = None
    between: Duty | None = None
    is_asked_once: bool = False

    @property
    def id(self) -> str:
        """Return the full id, ``pack/article/name``."""
        return f"{self.pack}/{self.article}/{self.name}"

    def number(self, name: str, on: date) -> Number | None:
        """Return the value of parameter `name` that holds on the day `on`; None before its first."""
        holding = None
        for each in self.parameters[name]:
            if each.first_day <= on:
                holding = each
        return holding


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A duty as it is judged on one day: its numbers settled, the user's own put in."""

    duty: Duty
    values: Mapping[str, Value]
    basis: str
    overridden: bool = False

    @property
    def basis_zh(self) -> str:
        """Return the basis in Chinese, for messages."""
        return BASES_ZH[self.basis]

    @property
    def limit_word(self) -> Text:
        """Return what its number is called: what a text asks for, or what is advised where none gives it."""
        return _ASKED_FOR if self.basis == BASES[0] else _ADVISED

    def basis_of(self, name: str) -> str:
        """Return on whose word the value called `name` stands; one that no pack gives is an assumption."""
        steps = self.duty.parameters[name]
        return next((step.basis for step in steps if step.value == self.values[name]), BASES[-1])

    def number(self, name: str) -> float:
        """Return the number called `name`."""
        value = self.values[name]
        if not isinstance(value, (int, float)):
            raise TypeError(f"{self.duty.id}.{name} is no number")
        return float(value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the list called `name`."""
        value = self.values[name]
        if not isinstance(value, tuple):
            raise TypeError(f"{self.duty.id}.{name} is no list")
        return value

    def text(self, name: str) -> str:
        """Return the text called `name`."""
        value = self.values[name]
        if not isinstance(value, str):
            raise TypeError(f"{self.duty.id}.{name} is no text")
        return value

    def day(self, name: str) -> date | None:
        """Return the day called `name`; None when the duty names none."""
        value = self.values.get(name)
        return value if isinstance(value, date) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed between an article and articles of another text, in our own words.

    `articles` are those of `pack`; none says that nothing there answers to it.
    """

    pack: str
    articles: tuple[int, ...]
    text: Text


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article of a text, summarised in our own words."""

    number: int
    file: str
    title: Text
    summary: Text
    cite: Cite
    duties: tuple[Duty, ...]
    changed: tuple[Change, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pack:
    """One legal text as data.

    `first_day` is the day it came into force; of a draft the day it was published. `source` says who
    published the text and what was read of it.
    """

    id: str
    title: Text
    status: str
    first_day: date
    banner: Text
    article_count: int
    articles: tuple[Article, ...]
    sha256: str
    source: Text | None = None

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Return every duty, article by article."""
        return tuple(duty for article in self.articles for duty in article.duties)
