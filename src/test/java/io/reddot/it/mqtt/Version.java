package io.reddot.it.mqtt;

/** The two versions of the protocol. */
enum Version {
  V3(4),
  V5(5);

  /** As it stands in CONNECT. */
  final int level;

  Version(int level) {
    this.level = level;
  }
}
