"""Two plans side by side: what was planned, what was built, and what the law asks of the difference."""
