package io.reddot.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports for servers of the tests, each handed out once. They lie below those that the system gives
 * to clients: a client of a test that runs at the same time must not take a server's port before
 * the server does. Thread-safe.
 */
public final class Ports {
  private static final int FIRST = 23_000;
  private static final int END = 32_000;
  private static final AtomicInteger NEXT = new AtomicInteger(FIRST);

  private Ports() {}

  public static int next() {
    for (int port = NEXT.getAndIncrement(); port < END; port = NEXT.getAndIncrement()) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getByName("0.0.0.0"))) {
        return free.getLocalPort();
      } catch (IOException e) {
        // somebody else's
      }
    }
    throw new AssertionError("no free port");
  }
}
