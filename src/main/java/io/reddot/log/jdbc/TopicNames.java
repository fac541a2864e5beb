package io.reddot.log.jdbc;

import io.reddot.log.NameSearch;
import io.reddot.log.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Finds topics of the log by their first characters. Stateless. */
final class TopicNames {
  private static final String RESERVED = "$";

  /** The first text after all that begin with {@value #RESERVED}. */
  private static final String AFTER_RESERVED = "%";

  private TopicNames() {}

  /** As {@link io.reddot.log.MessageLog#topics}. */
  static List<String> find(Sql sql, Product product, String prefix, int limit) throws SQLException {
    if (!prefix.isEmpty()) {
      return NameSearch.find(
          sql,
          "message",
          "topic",
          product.topic(),
          prefix,
          "",
          topic -> topic.startsWith(prefix),
          limit);
    }
    List<String> topics =
        new ArrayList<>(
            NameSearch.find(
                sql,
                "message",
                "topic",
                product.topic(),
                "",
                "",
                topic -> topic.compareTo(RESERVED) < 0,
                limit));
    topics.addAll(
        NameSearch.find(
            sql,
            "message",
            "topic",
            product.topic(),
            AFTER_RESERVED,
            "",
            topic -> true,
            limit - topics.size()));
    return topics;
  }
}
