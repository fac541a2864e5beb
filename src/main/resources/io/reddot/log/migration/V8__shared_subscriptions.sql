-- Groups that share a subscription across nodes. A group's name is what its members subscribed with.

-- Nodes that have members. Each says now and then that it lives; one that does not is taken for gone.
CREATE TABLE share_node (
  node TEXT     PRIMARY KEY,
  beat ${int64} NOT NULL
);

CREATE TABLE share_group (
  name     TEXT     PRIMARY KEY,
  position ${int64} NOT NULL -- up to here every message of the group's was taken by a node
);

-- Which nodes have members of which group.
CREATE TABLE share_seat (
  name TEXT NOT NULL,
  node TEXT NOT NULL,
  PRIMARY KEY (name, node)
) ${clustered};

-- Stored sessions that are members, connected or not: a group lasts as long as they do.
CREATE TABLE share_member (
  name    TEXT NOT NULL,
  session TEXT NOT NULL,
  PRIMARY KEY (name, session)
) ${clustered};

CREATE INDEX share_member_session ON share_member (session);

-- What was taken and is not done with; never more than members may have unacknowledged.
CREATE TABLE share_message (
  name     TEXT     NOT NULL,
  position ${int64} NOT NULL,
  node     TEXT     NOT NULL, -- which has it; '': nobody, it is to be taken again
  PRIMARY KEY (name, position)
) ${clustered};
