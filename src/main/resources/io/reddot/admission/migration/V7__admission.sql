-- Who is let in for a moment: each row lets one in, once. Only the ticket's hash stands here, so that
-- whoever reads the database, or a copy of it, cannot use it.
CREATE TABLE ticket (
  hash       TEXT     PRIMARY KEY,
  holder     TEXT     NOT NULL, -- the user
  expires_at ${int64} NOT NULL,
  caller     TEXT     NOT NULL  -- whom it lets in; JSON that only the door reads
);

CREATE INDEX ticket_holder ON ticket (holder, expires_at);
CREATE INDEX ticket_expiry ON ticket (expires_at);

-- Who is let in no more: a token by its id, or all tokens of a user that were issued until then.
CREATE TABLE revocation (
  kind  TEXT     NOT NULL, -- TOKEN or USER
  name  TEXT     NOT NULL, -- the token's id or the user
  at    ${int64} NOT NULL,
  until ${int64} NOT NULL, -- then no such token is good any more anyway
  PRIMARY KEY (kind, name)
) ${clustered};

CREATE INDEX revocation_until ON revocation (until);
