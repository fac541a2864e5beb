package io.reddot.it;

/**
 * Marks classes that test what runs outside the container: our script in a browser, or a foreign
 * client at the TCP port that the WAR itself serves. A second server would run the same code again,
 * so they run on WildFly only, which boots in half of Payara Micro's time. A class that asserts
 * what the container does (frames, streams, headers, files) is none of them.
 */
public final class OneServer {
  public static final String TAG = "one-server";

  private OneServer() {}
}
