package io.reddot.access.limit;

/** The kinds of work that token buckets limit, for each user and for each address. */
public enum Limited {
  CONNECTIONS(0, "new connections", "sessions-per-second"),
  PUBLISHES(1, "messages published", "publishes-per-second"),
  BYTES(2, "bytes published", "published-bytes-per-second"),
  READS(3, "reads", "reads-per-second"),
  FAILED_LOGINS(4, "failed logins", "failed-logins-per-second");

  private final int index;
  private final String plural;
  private final String property;

  Limited(int index, String plural, String property) {
    this.index = index;
    this.plural = plural;
    this.property = property;
  }

  /** Returns the index of the kind's bucket. Indexes start at 0 and have no gaps. */
  int index() {
    return index;
  }

  /** Returns the plural for the sentences of refusals. */
  String plural() {
    return plural;
  }

  /** Returns the last part of the setting that sets the rate. */
  String property() {
    return property;
  }
}
