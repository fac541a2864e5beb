package io.reddot.it.tokens;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.eclipse.microprofile.auth.LoginConfig;

/** Has the container check bearer tokens. It serves what the team lists, and none of Red Dot's. */
@ApplicationScoped // without it Payara does not see the annotation below
@ApplicationPath("team")
@LoginConfig(authMethod = "MP-JWT")
public class TeamApplication extends Application {
  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(WhoAmI.class);
  }
}
