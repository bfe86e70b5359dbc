"""Measurements of speed: each prints its figures and asserts nothing."""
