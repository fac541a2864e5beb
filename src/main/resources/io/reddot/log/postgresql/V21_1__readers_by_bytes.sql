-- Names of users in the order of bytes, as SQLite has them, so that those with a prefix are neighbours in an index, and a search
-- leaps from a name to the next one. The tables are not rewritten; their indexes are.
ALTER TABLE IF EXISTS session_ledger ALTER COLUMN reader TYPE TEXT COLLATE "C";
ALTER TABLE IF EXISTS inbox_mark ALTER COLUMN reader TYPE TEXT COLLATE "C";
ALTER TABLE IF EXISTS inbox_state ALTER COLUMN reader TYPE TEXT COLLATE "C";
