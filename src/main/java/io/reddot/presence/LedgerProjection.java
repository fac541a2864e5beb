package io.reddot.presence;

import io.reddot.log.Projection;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Names the migrations of the ledger's tables, which change in transactions of their own.
 * Stateless.
 */
@ApplicationScoped
public class LedgerProjection implements Projection {
  @Override
  public String migrations() {
    return "io/reddot/presence/migration";
  }
}
