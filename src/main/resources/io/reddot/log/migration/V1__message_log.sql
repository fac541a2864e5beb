-- The log. Times are milliseconds since 1970-01-01 UTC.

-- One row: taking it first makes the order of positions the order of commits.
CREATE TABLE log (
  one        ${int64} PRIMARY KEY CHECK (one = 1),
  name       TEXT     NOT NULL, -- in every cursor; another database has another name
  head       ${int64} NOT NULL, -- the last position given
  trimmed_to ${int64} NOT NULL  -- retention has taken away up to here
);

CREATE TABLE message (
  position   ${int64} PRIMARY KEY,
  id         TEXT     NOT NULL,
  topic      TEXT     NOT NULL,
  event      TEXT,
  at         ${int64} NOT NULL,
  data       TEXT     NOT NULL, -- JSON
  encoding   TEXT     NOT NULL, -- JSON, TEXT or BASE64: what data was before it was JSON
  expires_at ${int64},
  retain     ${int64} NOT NULL, -- 0 or 1
  sender     TEXT
);

CREATE UNIQUE INDEX message_id ON message (id);
CREATE INDEX message_topic ON message (topic, position);
CREATE INDEX message_expiry ON message (expires_at) WHERE expires_at IS NOT NULL;
