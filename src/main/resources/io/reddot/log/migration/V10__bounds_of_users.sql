-- Whose it is that is kept beside the log, so that what one user can have kept is bounded.

ALTER TABLE session ADD COLUMN owner TEXT NOT NULL DEFAULT ''; -- the user; '': the house
ALTER TABLE session ADD COLUMN size ${int64} NOT NULL DEFAULT 0; -- of the state, in bytes

UPDATE session SET owner = substr(key, 1, ${place_of}(key, '/') - 1) WHERE key LIKE '%/%';
UPDATE session SET size = length(state); -- in characters, until it is stored again

CREATE INDEX session_owner ON session (owner);

-- What a group has handed to a stored session goes back to it if it is not acknowledged in time.
ALTER TABLE in_flight ADD COLUMN share TEXT;         -- the group's name
ALTER TABLE in_flight ADD COLUMN handed_at ${int64}; -- none: it is the session's for good

CREATE INDEX in_flight_handed ON in_flight (handed_at) WHERE handed_at IS NOT NULL;

-- A group is its user's: user/{user}/$share/{group}/{filter}; or of all whose tokens say so, under
-- the name that they subscribe with. Groups that there are become one of each user who has a stored
-- session in it, and each goes on where the common one was. Of names too long to stand here there
-- is no telling; such groups begin anew when their sessions come back.
ALTER TABLE share_group ADD COLUMN owner TEXT NOT NULL DEFAULT ''; -- the user for whom it began

CREATE INDEX share_group_owner ON share_group (owner);

INSERT INTO share_group (name, position, owner)
SELECT DISTINCT 'user/' || session.owner || '/' || share_group.name, share_group.position,
  session.owner
FROM share_group
JOIN share_member ON share_member.name = share_group.name
JOIN session ON session.key = share_member.session
WHERE share_group.name LIKE '$share/%' AND session.owner <> '';

INSERT INTO share_message (name, position, node)
SELECT DISTINCT 'user/' || session.owner || '/' || share_message.name, share_message.position, ''
FROM share_message
JOIN share_member ON share_member.name = share_message.name
JOIN session ON session.key = share_member.session
WHERE share_message.name LIKE '$share/%' AND session.owner <> '';

INSERT INTO share_member (name, session)
SELECT 'user/' || session.owner || '/' || share_member.name, share_member.session
FROM share_member JOIN session ON session.key = share_member.session
WHERE share_member.name LIKE '$share/%' AND session.owner <> '';

DELETE FROM share_member WHERE name NOT LIKE 'user/%';
DELETE FROM share_message WHERE name NOT LIKE 'user/%';
DELETE FROM share_group WHERE name NOT LIKE 'user/%';
DELETE FROM share_seat;
DELETE FROM share_node;

-- Retained messages are spared by retention, so they are counted: by who published them.
ALTER TABLE retained ADD COLUMN owner TEXT NOT NULL DEFAULT ''; -- the user; '': the house
ALTER TABLE retained ADD COLUMN size ${int64} NOT NULL DEFAULT 0;

UPDATE retained SET
  owner = COALESCE((SELECT sender FROM message WHERE message.position = retained.position), ''),
  size = COALESCE(
    (SELECT length(topic) + length(data) + COALESCE(length(properties), 0) + 100
     FROM message WHERE message.position = retained.position), 0);

CREATE INDEX retained_owner ON retained (owner, topic);

-- One row a user who has any, and one of all of them, under a name that no user has.
CREATE TABLE retained_use (
  owner  TEXT     PRIMARY KEY,
  topics ${int64} NOT NULL,
  size   ${int64} NOT NULL
) ${clustered};

INSERT INTO retained_use (owner, topics, size)
SELECT owner, count(*), sum(size) FROM retained GROUP BY owner;

INSERT INTO retained_use (owner, topics, size)
SELECT '/', count(*), COALESCE(sum(size), 0) FROM retained;
