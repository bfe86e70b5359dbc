"""Tests of the coverage engine, every one against an answer worked out another way."""
