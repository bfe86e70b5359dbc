"""Data that comes with Siting; what each file is and where it is from stands in README.md beside this."""
