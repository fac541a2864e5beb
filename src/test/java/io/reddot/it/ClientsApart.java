package io.reddot.it;

import java.util.ArrayList;
import java.util.List;

/** A process of clients, one a transport that holds a connection; it says when all are open. */
final class ClientsApart {
  static final String OPEN = "open";

  private ClientsApart() {}

  /**
   * @param arguments the server's host and ports, a token, and a topic to follow
   */
  public static void main(String... arguments) throws Exception {
    Site site =
        new Site(
            arguments[0],
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            arguments[3]);
    List<Subscriber> subscribers = new ArrayList<>();
    for (Transport transport : Transport.values()) {
      if (transport != Transport.POLL) { // has no connection between two polls
        subscribers.add(transport.subscribe(site, site.head(), arguments[4]));
      }
    }
    for (Subscriber subscriber : subscribers) {
      subscriber.expect("hello");
    }
    System.out.println(OPEN);
    Thread.currentThread().join(); // for as long as it is let live
  }
}
