package io.reddot.log.jdbc;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stands before a PostgreSQL and keeps its notifications to itself. */
final class QuietProxy implements AutoCloseable {
  /** What becomes of a connection that listens. */
  enum Fault {
    /** All comes but notifications, as behind a pooler. */
    SWALLOW,
    /** Nothing comes any more, as from a host that has vanished. */
    FREEZE
  }

  private static final int NOTIFICATION = 'A';

  private final int target;
  private final Fault fault;
  private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final AtomicBoolean listened = new AtomicBoolean();

  QuietProxy(int target, Fault fault) throws IOException {
    this.target = target;
    this.fault = fault;
    thread(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** Whether anybody has asked for notifications here. */
  boolean listened() {
    return listened.get();
  }

  private static void thread(Runnable task) {
    Thread thread = new Thread(task, "quiet-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        AtomicBoolean listening = new AtomicBoolean();
        thread(() -> up(client, server, listening));
        thread(() -> down(server, client, listening));
      }
    } catch (IOException closed) {
      // at the end
    }
  }

  private void up(Socket client, Socket server, AtomicBoolean listening) {
    byte[] some = new byte[8_192];
    try (client;
        server) {
      InputStream in = client.getInputStream();
      OutputStream out = server.getOutputStream();
      for (int n = in.read(some); n >= 0; n = in.read(some)) {
        if (new String(some, 0, n, StandardCharsets.ISO_8859_1).contains("LISTEN reddot_head")
            && !new String(some, 0, n, StandardCharsets.ISO_8859_1).contains("UNLISTEN")) {
          listening.set(true);
          listened.set(true);
        }
        out.write(some, 0, n);
      }
    } catch (IOException over) {
      // the one or the other has hung up
    }
  }

  /** Message by message: a letter, and a length that counts itself. */
  private void down(Socket server, Socket client, AtomicBoolean listening) {
    try (server;
        client) {
      DataInputStream in = new DataInputStream(server.getInputStream());
      DataOutputStream out = new DataOutputStream(client.getOutputStream());
      boolean answered = false;
      while (true) {
        int kind = in.readUnsignedByte();
        int length = in.readInt();
        byte[] body = in.readNBytes(length - 4);
        boolean swallowed = kind == NOTIFICATION || (fault == Fault.FREEZE && answered);
        if (!swallowed) {
          out.writeByte(kind);
          out.writeInt(length);
          out.write(body);
          out.flush();
        }
        answered |= listening.get() && kind == 'Z'; // it is ready for the next query
      }
    } catch (IOException over) {
      // the one or the other has hung up
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
