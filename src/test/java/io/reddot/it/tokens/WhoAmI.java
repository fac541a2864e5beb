package io.reddot.it.tokens;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;

/** Something of the team's own beside Red Dot: the user, as the container knows it. */
@Path("who-am-i")
public class WhoAmI {
  @GET
  public String name(@Context SecurityContext security) {
    Principal user = security.getUserPrincipal();
    return user == null ? "" : user.getName();
  }
}
