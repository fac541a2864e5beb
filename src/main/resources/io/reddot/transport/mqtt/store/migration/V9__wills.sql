-- Wills of MQTT clients: each is published once its client's connection has ended without a goodbye.
CREATE TABLE will (
  number     ${int64} PRIMARY KEY,
  session    TEXT     NOT NULL, -- the client's
  owner      TEXT     NOT NULL, -- the user
  node       TEXT     NOT NULL, -- which has the connection; '': it has ended
  due_at     ${int64},          -- none while the connection lasts
  delay      ${int64} NOT NULL, -- from the connection's end on, in milliseconds
  size       ${int64} NOT NULL, -- what counts against the owner's bound
  caller     TEXT     NOT NULL, -- JSON that only the transport reads
  address    TEXT     NOT NULL,
  id         TEXT     NOT NULL,
  topic      TEXT     NOT NULL,
  event      TEXT,
  data       TEXT     NOT NULL,
  encoding   TEXT     NOT NULL,
  lifetime   ${int64},          -- of the message, from its publication on, in milliseconds
  retain     ${int64} NOT NULL, -- 0 or 1
  properties TEXT
);

CREATE INDEX will_session ON will (session);
CREATE INDEX will_owner ON will (owner);
CREATE INDEX will_node ON will (node);
CREATE INDEX will_due ON will (due_at, number) WHERE due_at IS NOT NULL;
