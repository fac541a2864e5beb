package io.reddot.web;

import io.reddot.message.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests that the container refuses by itself: under {@code api/} with problem+json,
 * elsewhere with our page. The containers' own pages repeat the request and name the server. Mapped
 * in {@code web.xml} as the error page of the application. Thread-safe.
 */
public class ErrorServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final String PAGE = "/WEB-INF/error.jsp";

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    int status =
        request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
            ? code
            : HttpServletResponse.SC_NOT_FOUND; // the error page itself was requested
    if (api(request)) {
      ProblemAnswer.write(response, new Problem(status, detail(status)));
      return;
    }
    response.setStatus(status);
    request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, status);
    request.getRequestDispatcher(PAGE).forward(shown(request), response);
  }

  /** If a request was refused before any filter ran, only the path that was sent is known. */
  private static boolean api(HttpServletRequest request) {
    Boolean marked = Routes.marked(request);
    if (marked != null) {
      return marked;
    }
    return request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) instanceof String uri
        && uri.startsWith(request.getContextPath() + "/api/");
  }

  /** Returns the detail of a problem of which only the status is known. */
  static String detail(int status) {
    return switch (status) {
      case 404 -> "There is nothing here.";
      case 405, 501 -> "This method is not allowed here.";
      case 406 -> "None of the media types that the request accepts is available here.";
      case 415 -> "The media type of the body is not accepted here.";
      default ->
          status < 500
              ? "The server refused the request."
              : "Something went wrong on the server; it has been logged.";
    };
  }

  /**
   * Presents the request as a GET or HEAD. A JSP accepts few methods, but a request with any method
   * can be refused.
   */
  private static HttpServletRequest shown(HttpServletRequest request) {
    return new HttpServletRequestWrapper(request) {
      @Override
      public @Nullable String getMethod() {
        return "HEAD".equals(super.getMethod()) ? "HEAD" : "GET";
      }
    };
  }
}
