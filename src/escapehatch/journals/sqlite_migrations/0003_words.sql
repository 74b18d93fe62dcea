-- replaces 928735718: that text took in at once all that had been said before.
-- What can be searched for: the words of messages and notes, and who the customer is. Follows from the events by itself.
CREATE VIRTUAL TABLE words USING fts5 (
    text, conversation_id UNINDEXED, tokenize = "unicode61 remove_diacritics 2"
);

CREATE TRIGGER words_said AFTER INSERT ON events
WHEN substr(new.event, 1, 24) = '{"type":"MessagePosted",' OR substr(new.event, 1, 21) = '{"type":"NotePosted",'
BEGIN
    INSERT INTO words (text, conversation_id) VALUES (json_extract(new.event, '$.text'), new.conversation_id);
END;

CREATE TRIGGER words_of_customer AFTER INSERT ON events
WHEN substr(new.event, 1, 30) = '{"type":"ConversationStarted",'
    OR substr(new.event, 1, 29) = '{"type":"CustomerIdentified",'
BEGIN
    INSERT INTO words (text, conversation_id) VALUES (
        concat_ws(
            ' ',
            json_extract(new.event, '$.customer.name'),
            json_extract(new.event, '$.customer.email'),
            json_extract(new.event, '$.customer.phone')
        ),
        new.conversation_id
    );
END;

-- What was said before this release is taken in afterwards, while the journal serves: of each conversation the events up
-- to this one. The last row is the first to go, so that what was busy lately can be searched for soon.
CREATE TABLE words_left (
    place INTEGER PRIMARY KEY,
    conversation_id TEXT NOT NULL,
    upto INTEGER NOT NULL
);

INSERT INTO words_left (conversation_id, upto)
SELECT conversation_id, seq FROM conversations ORDER BY updated_at;
