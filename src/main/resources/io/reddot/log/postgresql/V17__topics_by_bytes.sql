-- The index of topics in the order of bytes, as SQLite has it: topics that share a prefix are
-- neighbours, so that a search for the topics that a wildcard matches leaps over the others. An
-- operator may create it beforehand, without locking the table; then this takes no time.
CREATE INDEX IF NOT EXISTS message_topic_bytewise ON message (topic COLLATE "C", position);
DROP INDEX IF EXISTS message_topic;
