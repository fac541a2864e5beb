package io.reddot.it.team;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.credential.Credential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Map;
import java.util.Set;

/** The team's users, with their roles; the password of each is its name backwards. */
@ApplicationScoped
public class TeamUsers implements IdentityStore {
  private static final Map<String, Set<String>> ROLES =
      Map.of(
          "anna", Set.of("editor"),
          "otto-op", Set.of("operator"),
          "a/b", Set.of());

  @Override
  public CredentialValidationResult validate(Credential credential) {
    if (credential instanceof UsernamePasswordCredential said) {
      String user = said.getCaller();
      Set<String> roles = ROLES.get(user);
      String password = new StringBuilder(user).reverse().toString();
      if (roles != null && said.compareTo(user, password)) {
        return new CredentialValidationResult(user, roles);
      }
      return CredentialValidationResult.INVALID_RESULT;
    }
    return CredentialValidationResult.NOT_VALIDATED_RESULT;
  }
}
