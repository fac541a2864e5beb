package io.reddot.transport.mqtt.net;

import io.netty.util.concurrent.FastThreadLocal;
import jakarta.inject.Inject;
import jakarta.servlet.GenericServlet;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * Opens MQTT's ports with the application, once the hub is up, and closes them first of all. A
 * servlet that serves nothing, for the reason that the hub's is one.
 */
public class MqttLifecycle extends GenericServlet {
  private static final long serialVersionUID = 1L;

  @Inject private transient MqttServer server;

  @Override
  public void init() {
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

  /** What Netty leaves in the container's thread would keep us in memory, undeployed. */
  private static void forget() {
    FastThreadLocal.removeAll();
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) {
    // mapped to nothing
  }
}
