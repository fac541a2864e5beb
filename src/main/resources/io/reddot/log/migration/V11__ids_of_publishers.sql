-- An id is its publisher's: two users may have used the same one. Of rows that are here already, the
-- publisher is the sender. '' stands for nobody in particular: the server itself.
DROP INDEX message_id;
CREATE UNIQUE INDEX message_id ON message (id, COALESCE(sender, ''));

-- What was asked for beside the message, to compare it with what is asked under the same id again.
ALTER TABLE message ADD COLUMN send_at ${int64};
ALTER TABLE message ADD COLUMN lifetime ${int64}; -- seconds, where the expiry was asked for so

-- The same table with another key.
CREATE TABLE scheduled_by_sender (
  sender     TEXT     NOT NULL,
  id         TEXT     NOT NULL,
  send_at    ${int64} NOT NULL,
  number     ${int64} NOT NULL, -- the order among those of one moment
  topic      TEXT     NOT NULL,
  event      TEXT,
  data       TEXT     NOT NULL,
  encoding   TEXT     NOT NULL,
  expires_at ${int64},
  retain     ${int64} NOT NULL, -- 0 or 1
  properties TEXT,
  token      TEXT, -- the id of the token that it was accepted with, if that has one
  held       ${int64} NOT NULL DEFAULT 0, -- 1: not sent before an operator releases it
  PRIMARY KEY (sender, id)
);

INSERT INTO scheduled_by_sender
  (sender, id, send_at, number, topic, event, data, encoding, expires_at, retain, properties)
SELECT sender, id, send_at, number, topic, event, data, encoding, expires_at, retain, properties
FROM scheduled;

DROP TABLE scheduled;
ALTER TABLE scheduled_by_sender RENAME TO scheduled;

CREATE UNIQUE INDEX scheduled_place ON scheduled (send_at, number);
CREATE INDEX scheduled_due ON scheduled (send_at, number) WHERE held = 0;
CREATE INDEX scheduled_sender ON scheduled (sender, send_at, number);
CREATE INDEX scheduled_id ON scheduled (id);
CREATE INDEX scheduled_token ON scheduled (token) WHERE token IS NOT NULL;
