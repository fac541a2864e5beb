-- The nodes that run. A node renews its lease every few seconds. Renewals are counted, so that nobody compares the clocks of
-- two nodes: a lease ends when its number has not changed for a while by the clock of another node.
CREATE TABLE node (
  node     TEXT     PRIMARY KEY, -- a new one for each start
  name     TEXT     NOT NULL,
  started  ${int64} NOT NULL,
  renewals ${int64} NOT NULL
);

-- The open sessions of all nodes. A row counts only while its node has a lease.
CREATE TABLE online_session (
  session          TEXT     PRIMARY KEY,
  node             TEXT     NOT NULL,
  reader           TEXT     COLLATE ${bytewise} NOT NULL, -- the user; pages are in the order of its bytes
  device           TEXT     NOT NULL,
  transport        TEXT     NOT NULL,
  address          TEXT     NOT NULL,
  since            ${int64} NOT NULL,
  through_position ${int64} NOT NULL,
  outbox_bytes     ${int64} NOT NULL,
  connected        ${int64} NOT NULL, -- 1; 0: the client polls
  topics           TEXT     NOT NULL -- the filters, one a line
);

CREATE INDEX online_session_reader ON online_session (reader, since, session);
CREATE INDEX online_session_node ON online_session (node);
