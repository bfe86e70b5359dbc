"""What would settle more, were it said or spelt otherwise: the hints at the end of a summary."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting.fields import ids_in
from siting.io.aliases import fold, values_of
from siting.io.column_notes import ELEVATION, UNUSED
from siting.io.door import CONFLICT
from siting.io.ledger import shortened
from siting.io.odd_heights import HEIGHT_ASKED
from siting.io.suspicion import SHIFT_ASKED
from siting.rules.applicability import known_words
from siting.rules.cells import flags_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pandas as pd

    from siting.coverage.table import CoverageTable
    from siting.model import Scene
    from siting.rules.law import Pack

# How like a known word must be to be asked about.
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class Hint:
    """How many things a hint concerns (no hint when none), and their names where it gives any."""

    count: int
    names: str = ""


def hints_of(
    scene: Scene, table: CoverageTable, ledger: pd.DataFrame, packs: Sequence[Pack]
) -> dict[str, Hint]:
    """Return every hint by its id in ``summary.yaml``.

    Parameters
    ----------
    scene : Scene
    table : CoverageTable
    ledger : pandas.DataFrame
        Of scene and engine.
    packs : sequence of Pack
        Whose words count as known.
    """
    counts = {name: Hint(count) for name, count in (_missing(scene, table) | _unmet(ledger)).items()}
    known = known_words(packs)
    return {
        **counts,
        "cameras.regime_unknown": _strange(scene, "regime", known["regime"]),
        "cameras.place_class_unknown": _strange(scene, "place_class", known["place_class"]),
        "cameras.height_odd": _odd_heights(ledger),
        "signs.lost": _lost_signs(scene),
        "signs.cameras_not_read": _unread_signs(scene, ledger),
        "layers.shifted": _options_asked(ledger),
        "layers.columns_in_conflict": _told(ledger, CONFLICT, column="found"),
        "layers.elevations_asked": _told(ledger, ELEVATION, column="found"),
        "layers.columns_unused": _told(ledger, UNUSED, column="found"),
        "scene.files_unused": _told(ledger[ledger["layer"] == "scene"], "files", column="found"),
    }


def _missing(scene: Scene, table: CoverageTable) -> dict[str, int]:
    """Return how many things would be decided if the plan said more."""
    given = {source.layer for source in scene.sources}
    cameras = table.cameras
    return {
        "cameras.none": int(not scene.cameras),
        "buildings.none": int(scene.buildings.empty),
        "cameras.not_computed": int((~cameras["view_computed"].astype(bool)).sum()),
        "cameras.optics_missing": int((cameras["why_empty"] == "optics_missing").sum()),
        "cameras.no_ground": int((cameras["why_empty"] == "no_ground").sum()),
        "cameras.regime_missing": sum(camera.regime is None for camera in scene.cameras),
        "cameras.social_public_area_missing": sum(c.social_public_area is None for c in scene.cameras),
        "buildings.use_unknown": int((scene.buildings["use"] == "unknown").sum()),
        "cameras.look_beyond": sum("looks_beyond" in flags_of(flags) for flags in cameras["flags"]),
        "signs.not_given": int(scene.signs.empty and "signs" not in given),
        "walks.not_given": int(scene.walks.empty),
        "systems.not_given": int(scene.systems.empty),
    }


def _unmet(ledger: pd.DataFrame) -> dict[str, int]:
    """Return how many answers and waivers met nothing in this run."""
    rejected = ledger["layer"][ledger["outcome"] == "rejected"]
    return {f"{layer}.unused": int((rejected == layer).sum()) for layer in ("answers", "waivers")}


def _lost_signs(scene: Scene) -> Hint:
    """Return how many signs name a camera that is not there, and which they are."""
    ids = {camera.id for camera in scene.cameras}
    told = scene.signs[scene.signs["camera_ids"].notna()]
    lost = {
        str(sign): [name for name in ids_in(str(cell)) if name not in ids]
        for sign, cell in zip(told["id"], told["camera_ids"], strict=True)
    }
    names = [f"{sign}: {', '.join(gone)}" for sign, gone in lost.items() if gone]
    return Hint(len(names), _plain(shortened(names)))


def _unread_signs(scene: Scene, ledger: pd.DataFrame) -> Hint:
    """Return how many signs there are where no column of camera ids was read, and the columns left over."""
    is_read = any(each.layer == "signs" and "camera_ids" in each.fields for each in scene.sources)
    unused = _told(ledger[ledger["layer"] == "signs"], UNUSED, column="found")
    if is_read or not unused.count or scene.signs["camera_ids"].notna().any():
        return Hint(0)
    return Hint(len(scene.signs), unused.names.removeprefix("signs: "))


def _strange(scene: Scene, field: str, known: Iterable[str]) -> Hint:
    """Return how many cameras give a word for an open choice that nobody knows, and which words."""
    words = values_of(f"cameras.{field}")
    meant = {**words, **{fold(word): word for word in known}}
    found = Counter(getattr(camera, field) for camera in scene.cameras)
    strange = {word: count for word, count in found.items() if word is not None and word not in set(known)}
    names = []
    for word, count in strange.items():
        near = difflib.get_close_matches(fold(word), meant, n=1, cutoff=_ALIKE)
        names.append(f"{word} ({meant[near[0]]}?): {count}" if near else f"{word}: {count}")
    return Hint(sum(strange.values()), _plain(shortened(names)))


def _odd_heights(ledger: pd.DataFrame) -> Hint:
    """Return how many cameras are lower or higher than cameras are, and which."""
    rows = ledger[ledger["field"] == HEIGHT_ASKED]
    names = [f"{name}: {found}" for name, found in zip(rows["id"], rows["found"], strict=True)]
    return Hint(len(names), _plain(shortened(names)))


def _options_asked(ledger: pd.DataFrame) -> Hint:
    """Return with which option a layer would be read in the shifted system that it seems to be in."""
    asked = ledger["done"][ledger["field"] == SHIFT_ASKED].astype(str).str.extract(r"(--crs \S+)")[0]
    return Hint(len(asked), ", ".join(asked.dropna()))


def _told(ledger: pd.DataFrame, field: str, *, column: str) -> Hint:
    """Return how many rows of the ledger are about `field`, and what they say by layer."""
    rows = ledger[ledger["field"] == field]
    texts = [
        text if layer == "scene" else f"{layer}: {text}"
        for layer, text in zip(rows["layer"], rows[column], strict=True)
    ]
    return Hint(len(rows), _plain("; ".join(texts)))


def _plain(text: str) -> str:
    """Return text of a file without signs that a terminal would take for a command."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
