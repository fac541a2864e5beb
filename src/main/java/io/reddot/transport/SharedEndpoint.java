package io.reddot.transport;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * Gives every connection the same endpoint, the CDI bean. An instance a connection, as the
 * containers make it, costs kilobytes of injection metadata each. Thread-safe.
 */
public final class SharedEndpoint extends ServerEndpointConfig.Configurator {
  @Override
  public <T> T getEndpointInstance(Class<T> endpoint) {
    return CDI.current().select(endpoint).get();
  }
}
