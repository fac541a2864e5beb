-- Messages that were accepted and are not due yet. An id stands here or in the log, never in both.
CREATE TABLE scheduled (
  id         TEXT     PRIMARY KEY,
  send_at    ${int64} NOT NULL,
  number     ${int64} NOT NULL, -- the order among those of one moment
  topic      TEXT     NOT NULL,
  event      TEXT,
  data       TEXT     NOT NULL,
  encoding   TEXT     NOT NULL,
  expires_at ${int64},
  retain     ${int64} NOT NULL, -- 0 or 1
  sender     TEXT     NOT NULL,
  properties TEXT
);

CREATE UNIQUE INDEX scheduled_due ON scheduled (send_at, number);
CREATE INDEX scheduled_sender ON scheduled (sender, send_at, number);
