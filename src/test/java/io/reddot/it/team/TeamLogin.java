package io.reddot.it.team;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.credential.BasicAuthenticationCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.CredentialValidationResult.Status;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Jakarta Security's way to log in: whoever says who it is is checked, nobody has to. */
@ApplicationScoped
public class TeamLogin implements HttpAuthenticationMechanism {
  private static final String BASIC = "Basic ";

  @Inject private IdentityStoreHandler stores;

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.startsWith(BASIC)) {
      return context.doNothing();
    }
    CredentialValidationResult result =
        stores.validate(new BasicAuthenticationCredential(header.substring(BASIC.length())));
    return result.getStatus() == Status.VALID
        ? context.notifyContainerAboutLogin(result)
        : context.responseUnauthorized();
  }
}
