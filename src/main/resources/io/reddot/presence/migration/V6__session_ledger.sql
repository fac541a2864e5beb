-- Who was handed what: a row a session, however much it was handed. Messages are written in order,
-- so a session has had all that it followed after start_position and up to through_position.
CREATE TABLE session_ledger (
  session          TEXT     PRIMARY KEY,
  reader           TEXT     NOT NULL, -- the user
  device           TEXT     NOT NULL,
  transport        TEXT     NOT NULL,
  since            ${int64} NOT NULL,
  until            ${int64},          -- none: it lasts, or its node was killed
  start_position   ${int64} NOT NULL,
  through_position ${int64} NOT NULL,
  filters          TEXT     NOT NULL, -- only the hub reads it; each filter stands in it as it is
  goodbye          ${int64}           -- the code; none: we did not hang up
);

CREATE INDEX session_ledger_through ON session_ledger (through_position, start_position);
CREATE INDEX session_ledger_until ON session_ledger (until, since);
CREATE INDEX session_ledger_reader ON session_ledger (reader, since);
