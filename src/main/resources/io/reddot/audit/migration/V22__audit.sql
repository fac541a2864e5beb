-- The records of the audit that ordinary retention spares. A user's records of one action are numbered, so that the
-- oldest beyond a bound are found without counting.
CREATE TABLE audit_record (
  topic    TEXT     NOT NULL,
  sender   TEXT     NOT NULL,
  number   ${int64} NOT NULL,
  position ${int64} NOT NULL,
  PRIMARY KEY (topic, sender, number)
);
CREATE UNIQUE INDEX audit_record_position ON audit_record (position);
