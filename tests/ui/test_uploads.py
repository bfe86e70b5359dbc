from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from siting.errors import InputError
from siting.ui import uploads

if TYPE_CHECKING:
    from pathlib import Path


@dataclass
class Sent:
    name: str
    content: bytes = b"x"

    def getvalue(self) -> bytes:
        return self.content


def test_files_are_laid_down_as_they_came(tmp_path: Path) -> None:
    written = uploads.lay_down([Sent("cameras.csv", b"id\n1\n"), Sent("楼.shp")], tmp_path)
    assert written["cameras.csv"].read_bytes() == b"id\n1\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cameras.csv", "楼.shp"]


@pytest.mark.parametrize(
    "name", ["../cameras.csv", "/etc/cameras.csv", "..\\cameras.csv", "a/b.csv", "..", "x\x00.csv"]
)
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(InputError, match=r"plain file name|nameless"):
        uploads.lay_down([Sent(name)], inner)
    assert list(inner.iterdir()) == []
    assert list(tmp_path.iterdir()) == [inner]


def test_all_faults_of_an_upload_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        uploads.lay_down([Sent("a.exe"), Sent("b.csv"), Sent("b.csv"), Sent("c.docx")], tmp_path)
    assert [fault.file for fault in caught.value.faults] == ["a.exe", "b.csv", "c.docx"]


def test_companions_of_a_shapefile_are_no_layers() -> None:
    assert uploads.layer_names(["b.shp", "b.dbf", "b.shx", "b.prj", "c.csv"]) == ["b.shp", "c.csv"]


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("buildings.geojson", "buildings"),
        ("Footprints_2024.shp", "buildings"),
        ("监控点位.xlsx", "cameras"),
        ("CCTV plan.csv", "cameras"),
        ("signs.gpkg", "signs"),
        ("walks.fgb", "walks"),
        ("district.osm.pbf", "scene"),
        ("project.gpkg", "scene"),
        ("dtm.tif", "terrain"),
        ("city_dsm.tif", "surface"),
        ("x.csv", ""),
    ],
)
def test_the_layer_is_guessed_from_the_name(name: str, layer: str) -> None:
    assert uploads.guess_layer(name) == layer
