package io.reddot.access.limit;

/** What is counted in token buckets, for each user and for each address. */
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

  /** From 0 on, without a gap. */
  int index() {
    return index;
  }

  /** For people. */
  String plural() {
    return plural;
  }

  /** The last part of the property that sets its rate. */
  String property() {
    return property;
  }
}
