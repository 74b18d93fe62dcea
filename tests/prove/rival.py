"""Holds the write lock of a journal. Run as a script: ``rival.py hold|short JOURNAL SECONDS EXCLUSIVE|IMMEDIATE``."""

from __future__ import annotations

import sqlite3
import sys
import time


def hold(db: sqlite3.Connection, lasts_s: float, begin: str) -> None:
    db.execute(f"BEGIN {begin}")
    print("held", flush=True)
    time.sleep(lasts_s)
    db.execute("ROLLBACK")


def short(db: sqlite3.Connection, lasts_s: float, begin: str) -> None:
    """Again and again, twenty milliseconds of every twenty-five."""
    until_s = time.monotonic() + lasts_s
    print("held", flush=True)
    while time.monotonic() < until_s:
        db.execute(f"BEGIN {begin}")
        db.execute("INSERT OR REPLACE INTO kept VALUES ('rival', 'was', 'here')")
        time.sleep(0.02)
        db.execute("COMMIT")
        time.sleep(0.005)


if __name__ == "__main__":
    _, how, journal, lasts, beginning = sys.argv
    {"hold": hold, "short": short}[how](
        sqlite3.connect(journal, isolation_level=None, timeout=30), float(lasts), beginning
    )
