package io.reddot.hub;

import io.reddot.config.Operations;
import io.reddot.config.Settings;
import io.reddot.config.SingleInstance;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** This node: one server on which the application runs. Immutable. */
@SingleInstance
public class Node {
  private static final int LENGTH = 64;

  private final String name;

  @Inject
  public Node(Settings settings) {
    this(settings.get(Operations.NODE_NAME).orElseGet(Node::host));
  }

  Node(String name) {
    this.name = name;
  }

  /** Returns its name for people; two nodes may have the same. It is a valid level of a topic. */
  public String name() {
    return name;
  }

  private static String host() {
    try {
      return level(InetAddress.getLocalHost().getHostName());
    } catch (UnknownHostException e) {
      return "localhost"; // the host does not resolve its own name
    }
  }

  /** Returns the name of a host without the characters that a node's name must not have. */
  static String level(String host) {
    String level = host.replaceAll("[^A-Za-z0-9._-]", "-");
    return level.length() <= LENGTH ? level : level.substring(0, LENGTH);
  }
}
