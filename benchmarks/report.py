"""The table as Markdown: what was measured, on which machine, in which versions, and what bars are missed."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely
import yaml

from benchmarks.peers import geopandas_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.districts import District
    from benchmarks.installed import Peer
    from benchmarks.lines import Line

_METHOD = """\
Written by `make bench`: product and peers in turn, in one process where they have a Python interface; ratios
are medians of those turn by turn. The product goes through its public Python API, from frames to shapely
polygons. A peer is helped for nothing with what it cannot find by itself (below). Off is how far areas lie
from a slow exact answer, median and worst of the cameras that all were given, and the worst intersection over
union."""
_BARS = Path(__file__).with_name("bars.yaml")
_OWN = ("siting", "numpy", "numba", "shapely", "geopandas", "pyogrio", "pyarrow")
_HEAD = (
    "work",
    "district",
    "peer",
    "product",
    "peer takes",
    "unit",
    "ratio",
    "bar",
    "product is off",
    "peer is off",
)


def report(lines: Sequence[Line], districts: Sequence[District], peers: Mapping[str, Peer]) -> str:
    """Return the whole report as Markdown.

    Parameters
    ----------
    lines : sequence of Line
    districts : sequence of District
    peers : mapping of str to Peer
    """
    told = yaml.safe_load(_BARS.read_text(encoding="utf-8"))
    bars = {(bar["work"], bar["peer"]): bar for bar in told["bars"]}
    rows = [_row(line, bars.get((line.work, line.peer), {})) for line in lines]
    missed = [_missed(line, bars.get((line.work, line.peer), {})) for line in lines]
    reasons = {reason["work"]: " ".join(reason["why"].split()) for reason in told["reasons"]}
    works = list(dict.fromkeys(line.work for line, said in zip(lines, missed, strict=True) if said))
    return "\n".join(
        [
            "# Speed, measured",
            "",
            *_machine(),
            "",
            _METHOD,
            "",
            _cells(_HEAD),
            _cells(["---"] * len(_HEAD)),
            *rows,
            "",
            "## Bars missed",
            "",
            *([f"- {said}" for said in missed if said] or ["None."]),
            "",
            *[f"**{work}**: {reasons[work]}" for work in works if work in reasons],
            "",
            "## Districts",
            "",
            *[_district(each) for each in districts],
            "",
            "## Peers",
            "",
            *[_peer(peer) for peer in peers.values()],
            f"- geopandas {metadata.version('geopandas')}: {(geopandas_files.__doc__ or '').splitlines()[0]}",
            "",
        ]
    )


def _row(line: Line, bar: Mapping[str, Any]) -> str:
    product, other = (_number(value) for value in (line.product, line.other))
    ratio = "" if line.ratio is None else f"{_number(line.ratio)} x"
    off = line.product_agrees + ("" if line.agree else " **areas disagree**")
    note = f" ({line.note})" if line.note else ""
    return _cells(
        [
            line.work + note,
            line.district,
            line.title,
            product,
            other,
            line.unit,
            ratio,
            _bar(bar),
            off,
            line.peer_agrees,
        ]
    )


def _bar(bar: Mapping[str, Any]) -> str:
    least = [f"{_number(bar['at_least'])} x"] if "at_least" in bar else []
    most = [f"at most {bar['at_most']}"] if "at_most" in bar else []
    return "; ".join(least + most)


def _missed(line: Line, bar: Mapping[str, Any]) -> str:
    """Return by how much a bar is missed, empty when it is held or there is none."""
    where = f"{line.work}, {line.district}"
    against = f" against {line.title}" if line.title else ""
    if not bar:
        return ""
    if line.product is None:
        return f"{where}{against}: {line.note or 'not measured'}"
    found = []
    if line.ratio is not None and line.ratio < bar.get("at_least", 0.0):
        least = bar["at_least"]
        found.append(
            f"{_number(line.ratio)} x of {_number(least)} x, {_number(least / line.ratio)} times too slow"
        )
    if line.product > bar.get("at_most", float("inf")):
        found.append(f"{_number(line.product)} {line.unit}, at most {bar['at_most']} allowed")
    if not line.agree:
        found.append(f"areas disagree: {line.product_agrees}")
    return f"{where}{against}: {'; '.join(found)}" if found else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _cells(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _machine() -> list[str]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    info = Path("/proc/cpuinfo")
    rows = info.read_text().splitlines() if info.exists() else []
    models = [row.split(":", 1)[1].strip() for row in rows if "model name" in row]
    model = models[0] if models else platform.processor()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _OWN)
    return [
        f"- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {model}, {cores} cores, {platform.system()}",
        f"- Python {platform.python_version()}, {versions}, GEOS {shapely.geos_version_string}",
    ]


def _district(district: District) -> str:
    corners = int(shapely.get_num_coordinates(district.footprints).sum())
    size = f"{len(district.footprints):,} buildings, {corners:,} corners"
    return f"- {district.name}: {size}, {district.per_hectare:.1f} a hectare"


def _peer(peer: Peer) -> str:
    if peer.module is None:
        return f"- {peer.title}: **not installed** ({peer.why_not})"
    lines = (peer.module.__doc__ or "").splitlines()
    return f"- {peer.title}: {lines[0]} Helped with: {peer.module.HELP}."
