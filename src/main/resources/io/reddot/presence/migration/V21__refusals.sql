-- Subscriptions that a user asked for and its grants did not cover: the latest refusal of each filter, and a few of each user.
CREATE TABLE session_refusal (
  reader TEXT COLLATE ${bytewise} NOT NULL, -- the user
  filter TEXT     NOT NULL,
  at     ${int64} NOT NULL,
  grants TEXT     NOT NULL, -- the filters that it could have asked for, separated by commas; cut off where they are long
  PRIMARY KEY (reader, filter)
) ${clustered};

CREATE INDEX session_refusal_at ON session_refusal (at);
CREATE INDEX session_refusal_reader ON session_refusal (reader, at);
