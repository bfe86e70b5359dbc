"""Tests of the door: everything that reads."""
