-- How many rows each user has in the log after trimmed_to: the bounds of retention are about these.
CREATE TABLE kept (
  control  ${int64} NOT NULL, -- 1: events of the server about inboxes and access; 0: messages
  sender   TEXT     NOT NULL, -- '': nobody in particular
  messages ${int64} NOT NULL,
  PRIMARY KEY (control, sender)
) ${clustered};

INSERT INTO kept (control, sender, messages)
SELECT CASE WHEN substr(topic, 1, 1) = '$' OR substr(event, 1, 1) = '$' THEN 1 ELSE 0 END,
  COALESCE(sender, ''), count(*)
FROM message WHERE position > (SELECT trimmed_to FROM log) GROUP BY 1, 2;

-- Topics that have lost messages after trimmed_to, with the last position that each has lost. A
-- reader that begins before it, and whose filters overlap, may lack messages.
CREATE TABLE gap (
  filter   TEXT COLLATE ${bytewise} PRIMARY KEY, -- a topic; a wildcard where they became too many
  position ${int64} NOT NULL
) ${clustered};

CREATE INDEX gap_position ON gap (position);

-- Signs the names of sessions, so that each node knows those of the others.
ALTER TABLE log ADD COLUMN secret TEXT;
