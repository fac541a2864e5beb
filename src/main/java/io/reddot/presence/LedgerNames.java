package io.reddot.presence;

import io.reddot.config.SingleInstance;
import io.reddot.hub.KnownNames;
import io.reddot.log.MessageLog;
import io.reddot.log.NameSearch;
import io.reddot.log.Transactions;
import io.reddot.message.Topic;
import jakarta.inject.Inject;
import java.util.List;

/**
 * The users whose sessions are in the ledger, or whose subscriptions were refused. The users of
 * shared subscriptions are among them; their names are no names of users. Thread-safe.
 */
@SingleInstance
public class LedgerNames implements KnownNames {
  private final Transactions transactions;

  @Inject
  public LedgerNames(MessageLog log) {
    this.transactions = log.transactions();
  }

  @Override
  public List<String> users(String prefix, String after, int limit) {
    return transactions.read(
        sql -> NameSearch.find(sql, "session_ledger", "reader", prefix, after, limit));
  }

  @Override
  public boolean user(String name) {
    return transactions.read(
        sql ->
            sql.exists("SELECT 1 FROM session_ledger WHERE reader = ? LIMIT 1", name)
                || sql.exists("SELECT 1 FROM session_refusal WHERE reader = ? LIMIT 1", name));
  }

  @Override
  public boolean topic(Topic topic) {
    return transactions.read(
        sql ->
            sql.exists("SELECT 1 FROM session_ledger_stem WHERE stem = ? LIMIT 1", topic.name()));
  }
}
