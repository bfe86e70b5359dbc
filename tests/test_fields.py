"""The table of fields is whole."""

from __future__ import annotations

from dataclasses import fields

import pytest

from siting.fields import BUILDING_USES, LAYERS, PROTECTED_USES, Field
from siting.model import Camera, Lens, Scene


def test_layers_are_those_of_a_scene():
    held = {field.name for field in fields(Scene)}
    assert set(LAYERS) <= held
    assert [name for name, layer in LAYERS.items() if layer.required] == ["buildings", "cameras"]


def test_every_field_of_a_camera_has_a_place_in_camera_or_lens():
    names = {field.name for field in fields(Camera)} | {field.name for field in fields(Lens)}
    assert {field.name for field in LAYERS["cameras"].fields} <= names


@pytest.mark.parametrize("layer", list(LAYERS))
def test_names_are_unique_and_limits_in_order(layer):
    names = [field.name for field in LAYERS[layer].fields]
    assert len(names) == len(set(names))
    for field in LAYERS[layer].fields:
        assert field.kind != "choice" or field.choices
        if field.minimum is not None and field.maximum is not None:
            assert field.minimum < field.maximum
        assert LAYERS[layer].field(field.name) is field


def test_a_field_that_is_not_there():
    with pytest.raises(KeyError, match="layer cameras has no field 'hfov'"):
        LAYERS["cameras"].field("hfov")


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (Field("a", "text"), "text"),
        (Field("a", "flag"), "yes or no"),
        (Field("a", "date"), "a day as YYYY-MM-DD"),
        (Field("a", "choice", choices=("x", "y")), "one of x, y"),
        (Field("a", "number"), "a number"),
        (Field("a", "number", 0.0, 360.0), "a number from 0 to 360"),
        (Field("a", "integer", 0.0, above_minimum=True), "a whole number above 0"),
        (Field("a", "number", maximum=5.0), "a number of at most 5"),
        (Field("a", "number", 1.0), "a number of at least 1"),
    ],
)
def test_allowed_values_in_words(field, words):
    assert field.allowed() == words


def test_what_is_protected_is_a_use():
    assert set(PROTECTED_USES) <= set(BUILDING_USES)
    assert "unknown" in PROTECTED_USES
