-- What was sent along with messages. A row is a blob that is fully stored; "sent" once a message refers to it.
CREATE TABLE blobs (
    blob_id TEXT PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    author_id TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size_bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0,
    content BLOB NOT NULL
);
CREATE INDEX blobs_by_conversation ON blobs (conversation_id, author_id, stored_at);
CREATE INDEX blobs_unsent ON blobs (stored_at) WHERE sent = 0;
