package io.reddot.config;

import java.util.List;

/** Settings that the application must not start with. Its message has a line for each. */
public final class WrongSettings extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<String> sentences;

  WrongSettings(List<String> sentences) {
    super("Red Dot does not start with these settings:\n" + String.join("\n", sentences));
    this.sentences = sentences;
  }

  /** Returns a sentence for each invalid setting. */
  public List<String> sentences() {
    return sentences;
  }
}
