from __future__ import annotations

import bz2
import contextlib
import io
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from siting.errors import InputError
from siting.ui import archives, limits, uploads

if TYPE_CHECKING:
    from pathlib import Path


def packed(*entries: tuple[str, bytes], mode: int | None = None) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            info = zipfile.ZipInfo("x")
            # Set afterwards, as the class itself puts odd names right.
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            if mode is not None:
                info.external_attr = mode << 16
            archive.writestr(info, content)
    return out.getvalue()


def unpacked(content: bytes, folder: Path) -> list[str]:
    def is_read(name: str) -> bool:
        return uploads.suffix_of(name) in uploads.ACCEPTED

    return [path.name for path in archives.unpack(io.BytesIO(content), "plan.zip", folder, is_read)]


def test_files_of_an_archive_lie_side_by_side_and_others_are_passed_over(tmp_path: Path) -> None:
    content = packed(
        ("plan/", b""),
        ("plan/cameras.csv", b"id\n1\n"),
        ("plan/read me.txt", b"x"),
        ("__MACOSX/._cameras.csv", b"x"),
    )
    assert unpacked(content, tmp_path) == ["cameras.csv"]
    assert (tmp_path / "cameras.csv").read_bytes() == b"id\n1\n"
    assert [path.name for path in tmp_path.iterdir()] == ["cameras.csv"]


def test_chinese_names_of_windows_are_read(tmp_path: Path) -> None:
    name = "监控点位.csv"
    # A name in GB18030 without the mark of UTF-8, as the archiver of Windows writes it.
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("AAAAAAAA.csv", b"id\n")
    content = out.getvalue().replace(b"AAAAAAAA", name[:4].encode("gb18030"))
    assert unpacked(content, tmp_path) == [name]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../cameras.csv", "leads out"),
        ("a/../../cameras.csv", "leads out"),
        ("/etc/cameras.csv", "absolute"),
        ("C:/cameras.csv", "absolute"),
        ("C:cameras.csv", "absolute"),
        ("a\\cameras.csv", "backslash"),
        ("cam\x01eras.csv", "not shown"),
        ("cam\u202evsc.csv", "not shown"),
        ("con.csv", "device"),
        ("x" * 300 + ".csv", "too long"),
        ("inner.zip", "archive inside"),
    ],
)
def test_an_entry_that_must_not_be_is_named(tmp_path: Path, name: str, why: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    with pytest.raises(InputError, match=why) as caught:
        unpacked(packed(("good.csv", b"id\n"), (name, b"x")), inner)
    assert repr(name[-80:])[1:-1] in caught.value.faults[0].found
    assert [path.name for path in tmp_path.rglob("*")] == ["inner"]


def test_a_link_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a link"):
        unpacked(packed(("cameras.csv", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_is_refused_and_nothing_of_it_stays(tmp_path: Path) -> None:
    bomb = packed(("good.csv", b"id\n"), ("cameras.csv", b"0" * (64 * 1024 * 1024)))
    with pytest.raises(InputError, match="grows more than"):
        unpacked(bomb, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_bomb_that_lies_about_its_size_is_refused_all_the_same(tmp_path: Path) -> None:
    size = 64 * 1024 * 1024
    bomb = packed(("cameras.csv", b"0" * size)).replace(
        size.to_bytes(4, "little"), (100).to_bytes(4, "little")
    )
    with contextlib.suppress(InputError):
        unpacked(bomb, tmp_path)
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= limits.RATIO_FROM_BYTES


def test_what_an_archive_holds_in_all_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "UNPACKED_BYTES", 1000)
    with pytest.raises(InputError, match="more than is taken in all"):
        unpacked(packed(("a.csv", b"x" * 600), ("b.csv", b"y" * 600)), tmp_path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(limits, "ARCHIVE_ENTRIES", 2)
    with pytest.raises(InputError, match="3 entries"):
        unpacked(packed(*((f"{n}.csv", b"x") for n in range(3))), tmp_path)


def test_two_files_that_differ_in_capitals_alone_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="two files of this name"):
        unpacked(packed(("a/Cameras.csv", b"x"), ("b/cameras.csv", b"y")), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="damaged"):
        unpacked(b"PK no archive", tmp_path)


@pytest.mark.parametrize("name", ["cameras.xlsx", "cameras.kmz", "city.osm.bz2"])
def test_formats_that_are_packed_themselves_are_bounded_too(tmp_path: Path, name: str) -> None:
    content = b"0" * (64 * 1024 * 1024)
    path = tmp_path / name
    path.write_bytes(bz2.compress(content) if name.endswith("bz2") else packed(("sheet.xml", content)))
    with pytest.raises(InputError, match="grows more than"):
        archives.refuse_packed_bomb(path, name)
