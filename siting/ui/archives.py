"""Archives from a browser: what is in them is laid down, or the entry that must not be is named."""

from __future__ import annotations

import bz2
import re
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from siting.errors import Fault, InputError
from siting.ui import limits

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import IO

_CHUNK_BYTES = 1 << 20
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_ARCHIVES = (".zip", ".gz", ".7z", ".rar", ".tar", ".tgz", ".xz", ".zst")
# Formats that are archives themselves.
_PACKED = (".xlsx", ".xlsm", ".kmz")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_DRIVE = re.compile(r"[A-Za-z]:")
# Windows takes these for devices, whatever the ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
# What macOS lays beside every file of an archive.
_BESIDE = ("__MACOSX/",)


def odd_name(name: str) -> str:
    """Return what is wrong with the name of a file, empty when it is a plain one.

    Parameters
    ----------
    name : str

    Examples
    --------
    >>> odd_name("楼 2024.shp"), odd_name("../x.csv"), odd_name("con.csv")
    ('', 'a name with a path in it', 'a name that Windows takes for a device')
    """
    plain = name.replace("\\", "/")
    if _CONTROL.search(name):
        return "a name with signs that are not shown"
    if plain.startswith("/") or _DRIVE.match(plain):
        return "an absolute path"
    if "/" in plain or plain in ("", ".", ".."):
        return "a name with a path in it"
    if _DEVICES.fullmatch(plain):
        return "a name that Windows takes for a device"
    if len(plain.encode("utf-8", "replace")) > limits.NAME_BYTES or plain != plain.strip():
        return "a name that is too long, or begins or ends with a blank"
    return ""


def unpack(stream: IO[bytes], title: str, folder: Path, accepts: Callable[[str], bool]) -> list[Path]:
    """Return the files of an archive that are read, laid down in a folder; folders in it are left out.

    Parameters
    ----------
    stream : binary file
    title : str
        Name of the archive, for messages.
    folder : Path
        Nothing is written outside it.
    accepts : callable
        Whether a file of a name is read; others are passed over.

    Raises
    ------
    InputError
        When it is no archive, an entry must not be there, or it holds more than `siting.ui.limits` allows;
        nothing of it stays.
    """
    written: list[Path] = []
    try:
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            if len(entries) > limits.ARCHIVE_ENTRIES:
                raise _refused(
                    title, "", f"{len(entries):,} entries", f"up to {limits.ARCHIVE_ENTRIES:,} entries"
                )
            faults = [fault for entry in entries if (fault := _fault_of(title, entry)) is not None]
            if faults:
                raise InputError(faults)
            left = limits.UNPACKED_BYTES
            for entry in entries:
                name = PurePosixPath(_name_of(entry)).name
                if entry.is_dir() or _is_beside(_name_of(entry)) or not accepts(name):
                    continue
                target = folder / name
                if _stands(target):
                    raise _refused(title, name, "two files of this name", "one")
                written.append(target)
                with archive.open(entry) as packed, target.open("wb") as out:
                    left -= _copied(packed, out, title, name, packed_bytes=entry.compress_size, left=left)
                refuse_packed_bomb(target, f"{title}:{name}")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as problem:
        _clear(written)
        raise _refused(title, "", "a damaged archive", "a .zip file", "Pack it again.") from problem
    except InputError:
        _clear(written)
        raise
    return written


def refuse_packed_bomb(path: Path, title: str) -> None:
    """Raise InputError when a file that is packed itself (.xlsx, .kmz, .bz2) unpacks to too much.

    Parameters
    ----------
    path : Path
    title : str
        What messages call it.
    """
    suffix = path.suffix.lower()
    if suffix == ".bz2":
        _refuse_bz2_bomb(path, title)
        return
    if suffix not in _PACKED:
        return
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > limits.ARCHIVE_ENTRIES:
                raise _refused(title, "", "too many parts", f"up to {limits.ARCHIVE_ENTRIES:,}")
            left = limits.UNPACKED_BYTES
            for entry in archive.infolist():
                if entry.flag_bits & _ENCRYPTED_FLAG:
                    continue
                with archive.open(entry) as packed:
                    left -= _copied(
                        packed, None, title, entry.filename[-80:], packed_bytes=entry.compress_size, left=left
                    )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        # Its own reader says better what is wrong with it.
        return


def _refuse_bz2_bomb(path: Path, title: str) -> None:
    """Raise InputError when the beginning of a file grows more than any map does."""
    size, whole = 0, max(path.stat().st_size, 1)
    try:
        with bz2.open(path) as packed:
            while chunk := packed.read(_CHUNK_BYTES):
                size += len(chunk)
                if size > limits.RATIO_FROM_BYTES and size > whole * limits.PACKED_RATIO:
                    raise _grown(title, "")
                if size > limits.UNPACKED_BYTES:
                    raise _refused(title, "", "more than is taken", f"up to {_size(limits.UNPACKED_BYTES)}")
    except (OSError, EOFError, ValueError):
        return


def _fault_of(title: str, entry: zipfile.ZipInfo) -> Fault | None:
    """Return why an entry must not be in an archive, None when it may."""
    told = getattr(entry, "orig_filename", entry.filename)
    name = _name_of(entry)
    parts = name.replace("\\", "/").split("/")
    found, allowed, remedy = "", "a plain file", "Pack the files without it."
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        found = "a link" if kind == stat.S_IFLNK else "a device"
    elif "\x00" in told or _CONTROL.search(name):
        found, allowed = "a name with signs that are not shown", "a plain file name"
    elif name.startswith(("/", "\\")) or _DRIVE.match(name):
        found, allowed = "an absolute path", "a path within the archive"
    elif ".." in parts:
        found, allowed = "a path that leads out of the archive", "a path within the archive"
    elif "\\" in name:
        found, allowed = "a backslash in a name", "a plain file name"
    elif not entry.is_dir() and not _is_beside(name) and odd_name(parts[-1]):
        found, allowed = odd_name(parts[-1]), "a plain file name"
    elif entry.flag_bits & _ENCRYPTED_FLAG:
        found, remedy = "an entry behind a password", "Pack the files without a password."
    elif not entry.is_dir() and name.lower().endswith(_ARCHIVES):
        found, remedy = "an archive inside the archive", "Unpack it, and pack its files with the others."
    elif _grows(entry.file_size, entry.compress_size):
        return _grown(title, name[-80:]).faults[0]
    if not found:
        return None
    return Fault(title, "", f"{_shown(name)}: {found}", allowed, remedy)


def _copied(
    packed: IO[bytes], out: IO[bytes] | None, title: str, name: str, *, packed_bytes: int, left: int
) -> int:
    """Return how many bytes an entry held; what it says of itself is not believed."""
    size = 0
    while chunk := packed.read(_CHUNK_BYTES):
        size += len(chunk)
        if size > left:
            raise _refused(
                title, name, "more than is taken in all", f"up to {_size(limits.UNPACKED_BYTES)} unpacked"
            )
        if _grows(size, packed_bytes):
            raise _grown(title, name)
        if out is not None:
            out.write(chunk)
    return size


def _grows(size: int, packed_bytes: int) -> bool:
    return size > limits.RATIO_FROM_BYTES and size > max(packed_bytes, 1) * limits.PACKED_RATIO


def _grown(title: str, name: str) -> InputError:
    found = f"an entry that grows more than {limits.PACKED_RATIO} times when unpacked"
    return _refused(title, name, found, "files packed as any program does", "Send it without packing it.")


def _name_of(entry: zipfile.ZipInfo) -> str:
    """Return the name of an entry; what is marked as no UTF-8 is Chinese of Windows, where it can be."""
    if entry.flag_bits & _UTF8_FLAG or entry.filename.isascii():
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return entry.filename


def _is_beside(name: str) -> bool:
    last = PurePosixPath(name).name
    return name.startswith(_BESIDE) or last.startswith("._") or last == ".DS_Store"


def _stands(target: Path) -> bool:
    """Return whether a file of that name is there, on systems too that take capitals for small letters."""
    return target.name.casefold() in {path.name.casefold() for path in target.parent.iterdir()}


def _clear(written: list[Path]) -> None:
    for path in written:
        path.unlink(missing_ok=True)


def _shown(name: str) -> str:
    return repr(name[-80:])


def _size(count: int) -> str:
    return f"{count / 1024**2:,.0f} MB"


def _refused(title: str, name: str, found: str, allowed: str, remedy: str = "Send less of it.") -> InputError:
    return InputError([Fault(title, "", f"{_shown(name)}: {found}" if name else found, allowed, remedy)])
