package io.reddot.access.limit;

/** The user and the address whose limits a call counts towards. */
public interface Client {
  String user();

  /** Empty for the application's own calls, which are not limited. */
  String address();
}
