package io.reddot.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** The endless page, read by an HTML parser script by script, as a browser would. */
final class IframeSubscriber extends StreamSubscriber {
  private static final String END = "</script>";
  private static final String CALL = "r(";

  IframeSubscriber(Site site, String after, String... filters) {
    super(site, "api/iframe", after, filters);
  }

  @Override
  void read(BufferedReader stream) throws IOException {
    StringBuilder part = new StringBuilder();
    for (int c = stream.read(); c >= 0; c = stream.read()) {
      if (c == ' ' && part.toString().isBlank()) {
        beat();
      }
      part.append((char) c);
      if (c == '>' && part.lastIndexOf(END) == part.length() - END.length()) {
        Jsoup.parse(part.toString()).select("script").forEach(this::run);
        part.setLength(0);
      }
    }
  }

  private void run(Element script) {
    String code = script.data();
    if (code.startsWith(CALL)) {
      String envelopes = code.substring(CALL.length(), code.length() - 1);
      try (JsonReader reader = Json.createReader(new StringReader(envelopes))) {
        reader.readArray().getValuesAs(JsonObject.class).forEach(this::arrive);
      }
    }
  }
}
