"""How do findings look? Pictures and pages out of values: no script, no address outside, all text escaped."""
