package io.trihorn.backend;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.trihorn.config.Names;
import io.trihorn.logging.Slf4j;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds and chooses backends. The choice is, in this order: the one set by {@link #setDefault}, the
 * system property {@code trihorn.backend}, the environment variable {@code TRIHORN_BACKEND}, {@code
 * "backend"} in {@code trihorn.json} on the class path, the same in {@code
 * ~/.trihorn/trihorn.json}, and the only engine present. The {@code reference} backend is chosen
 * only by name.
 */
public final class Backends {
  static {
    Slf4j.quietWithoutProvider();
  }

  /** The system property that names the backend. */
  public static final String PROPERTY = "trihorn.backend";

  /** The environment variable that names the backend. */
  public static final String ENVIRONMENT = "TRIHORN_BACKEND";

  private static final String REFERENCE = "reference";
  private static final Map<String, Backend> REGISTRY = new TreeMap<>();
  private static String chosen;

  private Backends() {}

  private static synchronized Map<String, Backend> registry() {
    if (REGISTRY.isEmpty()) {
      try {
        for (Backend backend : ServiceLoader.load(Backend.class)) {
          REGISTRY.put(backend.name(), backend);
        }
      } catch (ServiceConfigurationError e) {
        throw new BackendException(
            "a backend on the class path cannot be started: " + e.getMessage(), e);
      }
    }
    return REGISTRY;
  }

  /** The names of the backends on the class path, {@code reference} among them. */
  public static List<String> names() {
    return List.copyOf(registry().keySet());
  }

  /** What each engine on the class path is; loads them all. */
  public static List<BackendInfo> list() {
    return registry().values().stream().map(Backend::info).toList();
  }

  /**
   * The backend of this name.
   *
   * @throws BackendException if it is not on the class path; the message says what is and what to
   *     add
   */
  public static Backend get(String name) {
    Backend backend = registry().get(name);
    if (backend == null) {
      throw new BackendException("there is no backend '" + name + "'" + near(name) + help());
    }
    return backend;
  }

  /** Chooses the backend of this process; null goes back to configuration. */
  public static synchronized void setDefault(String name) {
    if (name != null) {
      get(name);
    }
    chosen = name;
  }

  /**
   * The backend that configuration chooses.
   *
   * @throws BackendException if none is present, several are and none is chosen, or the chosen one
   *     is not there
   */
  public static Backend getDefault() {
    return findDefault().orElseThrow(Backends::noDefault);
  }

  /** The backend that configuration chooses; empty where {@link #getDefault} fails. */
  public static Optional<Backend> findDefault() {
    Choice choice = choice();
    List<String> engines = engines();
    String name = choice != null ? choice.name() : engines.size() == 1 ? engines.get(0) : null;
    return name == null ? Optional.empty() : Optional.ofNullable(registry().get(name));
  }

  private static BackendException noDefault() {
    Choice choice = choice();
    if (choice != null) {
      return new BackendException(
          "there is no backend '"
              + choice.name()
              + "', which "
              + choice.source()
              + " asks for"
              + near(choice.name())
              + help());
    }
    requireSome();
    return new BackendException("several backends were found and none is chosen. " + help());
  }

  /**
   * Fails where nothing could run, since no engine is present and none is named: what comes to need
   * one tells it before.
   *
   * @throws BackendException saying what to add
   */
  public static void requireSome() {
    if (engines().isEmpty() && !isConfigured()) {
      throw new BackendException("no backend was found. " + help());
    }
  }

  /** Whether code or configuration names a backend. */
  public static boolean isConfigured() {
    return choice() != null;
  }

  /** Where the choice of backend comes from, in words; for reports. */
  public static String origin() {
    Choice choice = choice();
    return choice == null ? "the only engine present" : choice.source();
  }

  private record Choice(String name, String source) {}

  private static Choice choice() {
    String code;
    synchronized (Backends.class) {
      code = chosen;
    }
    if (code != null) {
      return new Choice(code, "Backends.setDefault");
    }
    String property = System.getProperty(PROPERTY);
    if (property != null && !property.isBlank()) {
      return new Choice(property.strip(), "the system property " + PROPERTY);
    }
    String environment = System.getenv(ENVIRONMENT);
    if (environment != null && !environment.isBlank()) {
      return new Choice(environment.strip(), "the environment variable " + ENVIRONMENT);
    }
    return fileChoice();
  }

  private static Choice fileChoice() {
    try {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      URL resource =
          (loader == null ? Backends.class.getClassLoader() : loader).getResource("trihorn.json");
      if (resource != null) {
        try (Reader in = new InputStreamReader(resource.openStream(), StandardCharsets.UTF_8)) {
          Choice choice = parse(in, resource.toString());
          if (choice != null) {
            return choice;
          }
        }
      }
      Path home = Path.of(System.getProperty("user.home", "."), ".trihorn", "trihorn.json");
      if (Files.exists(home)) {
        try (Reader in = Files.newBufferedReader(home)) {
          return parse(in, home.toString());
        }
      }
      return null;
    } catch (IOException e) {
      throw new BackendException("cannot read the backend configuration: " + e.getMessage(), e);
    }
  }

  private static Choice parse(Reader in, String where) {
    try {
      JsonObject json = JsonParser.parseReader(in).getAsJsonObject();
      return json.has("backend") ? new Choice(json.get("backend").getAsString(), where) : null;
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      throw new BackendException(
          where + " is not a JSON object such as {\"backend\": \"onnx\"}: " + e.getMessage(), e);
    }
  }

  /** What may be meant by a name: a backend that is here, or could be. */
  private static String near(String name) {
    Set<String> known = new TreeSet<>(registry().keySet());
    known.addAll(List.of("dl4j", "tensorflow", "onnx"));
    // One that exists and is not on the class path needs its Maven lines, not another name.
    String question = known.contains(name) ? "" : Names.didYouMean(name, known);
    return question.isEmpty() ? ". " : question + " ";
  }

  private static List<String> engines() {
    List<String> engines = new ArrayList<>(registry().keySet());
    engines.remove(REFERENCE);
    return engines;
  }

  private static String help() {
    List<String> engines = engines();
    return "Found on the class path: "
        + (engines.isEmpty() ? "no engine" : String.join(", ", engines))
        + " (and 'reference', slow, for checking). Choose one by -D"
        + PROPERTY
        + "=NAME, the environment"
        + " variable "
        + ENVIRONMENT
        + ", {\"backend\": \"NAME\"} in trihorn.json on the class path or in"
        + " ~/.trihorn, or Backends.setDefault. To add one, put into your POM one of\n"
        + mavenLines("dl4j")
        + mavenLines("tensorflow")
        + mavenLines("onnx");
  }

  /** The Maven lines that add a backend to a build. */
  public static String mavenLines(String name) {
    return "  <dependency>\n    <groupId>io.trihorn</groupId>\n    <artifactId>trihorn-backend-"
        + name
        + "</artifactId>\n    <version>"
        + version()
        + "</version>\n  </dependency>\n";
  }

  /** Trihorn's version. */
  public static String version() {
    String version = Backends.class.getPackage().getImplementationVersion();
    return version == null ? "0.1.0-SNAPSHOT" : version;
  }
}
