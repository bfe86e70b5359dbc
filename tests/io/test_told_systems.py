"""Systems by layer."""

from __future__ import annotations

import pytest

from siting.errors import UsageError
from siting.io.told_systems import told_system


@pytest.mark.parametrize(
    ("text", "buildings", "cameras"),
    [
        (None, None, None),
        ("GCJ-02", "GCJ-02", "GCJ-02"),
        ("+proj=utm +zone=35", "+proj=utm +zone=35", "+proj=utm +zone=35"),
        ("buildings=GCJ-02", "GCJ-02", None),
        ("buildings=GCJ-02,EPSG:4326", "GCJ-02", "EPSG:4326"),
        ("buildings=GCJ-02, cameras=EPSG:4549", "GCJ-02", "EPSG:4549"),
    ],
)
def test_a_system_for_all_or_by_layer(text, buildings, cameras):
    assert told_system(text, "buildings") == buildings
    assert told_system(text, "building_parts") == buildings
    assert told_system(text, "cameras") == cameras


@pytest.mark.parametrize("text", ["houses=GCJ-02", "buildings=GCJ-02,kameras=EPSG:4326"])
def test_a_layer_that_there_is_none_of(text):
    with pytest.raises(UsageError, match="allowed buildings"):
        told_system(text, "buildings")
