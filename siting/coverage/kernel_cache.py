"""Compiled kernels on disk: are they there, and are they of this source?

Numba keeps compiled code beside the source (or in the user's cache where that is not writable) and
compiles anew when the file of a function changes, but not when a function it calls in another file
does. A stamp over all kernel files closes that gap.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

_STAMP = "siting_kernels.sha256"
_ENTRANCES = (
    "_corner_kernels.near_corners",
    "_ground_kernels.ground_views",
    "_facade_kernels.facade_views",
    "_reach_kernels.solids_in_reach",
    "_overlap_kernels.fragments_of",
    "_overlap_face_kernels.rings_of",
)
_ON_TERRAIN = ("_shade_kernels.shade_cells", "_terrain_kernels.hide_cells", "_horizon_kernels.horizons")


def _source_digest() -> str:
    """Return the SHA-256 of all kernel sources."""
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("_*kernels.py")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def drop_stale_kernels(cache_folder: Path) -> None:
    """Remove compiled kernels that were not made from the kernel sources as they are now.

    Parameters
    ----------
    cache_folder : pathlib.Path
        Where numba keeps the compiled kernels.
    """
    stamp = cache_folder / _STAMP
    digest = _source_digest()
    try:
        if stamp.is_file() and stamp.read_text() == digest:
            return
        for old in cache_folder.glob("_*kernels.*.nb[ic]"):
            old.unlink(missing_ok=True)
        stamp.write_text(digest)
    except OSError:
        # A folder that cannot be written holds no compiled code of another version either.
        return


def kernels_are_compiled(cache_folder: Path, *, on_terrain: bool = False) -> bool:
    """Return False when the next coverage will spend time, once, on compiling the kernels.

    Parameters
    ----------
    cache_folder : pathlib.Path
        Where numba keeps the compiled kernels.
    on_terrain : bool
        Those of a ground raster are needed too.
    """
    needed = (*_ENTRANCES, *_ON_TERRAIN) if on_terrain else _ENTRANCES
    return all(any(cache_folder.glob(f"{name}-*.nbi")) for name in needed)
