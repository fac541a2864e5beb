package io.reddot.access;

/**
 * The credential that a caller presents: a token or a {@linkplain Tickets ticket}.
 *
 * @param ambient whether a browser adds it by itself, even to requests that other sites make it
 *     send
 */
record Credential(String text, boolean ambient) {

  /** Omits the text, which must not appear in any log. */
  @Override
  public String toString() {
    return "Credential[ambient=" + ambient + "]";
  }
}
