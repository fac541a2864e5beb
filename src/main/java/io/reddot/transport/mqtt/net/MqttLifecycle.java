package io.reddot.transport.mqtt.net;

import io.netty.util.concurrent.FastThreadLocal;
import io.reddot.transport.mqtt.packet.PacketMetrics;
import jakarta.inject.Inject;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * Opens the MQTT ports when the application starts, after the hub, and closes them before anything
 * else stops. It is a servlet without requests, because servlets start in a defined order.
 */
public class MqttLifecycle extends GenericServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient MqttServer server;

  @Override
  public void init() {
    PacketMetrics.load();
    try {
      server.open();
    } finally {
      forget();
    }
  }

  @Override
  public void destroy() {
    try {
      server.stopListening();
    } finally {
      forget();
    }
  }

  /** Netty's data in the container's thread would keep the undeployed application in memory. */
  private static void forget() {
    FastThreadLocal.removeAll();
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) {
    // no URL is mapped to this servlet
  }
}
