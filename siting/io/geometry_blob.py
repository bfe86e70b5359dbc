"""Shapes as a GeoPackage stores them: a short head, then the shape as well-known binary.

G P | version | flags | system (int32) | WKB, ISO, little-endian
2 B |   1 B   |  1 B  |      4 B       | to the end
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

# OGC 12-128r18, 2.1.3.1.1: the head. Bit 0 of the flags: little-endian; bit 4: empty; bits 1-3: bounds.
_MAGIC, _VERSION = b"GP", 0
_LITTLE_ENDIAN, _EMPTY = 1, 16
_HEAD = struct.Struct("<2sBBi")
_BOUNDS_BYTES = {0: 0, 1: 32, 2: 48, 3: 48, 4: 64}


def blobs_of(shapes: Sequence[object] | NDArray[np.object_], srs_id: int) -> list[bytes | None]:
    """Return shapes as a GeoPackage stores them, without bounds; None for None.

    Parameters
    ----------
    shapes : sequence of geometry or None
    srs_id : int
        Number of their system in the file.
    """
    array = np.asarray(shapes, dtype=object)
    plain, empty = (_HEAD.pack(_MAGIC, _VERSION, _LITTLE_ENDIAN | flag, srs_id) for flag in (0, _EMPTY))
    binary = shapely.to_wkb(array, byte_order=1, flavor="iso")
    hollow = shapely.is_empty(array)
    return [
        None if wkb is None else (empty if is_hollow else plain) + wkb
        for wkb, is_hollow in zip(binary.tolist(), hollow.tolist(), strict=True)
    ]


def shapes_of(blobs: Sequence[bytes | None]) -> NDArray[np.object_]:
    """Return the shapes that a GeoPackage stores, (n,); None for None.

    Parameters
    ----------
    blobs : sequence of bytes or None

    Raises
    ------
    ValueError
        When one of them is no shape.
    """
    try:
        shapes: NDArray[np.object_] = shapely.from_wkb(
            np.array([None if blob is None else _wkb(blob) for blob in blobs], dtype=object)
        )
    except shapely.errors.GEOSException as problem:
        raise ValueError(str(problem)) from problem
    return shapes


def _wkb(blob: bytes) -> bytes:
    size = _BOUNDS_BYTES.get((blob[3] >> 1) & 7) if len(blob) > _HEAD.size else None
    if size is None or blob[:2] != _MAGIC:
        raise ValueError("no shape of a GeoPackage")
    return blob[_HEAD.size + size :]
