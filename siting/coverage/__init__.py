"""Exact coverage: what each camera can see, on a plane above ground and on facades."""
