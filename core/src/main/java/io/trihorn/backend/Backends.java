package io.trihorn.backend;

import ai.djl.Device;
import io.trihorn.config.Names;
import io.trihorn.logging.Slf4j;
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
 * only by name. The device is chosen in the same places: {@link #setDefaultDevice}, {@code
 * trihorn.device}, {@code TRIHORN_DEVICE}, {@code "device"}.
 */
public final class Backends {
  static {
    Slf4j.quietWithoutProvider();
  }

  /** The system property that names the backend. */
  public static final String PROPERTY = "trihorn.backend";

  /** The system property that names the device. */
  public static final String DEVICE_PROPERTY = "trihorn.device";

  /** The environment variable that names the backend. */
  public static final String ENVIRONMENT = "TRIHORN_BACKEND";

  private static final String REFERENCE = "reference";
  private static final Map<String, Backend> REGISTRY = new TreeMap<>();
  private static String chosen;
  private static String chosenDevice;

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
    Configured choice = choice();
    List<String> engines = engines();
    String name = choice != null ? choice.value() : engines.size() == 1 ? engines.get(0) : null;
    return name == null ? Optional.empty() : Optional.ofNullable(registry().get(name));
  }

  private static BackendException noDefault() {
    Configured choice = choice();
    if (choice != null) {
      return new BackendException(
          "there is no backend '"
              + choice.value()
              + "', which "
              + choice.source()
              + " asks for"
              + near(choice.value())
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
    Configured choice = choice();
    return choice == null ? "the only engine present" : choice.source();
  }

  private static Configured choice() {
    String code;
    synchronized (Backends.class) {
      code = chosen;
    }
    return code == null ? Configured.find("backend") : new Configured(code, "Backends.setDefault");
  }

  /**
   * Chooses the device of models that are not moved to one: {@code cpu}, {@code gpu}, {@code
   * gpu:1}, or {@code gpu?} for a GPU if there is one, as {@link DeviceChoice} has them. Null goes
   * back to configuration. It does not look whether there is such a device; {@link #device} does.
   *
   * @throws IllegalArgumentException if it is no such name
   */
  public static synchronized void setDefaultDevice(String name) {
    chosenDevice = name == null ? null : DeviceChoice.of(name).toString();
  }

  /**
   * The device of a backend that code or configuration chooses, and where there is no choice the
   * backend's first. The {@code reference} backend, with which others are compared, is always on
   * its own.
   *
   * @throws BackendException if the chosen device is not there and nothing else will do
   */
  public static Device device(Backend backend) {
    Configured choice = deviceChoice();
    if (choice == null || backend.name().equals(REFERENCE)) {
      return backend.info().devices().get(0);
    }
    try {
      return DeviceChoice.of(choice.value()).on(backend, choice.source());
    } catch (IllegalArgumentException e) {
      throw new BackendException(choice.source() + ": " + e.getMessage(), e);
    }
  }

  /** Which device is chosen and by what, in words; for reports. Empty if none is. */
  public static Optional<String> deviceOrigin() {
    return Optional.ofNullable(deviceChoice())
        .map(choice -> choice.value() + ", chosen by " + choice.source());
  }

  private static Configured deviceChoice() {
    String code;
    synchronized (Backends.class) {
      code = chosenDevice;
    }
    return code == null
        ? Configured.find("device")
        : new Configured(code, "Backends.setDefaultDevice");
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
