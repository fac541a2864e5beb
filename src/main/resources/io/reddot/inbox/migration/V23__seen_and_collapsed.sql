-- The key with which a message replaces older ones of its topic.
ALTER TABLE inbox_item ADD COLUMN collapse TEXT;

-- What a list can be narrowed to. Messages from before have none.
ALTER TABLE inbox_item ADD COLUMN category TEXT;

CREATE INDEX inbox_item_collapse ON inbox_item (topic, collapse) WHERE collapse IS NOT NULL;

-- Messages that a newer one of their topic and key has replaced: neither counted nor listed. When the newest leaves the
-- inbox, the next one returns to inbox_item.
CREATE TABLE inbox_collapsed (
  topic      TEXT     NOT NULL,
  collapse   TEXT     NOT NULL,
  category   TEXT,
  position   ${int64} NOT NULL,
  event      TEXT,
  expires_at ${int64},
  PRIMARY KEY (topic, collapse, position)
) ${clustered};

CREATE INDEX inbox_collapsed_position ON inbox_collapsed (topic, position);
CREATE INDEX inbox_collapsed_expiry ON inbox_collapsed (expires_at) WHERE expires_at IS NOT NULL;

-- A reader has seen all messages up to this position.
CREATE TABLE inbox_seen (
  reader   TEXT     NOT NULL,
  position ${int64} NOT NULL,
  PRIMARY KEY (reader)
) ${clustered};

CREATE INDEX inbox_seen_position ON inbox_seen (position);
