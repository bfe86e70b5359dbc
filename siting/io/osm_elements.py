"""Nodes, ways and relations of an extract of OpenStreetMap, as they stand in XML or PBF.

XML is read here and not by osmium, which brings back what an editor has deleted (``action="delete"``) and
refuses the answers of Overpass that carry centres or geometries.
"""

from __future__ import annotations

import bz2
import gzip
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np

from siting.errors import Fault, InputError
from siting.io import osm_pbf

if TYPE_CHECKING:
    from numpy.typing import NDArray

Tags = dict[str, str]

# Numbers that no file gives: editors count new nodes from -1 down.
_NOWHERE = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True)
class Way:
    """A way: id, node ids in order, tags."""

    id: int
    nodes: NDArray[np.int64]
    tags: Tags


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation: id, members as (kind, id, role), tags."""

    id: int
    members: tuple[tuple[str, int, str], ...]
    tags: Tags


@dataclass
class Extract:
    """All elements of an extract; nodes as sorted ids with their longitude and latitude [degrees]."""

    node_ids: NDArray[np.int64]
    node_lonlat: NDArray[np.float64]
    tagged: list[tuple[int, Tags]] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)

    def places(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Return longitude and latitude of nodes, and which of them the extract holds."""
        if not len(self.node_ids):
            return np.full((len(ids), 2), np.nan), np.zeros(len(ids), dtype=bool)
        at = np.minimum(np.searchsorted(self.node_ids, ids), len(self.node_ids) - 1)
        held = self.node_ids[at] == ids
        out = self.node_lonlat[at].copy()
        out[~held] = np.nan
        return out, held


def read_elements(path: Path) -> Extract:
    """Return the elements of an extract.

    Parameters
    ----------
    path : pathlib.Path
        .osm, .osm.bz2, .osm.gz or .osm.pbf.

    Returns
    -------
    Extract

    Raises
    ------
    InputError
        When it is not such a file, or is cut off.
    """
    name = path.name.lower()
    try:
        if name.endswith(".pbf"):
            return _from_pbf(path)
        opener = bz2.open if name.endswith(".bz2") else gzip.open if name.endswith(".gz") else Path.open
        with opener(path, "rb") as stream:
            return _from_xml(stream)  # type: ignore[arg-type]  # the three openers share no type
    except (ElementTree.ParseError, OSError, *osm_pbf.DAMAGE) as problem:
        found = "a file that is no whole extract of OpenStreetMap"
        remedy = "It may be cut off; download or export it again."
        raise InputError([Fault(path.name, "", found, ".osm, .osm.bz2 or .osm.pbf", remedy)]) from problem


def _from_pbf(path: Path) -> Extract:
    ids, places = [], []
    tagged: list[tuple[int, Tags]] = []
    ways: list[Way] = []
    relations: list[Relation] = []
    for block in osm_pbf.read_blocks(path):
        ids.append(block.node_ids)
        places.append(block.node_lonlat)
        tagged += block.tagged
        ways += [Way(*each) for each in block.ways]
        relations += [Relation(*each) for each in block.relations]
    if not ids:
        return Extract(np.zeros(0, np.int64), np.zeros((0, 2)))
    return _sorted(np.concatenate(ids), np.concatenate(places), tagged, ways, relations)


class _Carried:
    """Places that ways and members carry themselves, as Overpass writes them (``out geom``).

    Its members give no ids of nodes: one place is one node, below zero where no way names it.
    """

    def __init__(self) -> None:
        self.nodes: dict[tuple[float, float], int] = {}
        self.named: dict[int, tuple[float, float]] = {}
        self.ways: dict[int, NDArray[np.int64]] = {}

    def nodes_of(self, element: ElementTree.Element) -> NDArray[np.int64]:
        """Return the ids of the nodes of a way or member; the places it carries are kept."""
        return np.array([self._node(each) for each in element.iter("nd")], dtype=np.int64)

    def _node(self, element: ElementTree.Element) -> int:
        ref = element.get("ref")
        if "lon" not in element.attrib:
            # Without both it lies outside the box that was asked for: nobody holds it, the way is cut.
            return _NOWHERE if ref is None else int(ref)
        place = (float(element.attrib["lon"]), float(element.attrib["lat"]))
        number = _NOWHERE + 1 + len(self.nodes) if ref is None else int(ref)
        first = self.nodes.setdefault(place, number)
        number = first if ref is None else number
        self.named[number] = place
        return number


def _from_xml(stream: IO[bytes]) -> Extract:
    ids: list[int] = []
    places: list[tuple[float, float]] = []
    tagged: list[tuple[int, Tags]] = []
    ways: list[Way] = []
    relations: list[Relation] = []
    carried = _Carried()
    root = None
    for event, element in ElementTree.iterparse(stream, events=("start", "end")):
        if root is None:
            root = element
            if root.tag != "osm":
                raise ValueError("not OpenStreetMap")
        if event == "start" or element.tag not in ("node", "way", "relation"):
            continue
        # Editors keep what was deleted in the file.
        if element.get("action") != "delete" and element.get("visible") != "false":
            number = int(element.attrib["id"])
            tags = {each.attrib["k"]: each.attrib["v"] for each in element.iter("tag")}
            if element.tag == "node" and "lon" in element.attrib:
                ids.append(number)
                places.append((float(element.attrib["lon"]), float(element.attrib["lat"])))
                if tags:
                    tagged.append((number, tags))
            elif element.tag == "way":
                ways.append(Way(number, carried.nodes_of(element), tags))
            elif element.tag == "relation":
                members = []
                for each in element.iter("member"):
                    kind, ref = each.attrib["type"], int(each.attrib["ref"])
                    members.append((kind, ref, each.get("role", "")))
                    if kind == "way" and each.find("nd") is not None:
                        carried.ways.setdefault(ref, carried.nodes_of(each))
                relations.append(Relation(number, tuple(members), tags))
        root.clear()
    if root is None:
        raise ValueError("not OpenStreetMap")
    known = {way.id for way in ways}
    ways += [Way(ref, nodes, {}) for ref, nodes in carried.ways.items() if ref not in known]
    ids += carried.named.keys()
    places += carried.named.values()
    lonlat = np.array(places, dtype=float).reshape(-1, 2)
    return _sorted(np.array(ids, dtype=np.int64), lonlat, tagged, ways, relations)


def _sorted(
    ids: NDArray[np.int64],
    places: NDArray[np.float64],
    tagged: list[tuple[int, Tags]],
    ways: list[Way],
    relations: list[Relation],
) -> Extract:
    order = np.argsort(ids, kind="stable")
    return Extract(ids[order], places[order], tagged, ways, relations)
