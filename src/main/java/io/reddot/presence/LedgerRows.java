package io.reddot.presence;

import io.reddot.message.TopicFilter;
import io.reddot.presence.LedgerStore.Row;
import io.reddot.session.DeliveryRecord;
import io.reddot.session.Goodbye;
import io.reddot.session.Identity;
import io.reddot.session.SubscribedRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Converts delivery records to rows of the ledger and back. Filters are stored one per line, each
 * with its range of the log unless that is the session's whole range. No filter has a line break or
 * a tab. Stateless.
 */
final class LedgerRows {
  /**
   * The number of characters of filters that are stored for a session; further filters are dropped.
   */
  private static final int FILTERS = 4_000;

  private static final int DEVICE = 200;

  private LedgerRows() {}

  static Row row(DeliveryRecord record) {
    Identity identity = record.identity();
    Goodbye goodbye = record.goodbye();
    return new Row(
        identity.id(),
        identity.user(),
        device(identity.device()),
        identity.transport(),
        record.since(),
        record.until(),
        record.start(),
        record.through(),
        filters(record.subscribed()),
        goodbye == null ? null : goodbye.code());
  }

  static String device(String device) {
    return device.length() <= DEVICE ? device : device.substring(0, DEVICE);
  }

  private static String filters(List<SubscribedRange> subscribed) {
    StringBuilder filters = new StringBuilder();
    for (SubscribedRange one : subscribed) {
      String pattern = one.filter().pattern();
      if (filters.length() + pattern.length() > FILTERS) {
        break;
      }
      filters.append(filters.isEmpty() ? "" : "\n").append(pattern);
      if (one.after() > 0 || one.upTo() < SubscribedRange.ONGOING) {
        filters.append('\t').append(one.after()).append('\t').append(one.upTo());
      }
    }
    return filters.toString();
  }

  static DeliveryRecord record(Row row) {
    return new DeliveryRecord(
        new Identity(row.session(), row.user(), row.device(), "", row.transport(), Instant.MAX),
        row.since(),
        row.until(),
        row.start(),
        row.through(),
        subscribed(row.filters()),
        goodbye(row.goodbye()));
  }

  private static List<SubscribedRange> subscribed(String filters) {
    List<SubscribedRange> subscribed = new ArrayList<>();
    filters
        .lines()
        .forEach(
            line -> {
              String[] parts = line.split("\t", -1);
              subscribed.add(
                  parts.length == 3
                      ? new SubscribedRange(
                          new TopicFilter(parts[0]),
                          Long.parseLong(parts[1]),
                          Long.parseLong(parts[2]))
                      : new SubscribedRange(new TopicFilter(parts[0]), 0, SubscribedRange.ONGOING));
            });
    return subscribed;
  }

  private static @Nullable Goodbye goodbye(@Nullable Integer code) {
    return code == null ? null : Goodbye.of(code);
  }
}
