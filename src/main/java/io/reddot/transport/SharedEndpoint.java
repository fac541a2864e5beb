package io.reddot.transport;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * Uses one endpoint, the CDI bean, for all connections. By default containers create one for each
 * connection, which costs kilobytes of injection metadata each. Thread-safe.
 */
public final class SharedEndpoint extends ServerEndpointConfig.Configurator {
  @Override
  public <T> T getEndpointInstance(Class<T> endpoint) {
    return CDI.current().select(endpoint).get();
  }
}
