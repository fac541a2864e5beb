-- What a stream comes back by that was opened with a ticket: good as long as its token is.
CREATE TABLE ticket_stream (
  hash TEXT NOT NULL PRIMARY KEY,
  holder TEXT NOT NULL,
  kept_at ${int64} NOT NULL,
  expires_at ${int64} NOT NULL,
  caller TEXT NOT NULL
);
CREATE INDEX ticket_stream_holder ON ticket_stream (holder, kept_at);
CREATE INDEX ticket_stream_expires_at ON ticket_stream (expires_at);
