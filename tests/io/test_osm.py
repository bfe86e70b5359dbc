"""Extracts of OpenStreetMap, in XML and in binary, whole and clipped."""

from __future__ import annotations

import bz2
import struct
import zlib
from dataclasses import dataclass, field

import numpy as np
import pytest

from siting.errors import InputError
from siting.io import ledger_counts, read_scene
from siting.io.osm_elements import read_elements
from tests.io.frames import rows_of
from tests.io.shared import DATA, needs_data

LON, LAT = 24.94, 60.17


@dataclass
class Drawing:
    """Elements drawn for a test, written as XML or PBF."""

    nodes: dict[int, tuple[float, float]] = field(default_factory=dict)
    tagged: dict[int, dict[str, str]] = field(default_factory=dict)
    ways: dict[int, tuple[list[int], dict[str, str]]] = field(default_factory=dict)
    relations: dict[int, tuple[list[tuple[str, int, str]], dict[str, str]]] = field(default_factory=dict)

    def square(self, way: int, east: float, size: float, close: bool = True, **tags: str) -> list[int]:
        """Draw a closed way of `size` thousandths of a degree; return its nodes."""
        corners = [(east, 0), (east + size, 0), (east + size, size), (east, size)]
        first = way * 10
        numbers = [first + number for number in range(4)]
        for number, (x, y) in zip(numbers, corners, strict=True):
            self.nodes[number] = (LON + x / 1000, LAT + y / 1000)
        self.ways[way] = ([*numbers, numbers[0]] if close else numbers, tags)
        return numbers

    def node(self, number: int, east: float, **tags: str) -> None:
        self.nodes[number] = (LON + east / 1000, LAT + 0.0005)
        self.tagged[number] = tags

    def xml(self) -> bytes:
        out = ["<?xml version='1.0' encoding='UTF-8'?><osm version='0.6'>"]

        def tags_of(tags):
            return "".join(f"<tag k='{key}' v='{value}'/>" for key, value in tags.items())

        for number, (lon, lat) in self.nodes.items():
            out.append(
                f"<node id='{number}' lon='{lon}' lat='{lat}'>{tags_of(self.tagged.get(number, {}))}</node>"
            )
        for number, (refs, tags) in self.ways.items():
            held = "".join(f"<nd ref='{ref}'/>" for ref in refs)
            out.append(f"<way id='{number}'>{held}{tags_of(tags)}</way>")
        for number, (members, tags) in self.relations.items():
            held = "".join(
                f"<member type='{kind}' ref='{ref}' role='{role}'/>" for kind, ref, role in members
            )
            out.append(f"<relation id='{number}'>{held}{tags_of(tags)}</relation>")
        return "".join([*out, "</osm>"]).encode()


def varint(number: int) -> bytes:
    number &= (1 << 64) - 1
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def part(number: int, content: bytes) -> bytes:
    return varint(number << 3 | 2) + varint(len(content)) + content


def whole(number: int, value: int) -> bytes:
    return varint(number << 3) + varint(value)


def packed(number: int, values: list[int]) -> bytes:
    return part(number, b"".join(map(varint, values)))


def deltas(values: list[int]) -> list[int]:
    return [zigzag(after - before) for before, after in zip([0, *values], values, strict=False)]


def pbf(drawing: Drawing) -> bytes:
    """Return a drawing as PBF: dense nodes, ways and relations in one block."""
    words: list[str] = [""]

    def word(text: str) -> int:
        if text not in words:
            words.append(text)
        return words.index(text)

    def tags_of(tags):
        return packed(2, [word(key) for key in tags]) + packed(3, [word(value) for value in tags.values()])

    numbers = sorted(drawing.nodes)
    nano = [[round(drawing.nodes[number][axis] * 1e7) for number in numbers] for axis in (0, 1)]
    pairs: list[int] = []
    for number in numbers:
        for key, value in drawing.tagged.get(number, {}).items():
            pairs += [word(key), word(value)]
        pairs.append(0)
    dense = (
        packed(1, deltas(numbers))
        + packed(8, deltas(nano[1]))
        + packed(9, deltas(nano[0]))
        + packed(10, pairs)
    )
    groups = part(2, part(2, dense))
    for number, (refs, tags) in drawing.ways.items():
        groups += part(2, part(3, whole(1, number) + tags_of(tags) + packed(8, deltas(refs))))
    for number, (members, tags) in drawing.relations.items():
        kinds = [("node", "way", "relation").index(kind) for kind, _, _ in members]
        content = whole(1, number) + tags_of(tags) + packed(8, [word(role) for *_, role in members])
        content += packed(9, deltas([ref for _, ref, _ in members])) + packed(10, kinds)
        groups += part(2, part(4, content))
    block = part(1, b"".join(part(1, text.encode()) for text in words)) + groups
    needed = part(4, b"OsmSchema-V0.6") + part(4, b"DenseNodes")
    return framed(b"OSMHeader", needed) + framed(b"OSMData", block)


def framed(kind: bytes, content: bytes) -> bytes:
    """Return a compressed block with its header."""
    return enveloped(kind, whole(2, len(content)) + part(3, zlib.compress(content)))


def unfolding() -> bytes:
    """Return a small block that unfolds to more than any may hold."""
    squeeze = zlib.compressobj()
    zeros = bytes(1 << 20)
    return enveloped(
        b"OSMData", part(3, b"".join(squeeze.compress(zeros) for _ in range(65)) + squeeze.flush())
    )


def enveloped(kind: bytes, blob: bytes) -> bytes:
    header = part(1, kind) + whole(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


@pytest.fixture(params=["osm", "osm.bz2", "osm.pbf"])
def written(request, tmp_path):
    """Return a function that writes a drawing in one format and reads it as a scene."""

    def write(drawing: Drawing):
        path = tmp_path / f"extract.{request.param}"
        content = pbf(drawing) if request.param == "osm.pbf" else drawing.xml()
        path.write_bytes(bz2.compress(content) if request.param == "osm.bz2" else content)
        return path

    return write


def town() -> Drawing:
    drawing = Drawing()
    drawing.square(1, 0, 0.5, building="apartments", height="12", name="Talo")
    drawing.square(2, 1, 0.5, building="yes", **{"building:levels": "4"})
    drawing.square(3, 2, 0.5)
    inner = drawing.square(4, 2.1, 0.2)
    for number in inner:
        lon, lat = drawing.nodes[number]
        drawing.nodes[number] = (lon, lat + 0.0001)
    members = [("way", 3, "outer"), ("way", 4, "inner")]
    drawing.relations[9] = (members, {"type": "multipolygon", "building": "hotel"})
    drawing.node(900, 0.7, man_made="surveillance", **{"camera:direction": "SE"})
    drawing.node(901, 0.8, natural="tree", height="8", diameter_crown="4", leaf_cycle="deciduous")
    drawing.node(902, 0.9, natural="tree")
    drawing.ways[50] = ([10, 11, 20], {"highway": "footway", "name": "Katu"})
    drawing.ways[51] = ([10, 20], {"highway": "motorway"})
    return drawing


def test_a_whole_extract_gives_all_layers(written):
    read = read_scene(written(town()))
    frame = read.buildings.set_index("id")
    assert frame["use"].to_dict() == {"way/1": "residence", "way/2": "unknown", "relation/9": "hotel"}
    assert frame.loc["way/1", ["height_m", "name"]].tolist() == [12.0, "Talo"]
    assert frame.loc["way/2", "levels"] == 4
    # 0.5 by 0.5 thousandths of a degree with a hole of 0.2 by 0.2.
    assert frame.loc["relation/9"].geometry.area / frame.loc["way/1"].geometry.area == pytest.approx(
        0.84, abs=1e-3
    )
    assert [(each.id, each.azimuth_deg, each.lens) for each in read.cameras] == [("node/900", 135.0, None)]
    columns = ["id", "kind", "top_m", "crown_m", "deciduous", "status"]
    assert read.obstacles[columns].to_numpy().tolist() == [["node/901", "tree", 8.0, 4.0, "yes", "existing"]]
    assert read.walks["id"].tolist() == ["way/50"]
    assert read.attribution == ("© OpenStreetMap contributors, ODbL 1.0",)
    assert read.crs.to_epsg() == 32635


def test_what_a_clip_cut_off_is_left_out_and_told(written):
    drawing = town()
    del drawing.nodes[22]  # a corner of way/2
    drawing.ways[7] = ([10, 11, 12], {"building": "yes"})
    drawing.square(8, 5, 0.5, close=False, building="yes")
    del drawing.ways[3]  # the outer ring of the hotel
    read = read_scene(written(drawing))
    assert read.buildings["id"].tolist() == ["way/1"]
    told = rows_of(read, "buildings", "rejected").set_index("id")["found"].to_dict()
    assert set(told) == {"way/2", "way/7", "way/8", "relation/9"}
    assert "1 of 5 nodes are not in the extract" in told["way/2"]
    assert "does not close" in told["way/8"]
    assert ledger_counts(read.ledger).set_index("layer").loc["buildings"].tolist() == [5, 1, 0, 4]


def test_rings_of_several_ways_are_put_together(written):
    drawing = Drawing()
    numbers = drawing.square(1, 0, 0.5)
    drawing.ways = {
        1: (numbers[:3], {}),
        2: ([numbers[0], numbers[3], numbers[2]], {}),
    }
    members = [("way", 1, "outer"), ("way", 2, "")]
    drawing.relations[5] = (members, {"type": "multipolygon", "building": "yes"})
    drawing.square(3, 2, 0.5, building="yes")
    areas = read_scene(written(drawing)).buildings.set_index("id").geometry.area
    assert areas["relation/5"] == pytest.approx(areas["way/3"], rel=1e-4)


def test_places_carried_by_ways_and_members_are_read(tmp_path):
    """An answer of Overpass to ``out geom``: no nodes, and a member cut off by the box."""
    corners = [(LON, LAT), (LON + 0.001, LAT), (LON + 0.001, LAT + 0.001), (LON, LAT + 0.001), (LON, LAT)]
    own = "".join(f"<nd ref='{at % 4}' lon='{x}' lat='{y}'/>" for at, (x, y) in enumerate(corners))
    bare = [f"<nd lon='{x + 0.005}' lat='{y}'/>" for x, y in corners]
    houses = "<tag k='type' v='multipolygon'/><tag k='building' v='yes'/>"
    text = (
        f"<osm><way id='1'>{own}<tag k='building' v='yes'/></way>"
        f"<relation id='5'><member type='way' ref='7' role='outer'>{''.join(bare[:3])}</member>"
        f"<member type='way' ref='8' role='outer'>{''.join(bare[2:])}</member>{houses}</relation>"
        f"<relation id='6'><member type='way' ref='9' role='outer'>{bare[0]}<nd/>{bare[2]}</member>{houses}"
        "</relation></osm>"
    )
    path = tmp_path / "a.osm"
    path.write_text(text, encoding="utf-8")
    read = read_scene(path)
    areas = read.buildings.set_index("id").geometry.area
    assert sorted(areas.index) == ["relation/5", "way/1"]
    assert areas["relation/5"] == pytest.approx(areas["way/1"], rel=1e-4)
    assert "relation/6" in rows_of(read, "buildings", "rejected")["id"].tolist()


def test_military_objects_are_dropped_and_told(written):
    drawing = town()
    drawing.square(30, 0.9, 1.0, landuse="military")
    drawing.node(903, 0.1, man_made="surveillance", military="checkpoint")
    read = read_scene(written(drawing))
    assert "way/2" not in read.buildings["id"].tolist()
    assert [each.id for each in read.cameras] == ["node/900"]
    told = read.ledger[read.ledger["found"] == "a military object"]
    assert set(told["id"]) >= {"way/2", "node/903"}


def test_negative_ids_and_deleted_elements(tmp_path):
    drawing = Drawing()
    drawing.square(1, 0, 0.5, building="yes")
    text = drawing.xml().decode().replace("id='1", "id='-1").replace("ref='1", "ref='-1")
    text = text.replace(
        "</osm>", "<way id='-77' action='delete'><nd ref='-10'/><tag k='building' v='yes'/></way></osm>"
    )
    path = tmp_path / "a.osm"
    path.write_text(text, encoding="utf-8")
    assert read_scene(path).buildings["id"].tolist() == ["way/-1"]


def test_a_zero_byte_in_a_tag_is_read_past(tmp_path):
    drawing = town()
    drawing.tagged[900]["note"] = "a\0b"
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(pbf(drawing))
    assert dict(read_elements(path).tagged)[900]["note"] == "a\0b"


def test_a_guard_is_no_camera(written):
    drawing = town()
    drawing.node(905, 0.3, man_made="surveillance", **{"surveillance:type": "guard"})
    read = read_scene(written(drawing))
    assert [each.id for each in read.cameras] == ["node/900"]
    assert rows_of(read, "cameras", "rejected")["id"].tolist() == ["node/905"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.osm", b"<osm><node id='1'"),
        ("a.osm", b"<html/>"),
        ("a.osm", b""),
        ("a.osm.bz2", b"not bzip2"),
        ("a.osm.pbf", b"\x00\x00\x00\x10cut off"),
        ("a.osm.pbf", b"\xff\xff\xff\xffxx"),
        ("a.osm.pbf", pbf(town())[:-20]),
        ("a.osm.pbf", pbf(town()) + b"\x00\x00"),
        ("a.osm.pbf", framed(b"OSMData", whole(1, 7))),
        ("a.osm.pbf", framed(b"OSMData", part(2, whole(2, 7)))),
        ("a.osm.pbf", framed(b"OSMData", part(2, part(2, packed(1, [2]))))),
        ("a.osm.pbf", unfolding()),
        ("a.osm", f"<osm><node id='{10**20}' lon='0' lat='0'/></osm>".encode()),
        ("a.osm", f"<osm><way id='1'><nd ref='{10**20}'/></way></osm>".encode()),
        ("a.osm", b"<?xml version='1.0' encoding='nonsense'?><osm/>"),
    ],
)
def test_what_is_no_extract_is_one_clear_error(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match="no whole extract"):
        read_scene(path)


@needs_data
@pytest.mark.parametrize("district", ["helsinki_center", "karhula_suburb"])
def test_both_forms_of_a_real_district_agree(district):
    binary = read_elements(DATA / district / f"{district}_raw.osm.pbf")
    text = read_elements(DATA / district / f"{district}.osm.bz2")
    ways = {way.id: way for way in text.ways if way.tags.get("building")}
    same = [way for way in binary.ways if way.id in ways and way.tags == ways[way.id].tags]
    assert len(same) > 0.95 * len(ways)
    for way in same[:200]:
        assert way.nodes.tolist() == ways[way.id].nodes.tolist()
        np.testing.assert_allclose(binary.places(way.nodes)[0], text.places(way.nodes)[0], atol=2e-7)
