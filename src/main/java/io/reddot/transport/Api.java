package io.reddot.transport;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Everything that JAX-RS serves is under {@code api/}; its classes are found by scanning. */
@ApplicationPath("api")
public class Api extends Application {}
