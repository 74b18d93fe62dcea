"""Where are events kept? One file an adapter; all pass the suite in ``tests/contracts``."""
