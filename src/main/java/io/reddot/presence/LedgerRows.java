package io.reddot.presence;

import io.reddot.message.TopicFilter;
import io.reddot.presence.LedgerStore.Row;
import io.reddot.session.Account;
import io.reddot.session.Following;
import io.reddot.session.Goodbye;
import io.reddot.session.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Accounts as rows and back. Filters stand one a line, with the part of the log that they were
 * followed for, if that was not all the session's: no filter has a line break or a tab.
 */
final class LedgerRows {
  /** What a session followed beyond so many characters is not remembered. */
  private static final int FILTERS = 4_000;

  private static final int DEVICE = 200;

  private LedgerRows() {}

  static Row row(Account account) {
    Identity identity = account.identity();
    Goodbye goodbye = account.goodbye();
    return new Row(
        identity.id(),
        identity.user(),
        device(identity.device()),
        identity.transport(),
        account.since(),
        account.until(),
        account.start(),
        account.through(),
        filters(account.followed()),
        goodbye == null ? null : goodbye.code());
  }

  static String device(String device) {
    return device.length() <= DEVICE ? device : device.substring(0, DEVICE);
  }

  private static String filters(List<Following> followed) {
    StringBuilder filters = new StringBuilder();
    for (Following one : followed) {
      String pattern = one.filter().pattern();
      if (filters.length() + pattern.length() > FILTERS) {
        break;
      }
      filters.append(filters.isEmpty() ? "" : "\n").append(pattern);
      if (one.after() > 0 || one.upTo() < Following.STILL) {
        filters.append('\t').append(one.after()).append('\t').append(one.upTo());
      }
    }
    return filters.toString();
  }

  static Account account(Row row) {
    return new Account(
        new Identity(row.session(), row.user(), row.device(), row.transport(), Instant.MAX),
        row.since(),
        row.until(),
        row.start(),
        row.through(),
        followed(row.filters()),
        goodbye(row.goodbye()));
  }

  private static List<Following> followed(String filters) {
    List<Following> followed = new ArrayList<>();
    filters
        .lines()
        .forEach(
            line -> {
              String[] parts = line.split("\t", -1);
              followed.add(
                  parts.length == 3
                      ? new Following(
                          new TopicFilter(parts[0]),
                          Long.parseLong(parts[1]),
                          Long.parseLong(parts[2]))
                      : new Following(new TopicFilter(parts[0]), 0, Following.STILL));
            });
    return followed;
  }

  private static @Nullable Goodbye goodbye(@Nullable Integer code) {
    return code == null ? null : Goodbye.of(code);
  }
}
