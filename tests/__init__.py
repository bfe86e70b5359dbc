"""Tests of Siting; the folders mirror the package."""
