package io.reddot.transport;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Map;

/** Everything that JAX-RS serves is under {@code api/}; its classes are found by scanning. */
@ApplicationPath("api")
public class Api extends Application {

  /**
   * Jersey would describe all of it, with the names of our classes' methods, to who asks OPTIONS.
   */
  @Override
  public Map<String, Object> getProperties() {
    return Map.of("jersey.config.server.wadl.disableWadl", true);
  }
}
