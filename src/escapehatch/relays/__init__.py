"""How do processes wake each other? Hints only: the journal is the truth."""
