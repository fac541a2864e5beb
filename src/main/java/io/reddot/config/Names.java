package io.reddot.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds properties that look like settings but are unknown. */
final class Names {
  private static final String OURS = "reddot.";

  /** Kubernetes sets these for a service whose name begins with "reddot". */
  private static final Pattern KUBERNETES =
      Pattern.compile(
          "REDDOT(_[A-Z0-9_]+)?_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)"
              + "|PORT(_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)");

  private static final Map<String, Setting<?>> KNOWN =
      Catalogue.ALL.stream().collect(Collectors.toMap(Setting::variable, Function.identity()));

  private Names() {}

  /**
   * Returns a sentence for the log about each unknown name.
   *
   * @param names the names of all properties and environment variables
   */
  static List<String> unknown(Iterable<String> names) {
    Map<String, Set<String>> unknown = new TreeMap<>();
    for (String name : names) {
      String variable = Setting.variable(name);
      boolean ours = name.startsWith(OURS) || name.toUpperCase(Locale.ROOT).startsWith("REDDOT_");
      if (ours && !KNOWN.containsKey(variable) && !KUBERNETES.matcher(variable).matches()) {
        unknown.computeIfAbsent(variable, key -> new TreeSet<>()).add(name);
      }
    }
    List<String> sentences = new ArrayList<>();
    unknown.forEach(
        (variable, spellings) -> {
          // Some servers list a variable under the name of the property as well.
          String name = spellings.contains(variable) ? variable : spellings.iterator().next();
          Setting<?> nearest = nearest(variable);
          String meant = name.startsWith(OURS) ? nearest.name() : nearest.variable();
          sentences.add(
              Type.line(name) + " is not a setting of Red Dot; the closest name is " + meant + ".");
        });
    return sentences;
  }

  static Setting<?> nearest(String variable) {
    return Catalogue.ALL.stream()
        .min(Comparator.comparingInt(setting -> distance(variable, setting.variable())))
        .orElseThrow();
  }

  /** Returns the number of letters to add, remove or change (Levenshtein). */
  static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int changed = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
