"""The rows of the table, one module a kind of work; each yields its lines."""
