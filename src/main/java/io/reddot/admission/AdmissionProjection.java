package io.reddot.admission;

import io.reddot.log.Projection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Deletes expired tickets, keys of streams and revocations. Stateless. */
@ApplicationScoped
public class AdmissionProjection implements Projection {
  private static final int ROWS_AT_ONCE = 2_000;

  @Override
  public String migrations() {
    return "io/reddot/admission/migration";
  }

  @Override
  public List<Sweep> sweeps() {
    return List.of(
        expired("ticket", "hash", "expires_at"),
        expired("ticket_stream", "hash", "expires_at"),
        expired("revocation", "kind, name", "until"));
  }

  private static Sweep expired(String table, String key, String end) {
    String delete =
        "DELETE FROM %1$s WHERE (%2$s) IN (SELECT %2$s FROM %1$s WHERE %3$s <= ? LIMIT ?)"
            .formatted(table, key, end);
    return new Sweep(
        ROWS_AT_ONCE,
        (transaction, most) -> transaction.sql().update(delete, transaction.now(), most));
  }
}
