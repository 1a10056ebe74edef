package io.trihorn.backend;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What configuration says of something. The first of these decides: the system property {@code
 * trihorn.KEY}, the environment variable {@code TRIHORN_KEY} ({@code _} for a dot), the entry
 * {@code "key"} of {@code trihorn.json} on the class path, the same in {@code
 * ~/.trihorn/trihorn.json}.
 *
 * @param value what was chosen
 * @param source where that stands, in words
 */
record Configured(String value, String source) {
  private static final String FILE = "trihorn.json";

  /**
   * What is configured under a key, or null.
   *
   * @throws BackendException if a file cannot be read
   */
  static Configured find(String key) {
    String name = "trihorn." + key;
    String property = System.getProperty(name);
    if (property != null && !property.isBlank()) {
      return new Configured(property.strip(), "the system property " + name);
    }
    String variable = "TRIHORN_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    String environment = System.getenv(variable);
    if (environment != null && !environment.isBlank()) {
      return new Configured(environment.strip(), "the environment variable " + variable);
    }
    return inFiles(key);
  }

  private static Configured inFiles(String key) {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      URL resource =
          (loader == null ? Configured.class.getClassLoader() : loader).getResource(FILE);
      if (resource != null) {
        try (Reader in = new InputStreamReader(resource.openStream(), StandardCharsets.UTF_8)) {
          Configured found = parse(in, key, resource.toString());
          if (found != null) {
            return found;
          }
        }
      }
      Path home = Path.of(System.getProperty("user.home", "."), ".trihorn", FILE);
      if (Files.exists(home)) {
        try (Reader in = Files.newBufferedReader(home)) {
          return parse(in, key, home.toString());
        }
      }
      return null;
    } catch (IOException e) {
      throw new BackendException("cannot read the backend configuration: " + e.getMessage(), e);
    }
  }

  private static Configured parse(Reader in, String key, String where) {
    try {
      JsonObject json = JsonParser.parseReader(in).getAsJsonObject();
      return json.has(key) ? new Configured(json.get(key).getAsString(), where) : null;
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new BackendException(
          where
              + " is not a JSON object such as {\"backend\": \"onnx\", \"device\": \"cpu\"}: "
              + e.getMessage(),
          e);
    }
  }
}
