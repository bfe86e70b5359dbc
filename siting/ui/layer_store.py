"""Layers on their way to the browser: kept under a digest, found only with the token of their session."""

from __future__ import annotations

import hashlib
import secrets
import weakref
from collections import OrderedDict

_OPEN: weakref.WeakValueDictionary[str, LayerStore] = weakref.WeakValueDictionary()
_TOKEN_BYTES = 24
# A layer that is no longer on the map is kept for a while: undoing an edit brings it back.
_KEPT_BYTES = 256 * 1024 * 1024


class LayerStore:
    """What one session of the app shows on its map; it goes when the session goes."""

    def __init__(self) -> None:
        # Whoever has logged in and looks at these layers; empty at this computer.
        self.owner = ""
        self.token = secrets.token_urlsafe(_TOKEN_BYTES)
        self._contents: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        _OPEN[self.token] = self

    def __contains__(self, digest: str) -> bool:
        """Return whether a layer of that digest is kept, which keeps it longer."""
        if digest not in self._contents:
            return False
        self._contents.move_to_end(digest)
        return True

    def put(self, digest: str, content: bytes) -> None:
        """Return nothing; keep a layer, and forget those that were not asked for longest."""
        self._size += len(content) - len(self._contents.get(digest, b""))
        self._contents[digest] = content
        self._contents.move_to_end(digest)
        while self._size > _KEPT_BYTES and len(self._contents) > 1:
            _, gone = self._contents.popitem(last=False)
            self._size -= len(gone)

    def get(self, digest: str) -> bytes | None:
        """Return the layer of that digest, None when it is not kept."""
        return self._contents.get(digest)


def find(token: str, digest: str, *, owner: str | None) -> bytes | None:
    """Return a layer of the session that `token` names; None when there is no such session or layer.

    Parameters
    ----------
    token, digest : str
    owner : str or None
        Who asks: a session's layers are for its own user; None is nobody.
    """
    store = _OPEN.get(token)
    return None if store is None or store.owner != owner else store.get(digest)


def digest_of(*parts: bytes) -> str:
    """Return a digest of contents, short enough for an address and long enough never to meet another."""
    mark = hashlib.blake2b(digest_size=16)
    for part in parts:
        mark.update(len(part).to_bytes(8, "little"))
        mark.update(part)
    return mark.hexdigest()
