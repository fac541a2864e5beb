package io.reddot.presence;

import io.reddot.log.Projection;
import jakarta.enterprise.context.ApplicationScoped;

/** Brings the ledger's tables up to date; they change in transactions of their own. Stateless. */
@ApplicationScoped
public class LedgerProjection implements Projection {
  @Override
  public String migrations() {
    return "io/reddot/presence/migration";
  }
}
