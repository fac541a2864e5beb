package io.reddot.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** A request for HTTP/1.1. Immutable. */
public record Request(String method, String path, List<String> headers) {
  public Request {
    headers = List.copyOf(headers);
  }

  public static Request get(String path, String... headers) {
    return new Request("GET", path, List.of(headers));
  }

  public static Request post(String path, String... headers) {
    return new Request("POST", path, List.of(headers));
  }

  public Request with(String... more) {
    List<String> all = new ArrayList<>(headers);
    all.addAll(List.of(more));
    return new Request(method, path, all);
  }

  /** Without the empty line, so that more headers can follow. */
  String open() {
    StringBuilder text = new StringBuilder();
    text.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    headers.forEach(header -> text.append(header).append("\r\n"));
    return text.toString();
  }

  byte[] bytes() {
    return (open() + "\r\n").getBytes(ISO_8859_1);
  }

  byte[] bytes(String body) {
    return (open() + "Content-Length: " + body.length() + "\r\n\r\n" + body).getBytes(ISO_8859_1);
  }
}
