package io.reddot.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * By which token somebody is let in, and until when.
 *
 * @param tokenId the token's own id ({@code jti}), by which it can be revoked; null: it has none
 * @param issuedAt when it was issued ({@code iat}); null: it does not say
 * @param expiresAt when it ends, and with it every session that it opened
 */
public record Validity(@Nullable String tokenId, @Nullable Instant issuedAt, Instant expiresAt) {

  /** Of somebody who brought no token. */
  public static Validity until(Instant expiresAt) {
    return new Validity(null, null, expiresAt);
  }
}
