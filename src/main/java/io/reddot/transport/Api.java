package io.reddot.transport;

import io.reddot.container.Servers;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** The JAX-RS application under {@code api/}; its resources are found by scanning. */
@ApplicationPath("api")
public class Api extends Application {
  @Override
  public Map<String, Object> getProperties() {
    return Servers.jaxRsProperties();
  }
}
