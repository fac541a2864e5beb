package io.reddot.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request that the door has let in, with whom it comes from. For one request. */
final class AdmittedRequest extends HttpServletRequestWrapper {
  private final Principal caller;
  private final Set<String> roles;

  AdmittedRequest(HttpServletRequest request, Principal caller, Set<String> roles) {
    super(request);
    this.caller = caller;
    this.roles = roles;
  }

  @Override
  public Principal getUserPrincipal() {
    return caller;
  }

  /** By what the caller was found: a ticket buys less than a token. */
  @Override
  public @Nullable String getAuthType() {
    Credential credential = Credentials.of((HttpServletRequest) getRequest());
    return credential != null && Tickets.is(credential.text())
        ? Tickets.SCHEME
        : super.getAuthType();
  }

  @Override
  public String getRemoteUser() {
    return caller.getName();
  }

  @Override
  public boolean isUserInRole(String role) {
    return roles.contains(role);
  }
}
