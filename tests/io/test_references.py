"""Ids that name what is not there are told in the ledger, and only they."""

from __future__ import annotations

import pandas as pd

from tests.io.frames import cameras, houses, point, rows_of, scene, square


def told(read, layer: str, field: str) -> list[str]:
    notes = rows_of(read, layer, "note")
    return notes[notes["field"] == field]["found"].tolist()


def test_a_sign_that_names_no_camera_of_the_plan_is_told():
    signs = houses(point(), point(1), point(2), id=["S1", "S2", "S3"], camera_ids=["C1;C9", "C8", None])
    read = scene(cameras=cameras(), signs=signs)
    assert told(read, "signs", "camera_ids") == ["2 names of cameras not there: S1: C9, S2: C8"]


def test_names_that_are_there_are_not_told():
    read = scene(
        buildings=houses(square(), id=["H1"]),
        cameras=cameras({"system_id": "SYS"}),
        signs=houses(point(), camera_ids=["C1"]),
        systems=pd.DataFrame({"id": ["SYS"]}),
        documents=pd.DataFrame({"system_id": ["SYS"], "kind": ["filing"]}),
        entrances=houses(point(), building_id=["H1"]),
    )
    assert not [row for row in read.ledger["done"] if row == "without effect"]


def test_every_kind_of_name_is_looked_up():
    read = scene(
        buildings=houses(square(), id=["H1"]),
        cameras=cameras({"system_id": "SYS-2"}),
        systems=pd.DataFrame({"id": ["SYS"]}),
        documents=pd.DataFrame({"system_id": ["SYS-3"], "kind": ["filing"]}),
        presets=pd.DataFrame({"camera_id": ["C7"], "name": ["gate"], "azimuth_deg": [10.0]}),
        entrances=houses(point(), id=["E1"], building_id=["H2"]),
    )
    assert told(read, "cameras", "system_id") == ["1 name of systems not there: C1: SYS-2"]
    assert told(read, "documents", "system_id") == ["1 name of systems not there: row 1: SYS-3"]
    assert told(read, "presets", "camera_id") == ["1 name of cameras not there: row 1: C7"]
    assert told(read, "entrances", "building_id") == ["1 name of buildings not there: E1: H2"]


def test_without_a_table_of_systems_a_name_is_no_mistake():
    assert told(scene(cameras=cameras({"system_id": "SYS"})), "cameras", "system_id") == []
