-- The inbox: what counts are made of. Whatever changes these tables does so in the transaction that
-- appends the event which says so, so that a count is true at the log's head.

-- One row a message on an inbox topic, however many read it; goes with recall, expiry, trimming.
CREATE TABLE inbox_item (
  topic      TEXT     NOT NULL,
  position   ${int64} NOT NULL,
  event      TEXT,
  expires_at ${int64},
  PRIMARY KEY (topic, position)
) ${clustered};

CREATE INDEX inbox_item_expiry ON inbox_item (expires_at) WHERE expires_at IS NOT NULL;

INSERT INTO inbox_item (topic, position, event, expires_at)
SELECT topic, position, event, expires_at FROM message
WHERE (topic = 'everyone'
    OR (substr(topic, 1, 5) = 'user/' AND substr(topic, 6) <> ''
      AND substr(topic, 6) NOT LIKE '%/%')
    OR (substr(topic, 1, 6) = 'group/' AND substr(topic, 7) <> ''
      AND substr(topic, 7) NOT LIKE '%/%'))
  AND (event IS NULL OR event NOT LIKE '$%')
  AND NOT (retain = 1 AND encoding = 'TEXT' AND data = '""') -- only takes a retained one away
  AND position > (SELECT trimmed_to FROM log);

-- Of this topic, everything after since and up to position is read by that user.
CREATE TABLE inbox_mark (
  reader   TEXT     NOT NULL,
  topic    TEXT     NOT NULL,
  since    ${int64} NOT NULL,
  position ${int64} NOT NULL,
  PRIMARY KEY (reader, topic)
) ${clustered};

CREATE INDEX inbox_mark_topic ON inbox_mark (topic, position);

-- What is other than the mark says: read after it, unread before it; or archived.
CREATE TABLE inbox_state (
  reader   TEXT     NOT NULL,
  topic    TEXT     NOT NULL,
  position ${int64} NOT NULL,
  read     ${int64} NOT NULL, -- 0 or 1
  archived ${int64} NOT NULL, -- 0 or 1
  PRIMARY KEY (reader, topic, position)
) ${clustered};

CREATE INDEX inbox_state_position ON inbox_state (position);
CREATE INDEX inbox_state_unread ON inbox_state (reader, topic, position)
  WHERE read = 0 AND archived = 0;

-- Who was put into a group; sees what was sent to it after since, where its joining stands.
CREATE TABLE membership (
  group_name TEXT COLLATE ${bytewise} NOT NULL,
  member     TEXT COLLATE ${bytewise} NOT NULL,
  since      ${int64} NOT NULL,
  PRIMARY KEY (group_name, member)
) ${clustered};

CREATE INDEX membership_member ON membership (member);

-- The position of the event that recalled it.
ALTER TABLE message ADD COLUMN recalled_by ${int64};
