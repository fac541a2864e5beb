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
 * Whom the container has let in before us: Jakarta Security, MicroProfile JWT, a login page,
 * whatever it was. Immutable.
 *
 * @param roles the roles that the container is asked for; they are the caller's groups
 * @param session how long such a caller is let in; the container does not say when it would not be
 *     any more
 */
record ContainerIdentity(Set<String> roles, Duration session, InstantSource clock) {

  ContainerIdentity {
    roles = Set.copyOf(roles);
  }

  /**
   * The caller with the grants that everybody has; null if the container has let nobody in.
   *
   * @throws Problem (401) if its name cannot be a user's
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
