package io.reddot.ops;

import io.reddot.message.Name;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this node: that of its host. Stateless. */
final class NodeName {
  private static final String UNKNOWN = "node";

  private NodeName() {}

  /** Returns the name, which is a valid level of a topic. */
  static String get() {
    try {
      String host = InetAddress.getLocalHost().getHostName();
      return Name.isLevel(host) ? host : UNKNOWN;
    } catch (UnknownHostException e) {
      return UNKNOWN;
    }
  }
}
