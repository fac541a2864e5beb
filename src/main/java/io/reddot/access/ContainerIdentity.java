package io.reddot.access;

import io.reddot.message.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the callers that the container has already authenticated, whether by Jakarta Security,
 * MicroProfile JWT or a login page. Immutable.
 *
 * @param roles the roles to ask the container about; those that a caller has become its groups
 * @param session how long such a caller stays admitted, because the container does not tell when
 *     its own authentication ends
 */
record ContainerIdentity(Set<String> roles, Duration session, InstantSource clock) {

  ContainerIdentity {
    roles = Set.copyOf(roles);
  }

  /**
   * Returns the caller with the grants of every user; null if the container has authenticated
   * nobody.
   *
   * @throws Problem (401) if the principal's name is not valid for a user
   */
  @Nullable Caller caller(HttpServletRequest request) {
    Principal principal = request.getUserPrincipal();
    if (principal == null || principal.getName() == null) {
      return null;
    }
    Set<String> groups = new HashSet<>();
    for (String role : roles) {
      if (request.isUserInRole(role)) {
        groups.add(role);
      }
    }
    Instant now = clock.instant();
    return Caller.of(
        principal.getName(),
        groups,
        List.of(),
        List.of(),
        new Validity(null, now, now.plus(session)));
  }
}
