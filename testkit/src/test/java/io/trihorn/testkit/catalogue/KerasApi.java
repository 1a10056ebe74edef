package io.trihorn.testkit.catalogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Keras 3's public names, and what is said of some of them; see the resources of these names. */
final class KerasApi {
  private KerasApi() {}

  /** The names by namespace. */
  static Map<String, List<String>> names() {
    Map<String, List<String>> names = new LinkedHashMap<>();
    for (String line : lines("keras-names.txt")) {
      List<String> words = List.of(line.split(" "));
      names.put(words.get(0), words.subList(1, words.size()));
    }
    return names;
  }

  /** The classes or methods of names that are here under another one. */
  static Map<String, String> elsewhere() {
    return pairs("keras-elsewhere.txt");
  }

  /** The reasons for names, or namespaces, that are not here; in order. */
  static Map<String, String> leftOut() {
    return pairs("keras-left-out.txt");
  }

  private static Map<String, String> pairs(String resource) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String line : lines(resource)) {
      int space = line.indexOf(' ');
      pairs.put(line.substring(0, space), line.substring(space + 1));
    }
    return pairs;
  }

  private static List<String> lines(String resource) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                KerasApi.class.getResourceAsStream(resource), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
