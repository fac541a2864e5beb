package io.reddot.log.jdbc;

import java.util.Map;
import java.util.stream.Stream;

/** The supported databases, with the few differences of their SQL. Immutable. */
enum Product {
  // only this type name makes a primary key an alias of SQLite's row id
  SQLITE(
      "INTEGER",
      "BINARY",
      "WITHOUT ROWID",
      "instr",
      "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"),
  POSTGRESQL("BIGINT", "\"C\"", "", "strpos", "SELECT pg_database_size(current_database())");

  private final String int64;
  private final String bytewise;
  private final String clustered;
  private final String placeOf;
  private final String bytes;

  /**
   * @param bytewise the collation that orders by UTF-8 bytes, whatever the locale
   * @param clustered the end of a table's definition that stores the rows in the index of the
   *     primary key
   * @param placeOf the function that returns the position of one text in another, counted from 1
   * @param bytes the query for the size of the database
   */
  Product(String int64, String bytewise, String clustered, String placeOf, String bytes) {
    this.placeOf = placeOf;
    this.bytes = bytes;
    this.int64 = int64;
    this.bytewise = bytewise;
    this.clustered = clustered;
  }

  /** Returns a text in the order of its UTF-8 bytes. */
  String bytewise(String text) {
    return text + " COLLATE " + bytewise;
  }

  /** Returns the topic of a {@code message} as it is in the index of topics. */
  String topic() {
    return bytewise("message.topic");
  }

  /** Returns the position of one text in another, counted from 1; 0: it is not in it. */
  String placeOf(String text, String part) {
    return placeOf + "(" + text + ", " + part + ")";
  }

  /** Returns the query for the size of the database, in bytes. */
  String bytes() {
    return bytes;
  }

  /** Returns the class path folders of the log's migrations. */
  Stream<String> migrations() {
    String all = "io/reddot/log/migration";
    return this == POSTGRESQL ? Stream.of(all, "io/reddot/log/postgresql") : Stream.of(all);
  }

  /** Returns the placeholders of the migrations. */
  Map<String, String> placeholders() {
    return Map.of(
        "int64", int64, "bytewise", bytewise, "clustered", clustered, "place_of", placeOf);
  }
}
