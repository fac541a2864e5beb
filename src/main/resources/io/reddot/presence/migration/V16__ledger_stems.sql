-- Where the filters of a session begin: the levels before the first wildcard, 'a/b' of a/b/# and of a/b, '' of '#'. A topic is
-- followed only under one of its own beginnings, so nobody searches the text of filters for it.
CREATE TABLE session_ledger_stem (
  stem           TEXT     NOT NULL,
  start_position ${int64} NOT NULL,
  session        TEXT     NOT NULL,
  PRIMARY KEY (stem, start_position, session)
);
CREATE INDEX session_ledger_stem_session ON session_ledger_stem (session);

-- Of those that are there already it is not known: they are looked at for every topic.
INSERT INTO session_ledger_stem (stem, start_position, session)
  SELECT '', start_position, session FROM session_ledger;
