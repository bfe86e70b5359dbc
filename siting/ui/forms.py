"""Forms: a widget for each field of what is chosen, with the limits of `siting.fields`."""

from __future__ import annotations

import datetime
import math
from typing import TYPE_CHECKING, Any

import streamlit as st

from siting.fields import LAYERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from siting.fields import Field
    from siting.words import Words

_UNITS = {
    "m": "m", "deg": "°", "mm": "mm", "px": "px", "kbps": "kbit/s", "tb": "TB", "days": "d", "m2": "m²",
}  # fmt: skip
_STEPS = {"deg": 1.0, "m": 0.1, "mm": 0.1, "px": 1.0}
_FIRST_DAY, _LAST_DAY = datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)


def label_of(layer: str, field: Field, words: Words) -> str:
    """Return what a field of a layer is called, with its unit.

    Parameters
    ----------
    layer : str
    field : siting.fields.Field
    words : Words
    """
    unit = unit_of(field.name)
    name = words.texts.get(f"field.{layer}.{field.name}") or words.texts.get(
        f"field.{field.name}", field.name
    )
    return f"{name} [{unit}]" if unit else name


def unit_of(name: str) -> str:
    """Return the unit that the end of a field's name tells, empty for none.

    Examples
    --------
    >>> unit_of("azimuth_deg"), unit_of("min_px_per_m"), unit_of("brand")
    ('°', 'px/m', '')
    """
    if name.endswith("_px_per_m"):
        return "px/m"
    return _UNITS.get(name.rpartition("_")[2], "")


def fields(
    layer: str,
    row_id: str,
    values: Mapping[str, Any],
    names: Sequence[str],
    *,
    words: Words,
    changed: Callable[[str, Any], None],
    assumed: Collection[str] = (),
    disabled: bool = False,
    columns: int = 2,
) -> None:
    """Return nothing; draw a widget for each field, and tell `changed` what the user enters.

    Parameters
    ----------
    layer, row_id : str
        What the fields belong to.
    values : mapping of str to object
        What stands there now; a missing value is None or NaN.
    names : sequence of str
        Fields of the layer, in the order in which they are drawn.
    words : Words
    changed : callable
        Called with the name of a field and its new value, None for an emptied one.
    assumed : collection of str
        Fields whose value nobody told; they are marked.
    disabled : bool
        True where nothing may be changed.
    columns : int
        How many stand beside each other.
    """
    places = st.columns(columns)
    for at, name in enumerate(names):
        field = LAYERS[layer].field(name)
        label = label_of(layer, field, words)
        if name in assumed:
            label = f"{label} · {words.say('assumed')}"
        with places[at % columns]:
            _widget(
                field,
                f"{layer}/{row_id}/{name}",
                _known(values.get(name)),
                label=label,
                words=words,
                changed=changed,
                disabled=disabled,
            )


def _widget(
    field: Field,
    key: str,
    value: Any,
    *,
    label: str,
    words: Words,
    changed: Callable[[str, Any], None],
    disabled: bool,
) -> None:
    """Return nothing; draw one field. The plan's value is set anew at every run, so that undoing shows."""

    def told() -> None:
        entered = st.session_state[key]
        if isinstance(entered, datetime.date):
            entered = entered.isoformat()
        changed(field.name, _entered(field, entered))

    asked: dict[str, Any] = {"key": key, "on_change": told, "disabled": disabled}
    limits = words.say("allowed_is", allowed=field.allowed())
    if field.kind in ("number", "integer"):
        _number(field, value, label, limits, asked)
    elif field.kind == "flag" or (field.kind == "choice" and field.choices):
        _choice(field, value, label, words, asked)
    elif field.kind == "date":
        st.session_state[key] = _day(value)
        st.date_input(label, min_value=_FIRST_DAY, max_value=_LAST_DAY, help=limits, **asked)
    else:
        st.session_state[key] = "" if value is None else str(value)
        st.text_input(label, **asked)


def _number(field: Field, value: Any, label: str, limits: str, asked: dict[str, Any]) -> None:
    whole = field.kind == "integer"
    kind: Callable[[Any], Any] = int if whole else float
    st.session_state[asked["key"]] = None if value is None else kind(value)
    low, high = (None if each is None else kind(each) for each in (field.minimum, field.maximum))
    step = 1 if whole else _STEPS.get(field.name.rpartition("_")[2], 0.1)
    st.number_input(
        label,
        min_value=low,
        max_value=high,
        value=None,
        step=step,
        format=None if whole else "%.10g",
        help=limits,
        **asked,
    )


def _choice(field: Field, value: Any, label: str, words: Words, asked: dict[str, Any]) -> None:
    options = ["", *(field.choices if field.kind == "choice" else ("yes", "no"))]
    now = "" if value is None else str(value)
    if now not in options:
        options.append(now)
    group = {"flag": "flag_value", "regime": "regime"}.get(field.kind, field.name)
    st.session_state[asked["key"]] = now
    st.selectbox(
        label,
        options,
        format_func=lambda name: words.value(group, name) if name else words.say("not_told"),
        **asked,
    )


def _entered(field: Field, entered: Any) -> Any:
    """Return what was entered as the plan keeps it; None for an emptied field."""
    if entered is None or (isinstance(entered, str) and not entered.strip()):
        return None
    if field.kind == "number":
        return float(entered)
    return entered.strip() if isinstance(entered, str) else entered


def _known(value: Any) -> Any:
    """Return a value of a frame, None for a missing one."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    try:
        missing = bool(value != value)  # noqa: PLR0124  (pandas' own missing values are unlike themselves)
    except (TypeError, ValueError):
        missing = True
    return None if missing else value


def _day(value: Any) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError:
        return None
