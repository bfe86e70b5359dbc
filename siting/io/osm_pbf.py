"""The binary form of OpenStreetMap data, block by block.

https://wiki.openstreetmap.org/wiki/PBF_Format. Read here and not by GDAL, which closes ways whose nodes
a clip has cut off, and so draws buildings that do not exist; nor by osmium (4.3.2), which ends the process
at a tag with a zero byte.
"""

from __future__ import annotations

import lzma
import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Tags = dict[str, str]

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_NANO = 1e-9
_GRANULARITY = 100
_KINDS = ("node", "way", "relation")
_MOST_BLOB_BYTES = 64 << 20
_SIZE_BYTES = 4

# What a damaged message runs into: it can fail wherever its shape first surprises.
DAMAGE = (*(EOFError, LookupError, OverflowError, TypeError, ValueError), zlib.error, lzma.LZMAError)


@dataclass
class Block:
    """The elements of one block: nodes as arrays, the rest as tuples."""

    node_ids: NDArray[np.int64]
    node_lonlat: NDArray[np.float64]
    tagged: list[tuple[int, Tags]] = field(default_factory=list)
    ways: list[tuple[int, NDArray[np.int64], Tags]] = field(default_factory=list)
    relations: list[tuple[int, tuple[tuple[str, int, str], ...], Tags]] = field(default_factory=list)


@dataclass(frozen=True)
class _Frame:
    """What all elements of a block share: its words, and how coordinates are written."""

    words: list[str]
    granularity: int
    lat_offset: int
    lon_offset: int

    def tags(self, keys: NDArray[np.int64], values: NDArray[np.int64]) -> Tags:
        return {self.words[key]: self.words[value] for key, value in zip(keys, values, strict=True)}

    def lonlat(self, lon: NDArray[np.int64], lat: NDArray[np.int64]) -> NDArray[np.float64]:
        nano = np.column_stack(
            [self.lon_offset + self.granularity * lon, self.lat_offset + self.granularity * lat]
        )
        return np.asarray(nano * _NANO, dtype=np.float64)


def read_blocks(path: Path) -> Iterator[Block]:
    """Return the blocks of a file one by one.

    Parameters
    ----------
    path : pathlib.Path
        An .osm.pbf file.

    Yields
    ------
    Block

    Raises
    ------
    One of DAMAGE
        When it is no such file, or is cut off.
    """
    with path.open("rb") as stream:
        while size := stream.read(_SIZE_BYTES):
            if len(size) != _SIZE_BYTES:
                raise EOFError("cut off")
            header = dict(_fields(_exactly(stream.read, int.from_bytes(size, "big"))))
            blob = _exactly(stream.read, int(header[3]))
            if bytes(header[1]) == b"OSMData":
                yield _block(_inflated(blob))


def _exactly(read: object, count: int) -> bytes:
    if count > _MOST_BLOB_BYTES:
        raise ValueError("no block of OpenStreetMap data")
    data: bytes = read(count)  # type: ignore[operator]  # a bound read
    if len(data) != count:
        raise EOFError("cut off")
    return data


def _inflated(blob: bytes) -> bytes:
    held = dict(_fields(blob))
    if 1 in held:
        return bytes(held[1])
    if 3 in held:
        inflater: zlib._Decompress | lzma.LZMADecompressor = zlib.decompressobj()
    elif 4 in held:
        inflater = lzma.LZMADecompressor()
    else:
        raise ValueError("a compression that is not known")
    # Bounded, because a few bytes can unfold to fill the memory.
    data = inflater.decompress(held[3] if 3 in held else held[4], _MOST_BLOB_BYTES)
    if not inflater.eof:
        raise EOFError("cut off, or no block of OpenStreetMap data")
    return data


def _block(data: bytes) -> Block:
    groups: list[bytes] = []
    words: list[str] = []
    numbers = {17: _GRANULARITY, 19: 0, 20: 0}
    for number, value in _fields(data):
        if number == 1:
            words = [bytes(word).decode("utf-8") for _, word in _fields(value)]
        elif number == 2:
            groups.append(value)
        elif number in numbers:
            numbers[number] = _signed(int(value))
    frame = _Frame(words, numbers[17], numbers[19], numbers[20])
    out = Block(np.zeros(0, np.int64), np.zeros((0, 2)))
    for group in groups:
        for number, value in _fields(group):
            if number == 1:
                _add_node(out, value, frame)
            elif number == 2:
                _add_dense(out, value, frame)
            elif number == 3:
                _add_way(out, value, frame)
            elif number == 4:
                _add_relation(out, value, frame)
    return out


def _add_node(out: Block, data: bytes, frame: _Frame) -> None:
    held = dict(_fields(data))
    number = int(_zigzag(np.array([held[1]], dtype=np.uint64))[0])
    lon, lat = (_zigzag(np.array([held[key]], dtype=np.uint64)) for key in (9, 8))
    out.node_ids = np.append(out.node_ids, number)
    out.node_lonlat = np.vstack([out.node_lonlat, frame.lonlat(lon, lat)])
    tags = frame.tags(_packed(held.get(2, b"")), _packed(held.get(3, b"")))
    if tags:
        out.tagged.append((number, tags))


def _add_dense(out: Block, data: bytes, frame: _Frame) -> None:
    held = dict(_fields(data))
    ids, lat, lon = (np.cumsum(_zigzag(_varints(held[key]))) for key in (1, 8, 9))
    out.node_ids = np.concatenate([out.node_ids, ids])
    out.node_lonlat = np.concatenate([out.node_lonlat, frame.lonlat(lon, lat)])
    pairs = _packed(held.get(10, b"")).tolist()
    node, at = 0, 0
    while at < len(pairs):
        tags: Tags = {}
        while pairs[at]:
            tags[frame.words[pairs[at]]] = frame.words[pairs[at + 1]]
            at += 2
        if tags:
            out.tagged.append((int(ids[node]), tags))
        node, at = node + 1, at + 1


def _add_way(out: Block, data: bytes, frame: _Frame) -> None:
    held = dict(_fields(data))
    nodes = np.cumsum(_zigzag(_varints(held.get(8, b""))))
    tags = frame.tags(_packed(held.get(2, b"")), _packed(held.get(3, b"")))
    out.ways.append((_signed(int(held[1])), nodes, tags))


def _add_relation(out: Block, data: bytes, frame: _Frame) -> None:
    held = dict(_fields(data))
    ids = np.cumsum(_zigzag(_varints(held.get(9, b""))))
    roles, kinds = _packed(held.get(8, b"")), _packed(held.get(10, b""))
    members = tuple(
        (_KINDS[kind], int(number), frame.words[role])
        for kind, number, role in zip(kinds, ids, roles, strict=True)
    )
    tags = frame.tags(_packed(held.get(2, b"")), _packed(held.get(3, b"")))
    out.relations.append((_signed(int(held[1])), members, tags))


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Return number and content of each field of a protocol-buffer message (varints as int)."""
    at, end = 0, len(data)
    while at < end:
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == _VARINT:
            value, at = _varint(data, at)
            yield number, value  # type: ignore[misc]  # an int stands for itself
        elif wire == _BYTES:
            size, at = _varint(data, at)
            if at + size > end:
                raise EOFError("cut off")
            yield number, data[at : at + size]
            at += size
        elif wire in (_FIXED64, _FIXED32):
            at += 8 if wire == _FIXED64 else 4
        else:
            raise ValueError("no protocol buffer")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7


def _varints(data: bytes) -> NDArray[np.uint64]:
    """Return the numbers of a packed field."""
    if not data:
        return np.zeros(0, dtype=np.uint64)
    raw = np.frombuffer(data, dtype=np.uint8)
    starts = np.concatenate([[0], np.flatnonzero(raw < 0x80)[:-1] + 1])
    place = np.arange(len(raw)) - np.repeat(starts, np.diff(np.append(starts, len(raw))))
    parts = (raw & 0x7F).astype(np.uint64) << (7 * place).astype(np.uint64)
    return np.asarray(np.add.reduceat(parts, starts), dtype=np.uint64)


def _packed(data: bytes) -> NDArray[np.int64]:
    return _varints(data).astype(np.int64)


def _zigzag(values: NDArray[np.uint64]) -> NDArray[np.int64]:
    """Return signed numbers of zigzag ones (protocol buffers, "sint64")."""
    half = (values >> np.uint64(1)).astype(np.int64)
    return np.asarray(half ^ -(values & np.uint64(1)).astype(np.int64), dtype=np.int64)


def _signed(value: int) -> int:
    """Return a 64-bit two's complement number as the number it stands for."""
    return value - (1 << 64) if value >= 1 << 63 else value
