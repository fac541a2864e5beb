package io.reddot.access;

import java.security.Principal;

/**
 * A client that the door has admitted without identification; it identifies itself later.
 *
 * @param address the address that it connects from
 */
public record Visitor(String address) implements Principal {
  @Override
  public String getName() {
    return "";
  }
}
