"""One line of the table: a work, a district, a peer, both times and how far their answers are from exact."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """How much is measured.

    Parameters
    ----------
    many, sample : int
        Cameras in one call, and cameras that every peer is given and that are checked.
    slow_sample : int
        Cameras for peers that take a tenth of a second each.
    rounds : int
        Counted turns.
    buildings : tuple of int
        Sizes of the invented towns of the rows about files: of the check, and of the memory.
    """

    many: int = 200
    sample: int = 20
    slow_sample: int = 4
    rounds: int = 5
    buildings: tuple[int, int] = (100_000, 1_000_000)


@dataclass(frozen=True)
class Line:
    """One line of the table; what was not measured is None.

    Parameters
    ----------
    work : str
        As `bars.yaml` names it.
    district : str
    peer : str
        Name of the adapter; `title` is how it is shown.
    title : str
    product, other : float or None
        What they took, in `unit`.
    unit : str
    ratio : float or None
        Median of the ratios turn by turn, peer over product.
    product_agrees, peer_agrees : str
        Median and worst relative difference of area, worst IoU.
    agree : bool
        False where the product's areas are not those of the exact answer.
    note : str
    """

    work: str
    district: str
    peer: str
    title: str
    product: float | None = None
    other: float | None = None
    unit: str = "ms a camera"
    ratio: float | None = None
    product_agrees: str = ""
    peer_agrees: str = ""
    agree: bool = True
    note: str = ""
