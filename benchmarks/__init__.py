"""Measurements of speed against what else one can install; `python -m benchmarks` prints the table."""
