package io.reddot.access;

import io.reddot.message.LoggedEvent;
import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for features that are not part of the application. Beans of the features themselves are
 * alternatives, so they take precedence. Stateless.
 */
@ApplicationScoped
public class AbsentFeatures {
  /** Without an inbox, only tokens put users into groups. */
  @Produces
  @ApplicationScoped
  public static Memberships memberships() {
    return new Memberships() {
      @Override
      public Map<String, Long> of(String user) {
        return Map.of();
      }

      @Override
      public void follow(List<LoggedEvent> events) {}
    };
  }

  /** Without admission, no token is revoked. */
  @Produces
  @ApplicationScoped
  public static Revocations revocations() {
    return new Revocations() {
      @Override
      public void load() {}

      @Override
      public boolean revoked(Caller caller) {
        return false;
      }

      @Override
      public void follow(List<LoggedEvent> events) {}
    };
  }

  /** Without admission, there are no tickets. */
  @Produces
  @ApplicationScoped
  public static Tickets tickets() {
    return new Tickets() {
      @Override
      public Stream open(String ticket, @Nullable String key) {
        throw none();
      }

      @Override
      public Caller redeem(String ticket) {
        throw none();
      }

      private Problem none() {
        return Problem.unauthorized("This site does not accept tickets: send a token.");
      }
    };
  }
}
