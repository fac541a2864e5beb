package io.reddot.access;

import io.reddot.json.JsonData;
import io.reddot.message.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET api/demo/token?user=alice&role=operator} returns a token to any client that the demo
 * admits.
 */
@Path("demo/token")
@ApplicationScoped
public class DemoTokenResource {
  @Inject private Authentication authentication;
  @Inject private Demo demo;

  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public String token(
      @QueryParam("user") @Nullable String user,
      @QueryParam("role") @Nullable String role,
      @Context HttpServletRequest request) {
    demo.check(request);
    if (role != null && !role.equals(Caller.OPERATOR)) {
      throw Problem.badRequest("The parameter 'role' must be 'operator' or absent.");
    }
    String token = authentication.demoToken(user == null ? "guest" : user, role != null);
    return JsonData.compact(JsonData.object().add("token", token));
  }
}
