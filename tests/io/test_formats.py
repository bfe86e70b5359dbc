"""Findings as text: whole documents, real lists and nulls, longitude and latitude."""

from __future__ import annotations

import json

import pytest

from siting.io.formats import findings_csv, findings_geojson, findings_json
from tests.io.test_write import findings

# Where the railway station of Helsinki stands [degrees], to within some metres.
LON_DEG, LAT_DEG, TOLERANCE_DEG = 24.94099, 60.17094, 2e-4


def test_csv_on_a_pipe_has_no_mark() -> None:
    assert findings_csv(findings()).startswith("finding_id,")


def test_json_is_a_list_of_duties_with_real_lists_and_nulls() -> None:
    records = json.loads(findings_json(findings()))
    assert [record["finding_id"] for record in records] == ["f0", "f1"]
    assert records[0]["liability"] == [{"article": 8}]
    assert records[1]["margin"] is None
    assert records[0]["subject_id"] == "=cmd|' /C calc'!A0", "no spreadsheet reads JSON"


def test_geojson_is_in_longitude_and_latitude() -> None:
    document = json.loads(findings_geojson(findings()))
    first, second = document["features"]
    lon, lat = first["geometry"]["coordinates"]
    assert lon == pytest.approx(LON_DEG, abs=TOLERANCE_DEG)
    assert lat == pytest.approx(LAT_DEG, abs=TOLERANCE_DEG)
    assert second["geometry"] is None
    assert first["properties"]["message_zh"] == "可见住宅"
    assert json.loads(findings_geojson(findings(0))) == {"type": "FeatureCollection", "features": []}
    assert json.loads(findings_geojson(findings(0), marks={"attribution": ["a"]}))["attribution"] == ["a"]
