package io.reddot.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** The endless page, read by an HTML parser block by block, as a browser would. */
final class IframeSubscriber extends StreamSubscriber {
  /** A data block is whole once it is there. */
  private static final String END = "<i></i>";

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
        Jsoup.parse(part.toString()).select("script[type=application/json]").forEach(this::take);
        part.setLength(0);
      }
    }
  }

  private void take(Element block) {
    try (JsonReader reader = Json.createReader(new StringReader(block.data()))) {
      reader.readArray().getValuesAs(JsonObject.class).forEach(this::arrive);
    }
  }
}
