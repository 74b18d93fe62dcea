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

-- What was said before this release.
INSERT INTO words (text, conversation_id)
SELECT json_extract(event, '$.text'), conversation_id FROM events
WHERE substr(event, 1, 24) = '{"type":"MessagePosted",' OR substr(event, 1, 21) = '{"type":"NotePosted",';

INSERT INTO words (text, conversation_id)
SELECT
    concat_ws(
        ' ',
        json_extract(event, '$.customer.name'),
        json_extract(event, '$.customer.email'),
        json_extract(event, '$.customer.phone')
    ),
    conversation_id
FROM events
WHERE substr(event, 1, 30) = '{"type":"ConversationStarted",' OR substr(event, 1, 29) = '{"type":"CustomerIdentified",';
