"""The tables of a project file: those that every GeoPackage has, the layers, and what a project adds.

What a project adds is called ``siting_`` something and stands in none of the tables of contents: programs
for maps offer the layers and leave alone what is no layer. `siting_project` holds single values by name
(JSON); each change of a layer's row, by whatever program, counts up the layer's revision and the file's.
"""

from __future__ import annotations

from siting.fields import LAYERS

VERSION = 1
"""Of the form of the file: one that is newer is refused."""

EDITABLE = ("cameras", "presets", "systems", "signs", "zones", "entrances", "obstacles")
"""Layers that a project edits; the others stay as they were read."""

GEOMETRY = "geom"
ASSUMED = "assumed"
"""Further column of the cameras: the fields that no source gave."""

GEOPACKAGE = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""

PROJECT = """
CREATE TABLE siting_project (name TEXT NOT NULL PRIMARY KEY, value);
CREATE TABLE siting_layers (layer TEXT NOT NULL PRIMARY KEY, revision INTEGER NOT NULL DEFAULT 0);
CREATE TABLE siting_ledger (
  number INTEGER PRIMARY KEY, layer TEXT, id TEXT, field TEXT, found TEXT, done TEXT, outcome TEXT);
CREATE TABLE siting_sources (
  number INTEGER PRIMARY KEY, name TEXT, layer TEXT, row_count INTEGER, sha256 TEXT, fields TEXT);
CREATE TABLE siting_rasters (layer TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE siting_raster_pieces (
  layer TEXT NOT NULL, number INTEGER NOT NULL, piece BLOB NOT NULL, PRIMARY KEY (layer, number));
CREATE TABLE siting_settings (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE siting_answers (
  number INTEGER PRIMARY KEY, duty_id TEXT NOT NULL, subject_id TEXT NOT NULL, answer TEXT NOT NULL,
  name TEXT NOT NULL, date TEXT, reference TEXT NOT NULL DEFAULT '', UNIQUE (duty_id, subject_id));
CREATE TABLE siting_reviews (
  number INTEGER PRIMARY KEY, finding_id TEXT NOT NULL UNIQUE, status TEXT NOT NULL,
  reason TEXT NOT NULL DEFAULT '', name TEXT NOT NULL DEFAULT '', comment TEXT NOT NULL DEFAULT '',
  at TEXT NOT NULL, date TEXT, until TEXT);
CREATE TABLE siting_unplaced (
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, fields TEXT NOT NULL);
CREATE TABLE siting_variants (
  number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, saved_at TEXT NOT NULL, layers BLOB);
CREATE TABLE siting_history (
  number INTEGER PRIMARY KEY AUTOINCREMENT, variant TEXT NOT NULL, at TEXT NOT NULL, title TEXT NOT NULL,
  about TEXT NOT NULL, changes TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0,
  revision INTEGER NOT NULL, by TEXT NOT NULL);
CREATE INDEX siting_history_told ON siting_history (variant, number, at, title, undone, about);
CREATE INDEX siting_history_revision ON siting_history (revision);
CREATE TABLE siting_windows (
  token TEXT NOT NULL PRIMARY KEY, opened_at REAL NOT NULL, seen_at REAL NOT NULL,
  machine TEXT NOT NULL, process INTEGER NOT NULL);
"""

_TYPES = {"number": "REAL", "integer": "INTEGER"}


def columns_of(layer: str) -> tuple[str, ...]:
    """Return the columns of a layer's table without its key, in the order in which rows are written."""
    known = LAYERS[layer]
    names = tuple(field.name for field in known.fields)
    names += (ASSUMED,) if layer == "cameras" else ()
    return names if known.shape == "table" else (*names, GEOMETRY)


def layer_table(layer: str, geometry_type: str) -> str:
    """Return the SQL that makes the table of a layer and what finds its rows by id."""
    known = LAYERS[layer]
    columns = ["fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL"]
    columns += [f'"{field.name}" {_TYPES.get(field.kind, "TEXT")}' for field in known.fields]
    columns += [f"{ASSUMED} TEXT"] if layer == "cameras" else []
    columns += [] if known.shape == "table" else [f"{GEOMETRY} {geometry_type}"]
    made = f'CREATE TABLE "{layer}" ({", ".join(columns)});'
    if layer in EDITABLE and known.fields[0].name == "id":
        made += f'CREATE INDEX "siting_{layer}_id" ON "{layer}" (id);'
    return made


def layer_triggers(layer: str) -> str:
    """Return the SQL that counts up revisions when a row of a layer changes, whoever changes it."""
    return "".join(
        f'CREATE TRIGGER siting_{layer}_{event.lower()} AFTER {event} ON "{layer}" BEGIN '
        f"UPDATE siting_layers SET revision = revision + 1 WHERE layer = '{layer}'; "
        "UPDATE siting_project SET value = value + 1 WHERE name = 'revision'; END;"
        for event in ("INSERT", "UPDATE", "DELETE")
    )
