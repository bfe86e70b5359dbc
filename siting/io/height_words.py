"""What is said of heights that cannot be in metres."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siting.fields import Field

UNITS_TOLD = (
    "Centimetres go into a column called height_cm (高度(厘米)), millimetres into height_mm (高度(毫米))"
)
"""Where heights in other units go."""


def too_high_remedy() -> str:
    """Return what to do about a number that no height in metres can be."""
    return (
        f"If it is in another unit, say which: {UNITS_TOLD}; or write the unit into the cell, such as 450 cm."
    )


def is_beyond(cell: str, field: Field) -> bool:
    """Return whether a cell is a plain number above all that a field allows.

    Examples
    --------
    >>> from siting.fields import LAYERS
    >>> height = LAYERS["cameras"].field("height_m")
    >>> is_beyond("1200", height), is_beyond("12", height), is_beyond("high", height)
    (True, False, False)
    """
    try:
        return field.maximum is not None and float(cell) > field.maximum
    except ValueError:
        return False
