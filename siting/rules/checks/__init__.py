"""One duty a file: each check is one pure function from facts to verdicts."""
