package io.reddot.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The id and lifetime of the token that admitted a caller.
 *
 * @param tokenId the token's own id ({@code jti}), by which it can be revoked; null if it has none
 * @param issuedAt when it was issued ({@code iat}); null if the token does not tell
 * @param expiresAt when it expires, and with it every session that it opened
 */
public record Validity(@Nullable String tokenId, @Nullable Instant issuedAt, Instant expiresAt) {

  /** Returns the validity of a caller that presented no token. */
  public static Validity until(Instant expiresAt) {
    return new Validity(null, null, expiresAt);
  }
}
