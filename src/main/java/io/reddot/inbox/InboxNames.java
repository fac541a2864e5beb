package io.reddot.inbox;

import io.reddot.config.SingleInstance;
import io.reddot.hub.KnownNames;
import io.reddot.log.MessageLog;
import io.reddot.log.NameSearch;
import io.reddot.log.Transactions;
import jakarta.inject.Inject;
import java.util.List;
import java.util.TreeSet;

/** The users who are in a group or have marked messages, and the groups. Thread-safe. */
@SingleInstance
public class InboxNames implements KnownNames {
  private final Transactions transactions;

  @Inject
  public InboxNames(MessageLog log) {
    this.transactions = log.transactions();
  }

  @Override
  public List<String> users(String prefix, String after, int limit) {
    return transactions.read(
        sql -> {
          TreeSet<String> users = new TreeSet<>(NameSearch.BYTES);
          users.addAll(NameSearch.find(sql, "membership", "member", prefix, after, limit));
          users.addAll(NameSearch.find(sql, "inbox_mark", "reader", prefix, after, limit));
          return users.stream().limit(limit).toList();
        });
  }

  @Override
  public boolean user(String name) {
    return transactions.read(
        sql ->
            sql.exists("SELECT 1 FROM membership WHERE member = ? LIMIT 1", name)
                || sql.exists("SELECT 1 FROM inbox_mark WHERE reader = ? LIMIT 1", name)
                || sql.exists("SELECT 1 FROM inbox_state WHERE reader = ? LIMIT 1", name));
  }

  @Override
  public List<String> groups(String prefix, int limit) {
    return transactions.read(
        sql -> NameSearch.find(sql, "membership", "group_name", prefix, "", limit));
  }
}
