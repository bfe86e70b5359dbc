"""Where to put what an assessment finds missing."""
