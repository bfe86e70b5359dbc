"""GDAL's viewshed, in process: the C API of the library that comes with pyogrio."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyogrio

from benchmarks.ground import EYE_M, REACH_M

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.ground import Ground

DISTRIBUTION = "pyogrio"
HELP = "none; it looks all round"
_FLOAT32, _BYTE = 6, 1
# GVM_Edge and GVOT_NORMAL, the defaults of gdal_viewshed.
_EDGE, _NORMAL = 2, 1


def _library() -> ctypes.CDLL:
    folder = Path(pyogrio.__file__).parent.parent / "pyogrio.libs"
    found = sorted(folder.glob("libgdal*"))
    if not found:
        raise ImportError("pyogrio brings no GDAL of its own here")
    library = ctypes.CDLL(str(found[0]))
    handle, real, text = ctypes.c_void_p, ctypes.c_double, ctypes.c_char_p
    library.GDALOpen.restype = handle
    library.GDALGetRasterBand.restype = handle
    library.GDALGetRasterBand.argtypes = [handle, ctypes.c_int]
    library.GDALGetGeoTransform.argtypes = [handle, ctypes.POINTER(real)]
    library.GDALGetRasterXSize.argtypes = library.GDALGetRasterYSize.argtypes = [handle]
    library.GDALClose.argtypes = [handle]
    library.GDALRasterIO.argtypes = [handle, *[ctypes.c_int] * 5, handle, *[ctypes.c_int] * 5]
    library.GDALViewshedGenerate.restype = handle
    library.GDALViewshedGenerate.argtypes = [
        handle, text, text, handle, *[real] * 9, ctypes.c_int, real, handle, handle, ctypes.c_int, handle,
    ]  # fmt: skip
    library.GDALAllRegister()
    return library


_GDAL = _library()


def version() -> str:
    """Return the version of the library."""
    return ".".join(map(str, pyogrio.__gdal_version__))


def prepare(ground: Ground, folder: Path) -> Any:
    """Return the raster, open in the library's own memory."""
    path = folder / f"{ground.name}.tif"
    ground.write(str(path))
    kept = _GDAL.GDALOpen(str(path).encode(), 0)
    return _GDAL.GDALGetRasterBand(kept, 1)


def look(band: Any, ground: Ground, eye: int) -> Any:
    """Return what an observer sees, as the library hands it on."""
    easting, northing = ground.place(eye)
    return _GDAL.GDALViewshedGenerate(
        band, b"MEM", b"", None, easting, northing, EYE_M, 0.0, 255.0, 0.0, 0.0, -1.0, 0.0, _EDGE, REACH_M,
        None, None, _NORMAL, None,
    )  # fmt: skip


def drop(found: Any) -> None:
    """Give back what `look` returned."""
    _GDAL.GDALClose(found)


def cells(found: Any, ground: Ground, eye: int) -> NDArray[np.bool_]:
    """Return which cells of an observer's window are seen."""
    wide, high = _GDAL.GDALGetRasterXSize(found), _GDAL.GDALGetRasterYSize(found)
    out = np.zeros((high, wide), np.uint8)
    place = (ctypes.c_double * 6)()
    _GDAL.GDALGetGeoTransform(found, place)
    _GDAL.GDALRasterIO(
        _GDAL.GDALGetRasterBand(found, 1), 0, 0, 0, wide, high, out.ctypes.data, wide, high, _BYTE, 0, 0
    )
    whole = np.zeros(ground.elevation_m.shape, bool)
    column = round((place[0] - ground.west_m) / ground.cell_m)
    row = round((ground.north_m - place[3]) / ground.cell_m)
    whole[row : row + high, column : column + wide] = out > 0
    return whole[ground.window(eye)]
