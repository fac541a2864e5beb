package io.reddot.access;

import java.security.Principal;

/**
 * Whoever is let through the door without having said who it is; it will say so later.
 *
 * @param address where it calls from
 */
public record Visitor(String address) implements Principal {
  @Override
  public String getName() {
    return "";
  }
}
