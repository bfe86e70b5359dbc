"""Pieces of walls as one table, against tables written out by hand."""

from __future__ import annotations

import numpy as np

from siting.coverage.wall_table import WallPiece, table_of_walls

GLAZED, DRAWN = frozenset({"windows_assumed"}), frozenset()


def piece(solid, numbers, storeys, *, zone=-1, is_part=False, flags=GLAZED):
    return WallPiece(
        solid,
        zone,
        np.array([[n, 0.0, n + 1.0, 0.0] for n in numbers], float),
        np.array(numbers),
        np.array([[s, s + 1.0] for s in storeys], float),
        np.array(storeys),
        [flags] * len(storeys),
        is_part,
    )


def test_pieces_are_sorted_by_solid_each_wall_with_all_its_bands():
    walls = table_of_walls([piece(2, [0], [5]), piece(1, [0, 3], [0, 1])], [("windows", "w")])
    assert walls.solid.tolist() == [1, 1, 2]
    assert walls.number.tolist() == [0, 3, 0]
    assert walls.ends[:, 0].tolist() == [0.0, 3.0, 0.0]
    assert walls.band_starts.tolist() == [0, 2, 4, 5]
    assert walls.storey.tolist() == [0, 1, 0, 1, 5]
    assert walls.bands[:, 0].tolist() == [0.0, 1.0, 0.0, 1.0, 5.0]
    assert walls.face.tolist() == [0, 1, 2, 3, 4]
    assert walls.notes == (("windows", "w"),)


def test_parts_of_one_wall_storey_and_room_are_one_face():
    parts = [
        piece(1, [0], [0, 1], is_part=True, flags=DRAWN),
        piece(1, [0], [1], is_part=True, flags=DRAWN),
        piece(1, [0], [1], is_part=True, zone=4),
        piece(1, [0, 0], [1], is_part=True, zone=4),
        piece(1, [2], [1], is_part=True),
    ]
    walls = table_of_walls(parts)
    assert walls.face.tolist() == [0, 1, 1, 3, 3, 3, 6]
    assert walls.flags.tolist() == [DRAWN, DRAWN, DRAWN, GLAZED, GLAZED, GLAZED, GLAZED]


def test_no_piece_is_an_empty_table():
    walls = table_of_walls([])
    assert walls.ends.shape == (0, 4)
    assert walls.bands.shape == (0, 2)
    assert walls.band_starts.tolist() == [0]
    assert len(walls.face) == len(walls.flags) == 0
