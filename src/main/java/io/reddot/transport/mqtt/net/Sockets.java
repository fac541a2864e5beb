package io.reddot.transport.mqtt.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;

/**
 * What MQTT's ports are made of: Linux's epoll where its library can be loaded, else Java's
 * sockets, which cost more of the processor and of memory. Immutable.
 *
 * @param waiting how an event loop waits for them
 */
record Sockets(IoHandlerFactory waiting, Class<? extends ServerSocketChannel> port) {
  static Sockets best() {
    return Epoll.isAvailable()
        ? new Sockets(EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
        : new Sockets(NioIoHandler.newFactory(), NioServerSocketChannel.class);
  }
}
