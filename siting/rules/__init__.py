"""The law as data, and the judge that puts every duty to every subject of a plan."""
