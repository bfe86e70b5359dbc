"""Margins: what of a finding holds within the tolerances of a plan, and how far it is from turning."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from siting.rules.finding import number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siting.tolerance import Tolerance

FAILS, PASSES, DEPENDS = "fails", "passes", "depends"
"""Verdicts: it fails everywhere within the tolerance, it passes everywhere, it depends."""
FLAG_OF = {verdict: f"within_tolerance_{verdict}" for verdict in (FAILS, PASSES, DEPENDS)}
"""Flags of findings, by verdict."""
UNIT_OF = {"position_m": "m", "aim_deg": "degrees", "height_m": "m", "building_height_m": "m"}
ALL_TOGETHER = "share of all tolerances"
"""Unit of the margin of a finding that no single tolerance turns, but all together may."""

_NAME_OF = {
    "position_m": Text("位置", "position"),
    "aim_deg": Text("朝向", "aim"),
    "height_m": Text("安装高度", "height"),
    "building_height_m": Text("建筑高度", "building height"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How a plan within the tolerance differs from what is drawn.

    Parameters
    ----------
    east_m, north_m, height_m : float
        Shift of the camera [m].
    azimuth_deg, tilt_deg : float
        Turn of its aim [degrees].
    building_share : float
        Share of its tolerance by which every building is higher, from -1 to 1.
    """

    east_m: float = 0.0
    north_m: float = 0.0
    height_m: float = 0.0
    azimuth_deg: float = 0.0
    tilt_deg: float = 0.0
    building_share: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Margin:
    """What of one finding holds within the tolerances.

    Parameters
    ----------
    verdict : str
        `FAILS`, `PASSES` or `DEPENDS`.
    margin : float
        Where it depends: the change of the first quantity of `depends_on` alone up to which the finding
        surely stays as it is; else how far the worst measure within the tolerance is from the limit. NaN for
        none.
    unit : str
        Of the margin.
    depends_on : tuple of str
        Quantities of `siting.tolerance.Tolerance` of which each alone leaves the finding open, the one with
        the smallest share of its tolerance first; empty where only several together do.
    nominal, lowest, highest : float
        The measure as planned and what it surely lies between within the tolerance; NaN where there is none.
    measure_unit : str
        Of these.
    object_kind, object_id : str
        What the subject meets, or within the tolerance may meet.
    example : Change or None
        A plan within the tolerance in which the finding is another; None where none was found.
    """

    verdict: str
    margin: float = math.nan
    unit: str = ""
    depends_on: tuple[str, ...] = ()
    nominal: float = math.nan
    lowest: float = math.nan
    highest: float = math.nan
    measure_unit: str = ""
    object_kind: str = ""
    object_id: str = ""
    example: Change | None = None

    @property
    def flag(self) -> str:
        """Return the flag of the finding."""
        return FLAG_OF[self.verdict]

    def told(self, outcome: str) -> Text:
        """Return the margin in a short phrase that continues the message of its finding.

        Parameters
        ----------
        outcome : str
            Of the finding as planned.
        """
        if self.verdict == FAILS:
            return Text("；在容差范围内始终不符合", "; within tolerance it fails everywhere")
        if self.verdict == PASSES:
            return Text("；在容差范围内始终符合", "; within tolerance it passes everywhere")
        what = [_NAME_OF[name] for name in self.depends_on]
        names = Text("、".join(name.zh for name in what), ", ".join(name.en for name in what))
        if not what:
            names = Text("多项偏差叠加", "several of them together")
        said = Text(f"；在容差范围内取决于{names.zh}", f"; within tolerance it depends on {names.en}")
        if self.measure_unit == "px/m" and self.example is None:
            # Not excluded, and not shown either.
            said = Text(
                f"；在容差范围内可能取决于{names.zh}", f"; within tolerance it may depend on {names.en}"
            )
        return Text(said.zh + self._sure(outcome).zh, said.en + self._sure(outcome).en)

    def _sure(self, outcome: str) -> Text:
        zh = en = ""
        if outcome == "pass" and self.measure_unit == "px/m" and self.object_id:
            highest = number_text(round(self.highest, 1)) if math.isfinite(self.highest) else ""
            zh = f"，可能看到 {self.object_id}" + (f"，至多 {highest} px/m" if highest else "")
            en = f", may show {self.object_id}" + (f" at up to {highest} px/m" if highest else "")
        if self.depends_on and self.margin > 0.0:
            amount = number_text(self.margin)
            zh += (
                f"（仅{_NAME_OF[self.depends_on[0]].zh}有偏差时，{amount} {_ZH_UNIT[self.unit]}以内结论不变）"
            )
            en += f" (sure up to {amount} {self.unit} of {_NAME_OF[self.depends_on[0]].en} alone)"
        return Text(zh, en)


_ZH_UNIT = {"m": "m ", "degrees": "° ", "px/m": "px/m ", ALL_TOGETHER: ""}
COLUMNS = (
    "finding_id",
    "duty_id",
    "subject_id",
    "outcome",
    *(field.name for field in fields(Margin) if field.name != "example"),
    *(f"example_{field.name}" for field in fields(Change)),
    "position_tolerance_m",
    "aim_tolerance_deg",
    "height_tolerance_m",
    "building_height_tolerance_m",
)
"""Columns of the table of margins."""
NUMBERS = (
    *("margin", "nominal", "lowest", "highest"),
    *(name for name in COLUMNS if name.startswith("example_") or "_tolerance_" in name),
)
"""Those that hold numbers; NaN where there is none."""


def record_of(margin: Margin, finding: Mapping[str, Any], tolerance: Tolerance) -> tuple[Any, ...]:
    """Return a margin as one row of `COLUMNS`; what has no number, or no bound, is NaN.

    Parameters
    ----------
    margin : Margin
    finding : mapping of str to object
        With `finding_id`, `duty_id`, `subject_id`, `outcome`.
    tolerance : siting.tolerance.Tolerance
        Of the camera.
    """
    mine = {field.name: getattr(margin, field.name) for field in fields(Margin)}
    example = mine.pop("example")
    mine["depends_on"] = ",".join(margin.depends_on)
    told = [math.nan if isinstance(value, float) and math.isinf(value) else value for value in mine.values()]
    changes = [math.nan if example is None else getattr(example, field.name) for field in fields(Change)]
    return (
        *(finding[name] for name in COLUMNS[:4]),
        *told,
        *changes,
        tolerance.position_m,
        tolerance.aim_deg,
        tolerance.height_m,
        tolerance.building_height_m,
    )
