package io.reddot.transport.mqtt.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * The kind of sockets of the MQTT ports: Linux's epoll if its native library can be loaded,
 * otherwise Java's NIO, which takes more CPU time and memory. Immutable.
 *
 * @param waiting the I/O handler of event loops
 */
record Sockets(IoHandlerFactory waiting, Class<? extends ServerSocketChannel> port) {
  static Sockets best() {
    return Epoll.isAvailable()
        ? new Sockets(EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
        : new Sockets(NioIoHandler.newFactory(), NioServerSocketChannel.class);
  }
}
