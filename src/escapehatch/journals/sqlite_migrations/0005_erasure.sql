-- Who was erased, and proof of all the rest: every event leaves a salted commitment to what it says, chained to the one
-- before. Erasing a conversation destroys its salt: nobody can tell any more what was committed to, and the chain still holds.
CREATE TABLE audit (
    position INTEGER PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    link BLOB NOT NULL
);

CREATE TABLE salts (
    conversation_id TEXT PRIMARY KEY,
    salt BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE erased (
    conversation_id TEXT PRIMARY KEY,
    at INTEGER NOT NULL,
    traces INTEGER NOT NULL DEFAULT 1
) WITHOUT ROWID;

CREATE INDEX effects_by_conversation ON effects (conversation_id);

-- A word that is deleted leaves the index at once.
INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
