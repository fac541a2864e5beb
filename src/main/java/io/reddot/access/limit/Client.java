package io.reddot.access.limit;

/** The user and the address that a call counts for. */
public interface Client {
  String user();

  /** Empty for the application's own calls, which are not limited. */
  String address();
}
