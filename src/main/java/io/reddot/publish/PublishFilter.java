package io.reddot.publish;

import io.reddot.access.Caller;
import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * {@code POST api/messages}: one message or an array of them, now or later, all or nothing.
 *
 * <p>Not a JAX-RS resource, for JAX-RS took more of the processor for such a call than everything
 * else together; and a filter, because the same address's {@code GET} is JAX-RS's. Mapped in {@code
 * web.xml} behind the door, which answers what it throws. Thread-safe.
 */
public class PublishFilter extends HttpFilter {
  private static final long serialVersionUID = 1L;

  @Inject private transient PublishRequests requests;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!request.getMethod().equals("POST")) {
      chain.doFilter(request, response);
      return;
    }
    Caller caller = (Caller) request.getUserPrincipal();
    byte[] json = requests.read(request.getInputStream());
    boolean array = Drafts.isArray(json);
    CompletionStage<String> answer =
        requests.publish(
            caller,
            requests.read(caller, json.length, () -> requests.drafts().read(json, caller.user())),
            accepted ->
                array
                    ? accepted.stream()
                        .map(Drafts::answer)
                        .collect(Collectors.joining(",", "[", "]"))
                    : Drafts.answer(accepted.get(0)));
    new PendingAnswer(request.startAsync()).with(answer);
  }
}
