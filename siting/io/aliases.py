"""The alias table: how files call layers, fields and values, read from `aliases.yaml`."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any

from siting.fields import LAYERS
from siting.words import own_table

# A unit after a name: "Height (m)", "高度（米）", "focal [mm]".
_UNIT_IN_BRACKETS = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]\s*$")
_SEPARATORS = re.compile(r"[\s:.\-/]+")
# Blanks that set a word wide, as in 编 号, and marks of what must be filled in.
_WIDE_BLANK = re.compile(r"(?<=[\u2e80-\u9fff])\s+(?=[\u2e80-\u9fff(])")
_MUST_MARK = re.compile(r"^\*\s*|\s*\*$")
_FIRST_CJK = "\u2e80"
# So many names of a field are told.
_FEW_LATIN, _FEW_CHINESE = 4, 3
_DENIALS = "非不没无未"


def fold(text: object) -> str:
    """Return `text` as names and words are compared: lower case, plain width, one separator.

    Examples
    --------
    >>> fold(" Height (m)"), fold("camera:direction"), fold("tags_camera:type")
    ('height', 'camera_direction', 'camera_type')
    """
    plain = unicodedata.normalize("NFKC", str(text)).strip().lower()
    plain = _WIDE_BLANK.sub("", _MUST_MARK.sub("", plain))
    bare = _UNIT_IN_BRACKETS.sub("", plain) or plain
    return _SEPARATORS.sub("_", bare).strip("_").removeprefix("tags_")


@cache
def table() -> dict[str, Any]:
    """Return the alias table as it stands in `aliases.yaml`."""
    text = files("siting.io").joinpath("aliases.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = own_table(text)
    return loaded


@cache
def field_aliases(layer: str) -> dict[str, tuple[str, ...]]:
    """Return field -> folded names of a layer, the best first (the canonical name before all)."""
    named = table()["fields"].get(layer, {})
    names = [field.name for field in LAYERS[layer].fields] if layer in LAYERS else []
    return {
        name: tuple(dict.fromkeys([fold(name), *map(fold, named.get(name, []))]))
        for name in dict.fromkeys([*names, *named])
    }


def names_told(layer: str, field: str) -> str:
    """Return some names of a field for a message: the first in Latin letters, and the Chinese ones.

    Examples
    --------
    >>> names_told("presets", "camera_id")
    'camera_id, cam_id, camera, 摄像机编号'
    """
    names = field_aliases(layer)[field]
    latin = [name for name in names if name[0] < _FIRST_CJK]
    chinese = [name for name in names if name[0] >= _FIRST_CJK]
    return ", ".join([*latin[:_FEW_LATIN], *chinese[:_FEW_CHINESE]])


def chinese_name(layer: str, field: str = "", value: str = "") -> str:
    """Return how Chinese tables call a layer, a field of it, or a value of that; itself without a word.

    Examples
    --------
    >>> chinese_name("buildings"), chinese_name("buildings", "use"), chinese_name("zones", "kind", "parcel")
    ('建筑', '用途', '地块')
    """
    names = table()["layers"].get(layer, [])
    if field:
        names = table()["fields"].get(layer, {}).get(field, [])
    if value:
        names = table()["values"].get(f"{layer}.{field}", {}).get(value, [])
    return next((name for name in names if name[0] >= _FIRST_CJK), value or field or layer)


@cache
def layer_of(name: str) -> str | None:
    """Return the canonical layer that a layer or file called `name` holds; None when it is none of ours."""
    folded = fold(name)
    for layer, aliases in table()["layers"].items():
        if folded == layer or folded in map(fold, aliases):
            return str(layer)
    return None


@cache
def values_of(key: str) -> dict[str, str]:
    """Return folded word -> canonical value for ``layer.field`` or ``flag``; empty when none is listed."""
    listed = table()["values"].get(key, {})
    return {fold(word): value for value, words in listed.items() for word in [value, *words]}


def canonical_value(key: str, text: object) -> str | None:
    """Return what the word `text` means for ``layer.field``; None when the table does not know it.

    Parameters
    ----------
    key : str
        Such as ``buildings.use``.
    text : object
        The word as found.

    Returns
    -------
    str or None

    Examples
    --------
    >>> canonical_value("buildings.use", "apartments"), canonical_value("buildings.use", "教工宿舍楼")
    ('residence', 'dormitory')
    """
    words = values_of(key)
    folded = fold(text)
    if folded in words:
        return words[folded]
    inside = [word for word in words if word and word[0] >= _FIRST_CJK and _says(folded, word)]
    if key == "flag" and len({words[word] for word in inside}) > 1:
        return None
    return words[max(inside, key=len)] if inside else None


def _says(text: str, word: str) -> bool:
    """Return whether `text` holds a word without denying it: 非政府 is not 政府."""
    at = text.find(word)
    return at == 0 or (at > 0 and text[at - 1] not in _DENIALS)
