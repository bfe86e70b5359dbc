"""Reading and writing of scenes: the only door for files."""
