-- What a conversation takes of an agent's capacity: not every channel takes a whole seat.
ALTER TABLE conversations ADD COLUMN seats REAL NOT NULL DEFAULT 1.0;
