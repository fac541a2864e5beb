package io.reddot.transport.mqtt;

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
    server.open();
  }

  @Override
  public void destroy() {
    server.stopListening();
  }

  @Override
  public void service(ServletRequest request, ServletResponse response) {
    // mapped to nothing
  }
}
