package io.reddot.web;

import io.reddot.message.CallerLog;
import io.reddot.message.Problem;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger.Level;

/** Answers every failure of a JAX-RS resource with problem+json, never with an HTML page. */
@Provider
public class ProblemMapper implements ExceptionMapper<Throwable> {
  private static final System.Logger LOGGER = System.getLogger(ProblemMapper.class.getName());

  @Override
  public Response toResponse(Throwable failure) {
    Throwable cause = Problem.cause(failure);
    if (cause instanceof Problem problem) {
      return response(problem).build();
    }
    if (cause instanceof WebApplicationException refused) {
      return refused(refused.getResponse());
    }
    CallerLog.SHARED.log(
        LOGGER, Level.ERROR, "unexpected failure", cause.getClass().getName(), "", cause);
    return response(new Problem(500, "Something went wrong on the server; it has been logged."))
        .build();
  }

  /** Answers a refusal of JAX-RS itself: no such resource, method or media type. */
  private static Response refused(Response original) {
    int status = original.getStatus();
    if (status < 400) {
      return original;
    }
    Response.ResponseBuilder answer = response(new Problem(status, ErrorServlet.detail(status)));
    String allow = original.getHeaderString("Allow");
    return (allow == null ? answer : answer.header("Allow", allow)).build();
  }

  private static Response.ResponseBuilder response(Problem problem) {
    Response.ResponseBuilder answer =
        Response.status(problem.status()).type("application/problem+json").entity(problem.toJson());
    String retryAfter = problem.retryAfterSeconds();
    return retryAfter == null ? answer : answer.header("Retry-After", retryAfter);
  }
}
