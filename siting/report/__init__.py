"""What is made of an assessment for others to open: plans for other programs, tables for offices."""
