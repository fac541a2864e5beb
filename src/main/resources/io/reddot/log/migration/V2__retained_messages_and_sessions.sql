-- What a transport wants said again beside a message; JSON that only it reads.
ALTER TABLE message ADD COLUMN properties TEXT;

-- Each topic's retained message. Retention spares what stands here.
CREATE TABLE retained (
  topic    TEXT COLLATE ${bytewise} PRIMARY KEY, -- in an order that programs have, too
  position ${int64} NOT NULL
);

CREATE UNIQUE INDEX retained_position ON retained (position);

INSERT INTO retained (topic, position)
SELECT topic, position FROM message
WHERE position IN (SELECT max(position) FROM message WHERE retain = 1 GROUP BY topic)
  AND NOT (encoding = 'TEXT' AND data = '""'); -- an empty one takes the topic's away

-- Numbers that never come again, for openings of sessions and for the order of what is in flight.
ALTER TABLE log ADD COLUMN counter ${int64} NOT NULL DEFAULT 0;

CREATE TABLE session (
  key            TEXT     PRIMARY KEY,
  epoch          ${int64} NOT NULL, -- of the connection that may change it: the last that opened it
  expires_at     ${int64} NOT NULL,
  position       ${int64} NOT NULL,
  exact_position ${int64} NOT NULL,
  state          TEXT     NOT NULL  -- only its transport reads it
);

CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE in_flight (
  session    TEXT     NOT NULL,
  outgoing   ${int64} NOT NULL, -- 1: sent to the client; 0: received from it
  packet_id  ${int64} NOT NULL,
  number     ${int64} NOT NULL, -- the order in which they were put
  position   ${int64} NOT NULL,
  message_id TEXT,
  released   ${int64} NOT NULL, -- 0 or 1
  kind       TEXT,
  PRIMARY KEY (session, outgoing, packet_id)
);
