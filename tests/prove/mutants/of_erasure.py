"""Bugs in what is forgotten, and in the proof of what is not."""

from __future__ import annotations

from typing import Final

from .kit import Mutant

ERASE, FORGET, AUDIT = "journals/sqlite_erasure.py", "conversation/erasure.py", "journals/sqlite_audit.py"
SEALED, TRACES, COPIES = "journals/sealed.py", "journals/traces.py", "journals/copies.py"
WORDS = "journals/sqlite_words.py"

ERASURE: Final = (
    Mutant(
        "an erased conversation keeps its words",
        "G22",
        ERASE,
        "msgspec.json.encode(forgotten(_events.decode(event))).decode()",
        "event",
    ),
    Mutant(
        "what nobody named as staying stays",
        "G22",
        FORGET,
        "return type(value)() if field.default is msgspec.NODEFAULT else field.default",
        "return value",
    ),
    Mutant("the erased are still told of outside", "G22", ERASE, "WHEN done IN (0, 2) THEN", "WHEN done = 9 THEN"),
    Mutant("the erased keep their sessions", "G22", ERASE, "key = ?1 OR instr(CAST(value AS TEXT), ?1)", "key = ?1"),
    Mutant("pages keep what moved", "G22", ERASE, '    db.execute("VACUUM")\n', ""),
    Mutant("backups keep the keys of the erased", "G22", TRACES, "                keys.destroy(ids)\n", "                pass\n"),
    Mutant("a restore brings the erased back", "G22", COPIES, "                gone = _erased_in(journal)\n", "                gone = {}\n"),
    Mutant("a backup is not sealed", "S84", SEALED, "AESGCM(key).encrypt(nonce, text, conversation_id.encode())", "text"),
    Mutant("life goes on after an erasure", "G22", "conversation/lifecycle.py", "FINAL: Final = frozenset({X})", "FINAL: Final = frozenset()"),
    Mutant("the chain commits to no words", "S73", AUDIT, 'f"{seq} {at} {event}".encode()', 'f"{seq} {at}".encode()'),
    Mutant(
        "a salt outlives its conversation",
        "G22",
        ERASE,
        'DELETED: Final = ("salts", "deadlines",',
        'DELETED: Final = ("deadlines",',
    ),
    Mutant("the erased are taken into the index later", "G22", ERASE, '"blobs", "words_left")', '"blobs")'),
    Mutant("what was taken in while an erasure looked stays", "G22", ERASE, "*_since(db, conversation_id, found.upto)", "*()"),
    Mutant("numbers that the index gives again hide words", "G22", ERASE, "if found.erasures != _erasures(db):", "if not found:"),
    Mutant(
        "words of before are taken in apart from the note of them",
        "G21",
        WORDS,
        "    db.execute(_INDEX, (conversation_id, first, upto))\n",
        "    db.execute(_INDEX, (conversation_id, first, upto))\n    db.execute('COMMIT')\n    db.execute('BEGIN IMMEDIATE')\n",
    ),
    Mutant("an event between two parts is taken in twice", "G21", WORDS, "(first - 1, place)", "(first, place)"),
    Mutant("a long conversation is taken in by its end alone", "G21", WORDS, "    if first > 1:\n", "    if first > 999:\n"),
    Mutant("a bit is not bounded", "G21", WORDS, "time.monotonic() - began_s >= BIT_S", "not some"),
    Mutant("a journal of before is refused", "G21", "journals/migrate.py", "*map(int, _REPLACES.findall(sql))", "*()"),
)  # fmt: skip
