-- The journal: events are the truth, the other tables follow from them in the same transaction.
-- Instants are microseconds since 1970-01-01 UTC.
CREATE TABLE events (
    conversation_id TEXT NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    event TEXT NOT NULL,
    PRIMARY KEY (conversation_id, seq)
) WITHOUT ROWID;

CREATE TABLE conversations (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    conversation_id TEXT NOT NULL UNIQUE,
    seq INTEGER NOT NULL,
    status TEXT NOT NULL,
    customer_id TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    agent_id TEXT NOT NULL,
    queue TEXT NOT NULL,
    priority INTEGER NOT NULL,
    waiting_since INTEGER,
    title TEXT NOT NULL
);
CREATE INDEX conversations_by_status ON conversations (status, updated_at);
CREATE INDEX conversations_by_agent ON conversations (agent_id, status) WHERE agent_id <> '';
CREATE INDEX conversations_by_customer ON conversations (customer_id, updated_at);

CREATE TABLE deadlines (
    conversation_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    leased_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, kind, key)
) WITHOUT ROWID;
CREATE INDEX deadlines_by_due ON deadlines (due_at);

CREATE TABLE effects (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    effect_id TEXT NOT NULL UNIQUE,
    conversation_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0,
    done INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX effects_waiting ON effects (conversation_id, position) WHERE done = 0;

CREATE TABLE kept (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY (kind, key)
) WITHOUT ROWID;
