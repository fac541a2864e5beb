package io.reddot.access;

/**
 * What a caller shows of who it is: a token or a {@linkplain Tickets ticket}.
 *
 * @param ambient whether a browser sends it by itself, along with what other sites make it send
 */
record Credential(String text, boolean ambient) {

  /** Without the text, which belongs into no log. */
  @Override
  public String toString() {
    return "Credential[ambient=" + ambient + "]";
  }
}
