package io.reddot.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One line of the table of {@link Routes}. Immutable.
 *
 * @param path below the context root; <code>{}</code> stands for one segment, <code>{+}</code> for
 *     one or more
 * @param methods the methods that the code behind it serves
 * @param form the form of its answer
 * @param open the methods that need no token
 * @param traits how it differs from other addresses
 */
public record Route(
    String path, Set<String> methods, Form form, Set<String> open, Set<Trait> traits) {
  /** The form of an answer. */
  enum Form {
    /** Made completely, then sent. */
    ANSWER,

    /** Written piece by piece, without an end. */
    STREAM,

    /** A handshake, then frames. */
    WEBSOCKET
  }

  /** A difference from other addresses. */
  enum Trait {
    /** Served even if the site is not configured to admit callers. */
    ALWAYS,

    /** Needs no token from the networks that scrape metrics. */
    SCRAPED,

    /** Refused with 403 only if the caller lacks a role; that is recorded in the audit. */
    OPERATORS
  }

  private static final Pattern VARIABLE = Pattern.compile("\\{\\+?}");

  static Route of(String path, String... methods) {
    return new Route(
        path,
        Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(methods))),
        Form.ANSWER,
        Set.of(),
        Set.of());
  }

  static Route stream(String path) {
    return new Route(path, Set.of("GET"), Form.STREAM, Set.of(), Set.of());
  }

  static Route webSocket(String path) {
    return new Route(path, Set.of("GET"), Form.WEBSOCKET, Set.of(), Set.of());
  }

  Route open(String method) {
    return new Route(path, methods, form, Set.of(method), traits);
  }

  Route with(Trait trait) {
    Set<Trait> more = new HashSet<>(traits);
    more.add(trait);
    return new Route(path, methods, form, open, Set.copyOf(more));
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** Whether a 403 means that the caller is no operator; so it is everywhere in the console. */
  boolean forOperators() {
    return has(Trait.OPERATORS) || path.startsWith("/api/console/");
  }

  boolean stream() {
    return form == Form.STREAM;
  }

  /** Whether the table spells the request's path the same way, and not only resolves to it. */
  boolean spelled(HttpServletRequest request) {
    return request.getRequestURI().equals(request.getContextPath() + path);
  }

  /** Whether the path names exactly one resource. */
  boolean exact() {
    return path.indexOf('{') < 0;
  }

  Pattern pattern() {
    StringBuilder pattern = new StringBuilder();
    int from = 0;
    var variable = VARIABLE.matcher(path);
    while (variable.find()) {
      pattern.append(Pattern.quote(path.substring(from, variable.start())));
      pattern.append(variable.group().equals("{}") ? "[^/]+" : ".+");
      from = variable.end();
    }
    return Pattern.compile(
        pattern.append(Pattern.quote(path.substring(from))).toString(), Pattern.DOTALL);
  }

  /** Whether a method is allowed. HEAD is a GET without a body; a stream has no such answer. */
  boolean allows(String method) {
    return methods.contains(method)
        || method.equals("OPTIONS")
        || (method.equals("HEAD") && !stream() && methods.contains("GET"));
  }

  /** Returns the value of the header {@code Allow} (RFC 9110, section 10.2.1). */
  public String allow() {
    Set<String> all = new LinkedHashSet<>();
    for (String method : methods) {
      all.add(method);
      if (method.equals("GET") && !stream()) {
        all.add("HEAD");
      }
    }
    all.add("OPTIONS");
    return String.join(", ", all);
  }
}
