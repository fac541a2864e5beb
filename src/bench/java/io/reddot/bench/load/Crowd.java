package io.reddot.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** All the clients of one server. For one thread. */
public final class Crowd implements AutoCloseable {
  private static final int PAUSE_MILLIS = 20;

  private final List<Client> clients = new ArrayList<>();
  private final List<Reactor> reactors = new ArrayList<>();

  private Crowd() {}

  /** Clients that read as fast as they can. */
  public static Crowd readers(int port, int size, int threads, Supplier<Client> client)
      throws IOException {
    return open(port, size, threads, client, false);
  }

  /** Clients that read nothing once they are subscribed. */
  public static Crowd stalled(int port, int size, Supplier<Client> client) throws IOException {
    return open(port, size, 1, client, true);
  }

  private static Crowd open(
      int port, int size, int threads, Supplier<Client> client, boolean stalling)
      throws IOException {
    Crowd crowd = new Crowd();
    InetSocketAddress server = new InetSocketAddress("127.0.0.1", port);
    for (int thread = 0; thread < threads; thread++) {
      List<Client> share = new ArrayList<>();
      for (int i = thread; i < size; i += threads) {
        share.add(client.get());
      }
      crowd.clients.addAll(share);
      crowd.reactors.add(new Reactor(server, share, stalling));
    }
    return crowd;
  }

  /** Until every client is subscribed. */
  public void awaitOpen(Duration patience) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (opened() < clients.size()) {
      if (failed() > 0 || System.nanoTime() > deadline) {
        throw new IOException(
            "of %d clients %d are subscribed and %d failed: %s"
                .formatted(clients.size(), opened(), failed(), failure()));
      }
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private int opened() {
    return reactors.stream().mapToInt(Reactor::openedClients).sum();
  }

  /** How many the server refused or hung up on. */
  public int failed() {
    return reactors.stream().mapToInt(Reactor::failedClients).sum();
  }

  /** Why, or null. */
  public String failure() {
    return reactors.stream()
        .map(Reactor::failure)
        .filter(reason -> reason != null)
        .findFirst()
        .orElse(null);
  }

  public int size() {
    return clients.size();
  }

  /** Latencies in nanoseconds, one a delivery, of what has arrived since the last call. */
  public Histogram latencies() {
    Histogram all = reactors.get(0).latencies();
    reactors.stream().skip(1).forEach(reactor -> all.add(reactor.latencies()));
    return all;
  }

  /** Latencies until nothing has arrived for {@code quiet}. */
  public Histogram drain(Duration quiet, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    Histogram all = latencies();
    long before;
    do {
      before = all.getTotalCount();
      Thread.sleep(quiet.toMillis());
      all.add(latencies());
    } while (all.getTotalCount() > before && System.nanoTime() < deadline);
    return all;
  }

  /** Until so many messages have arrived, or patience ends. */
  public void await(long messages, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    long arrived = latencies().getTotalCount();
    while (arrived < messages && failed() == 0 && System.nanoTime() < deadline) {
      Thread.sleep(PAUSE_MILLIS);
      arrived += latencies().getTotalCount();
    }
  }

  /**
   * After {@link #close()}.
   *
   * @param lastPublished the last sequence number that everybody should have
   */
  public Integrity integrity(long lastPublished) {
    return clients.stream()
        .map(client -> client.reception().integrity(lastPublished))
        .reduce(Integrity.PERFECT, Integrity::plus);
  }

  /** After {@link #close()}: how many clients got exactly these, in order. */
  public long whole(long first, long last) {
    return clients.stream()
        .map(Client::reception)
        .filter(reception -> reception.isWhole(first, last))
        .count();
  }

  @Override
  public void close() throws InterruptedException {
    for (Reactor reactor : reactors) {
      reactor.close();
    }
  }
}
