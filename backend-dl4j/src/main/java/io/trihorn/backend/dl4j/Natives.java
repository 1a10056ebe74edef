package io.trihorn.backend.dl4j;

import io.trihorn.backend.BackendException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Loads libnd4j once per process: the build for processors if it is on the class path, else the one
 * for cards. They have the same names for other code, so that a process has one of them.
 */
final class Natives {
  /** The versions this was built with. */
  private static final Properties VERSIONS = versions();

  /** Loaded when first asked for; a failure is remembered. */
  private static final class Holder {
    static final Natives NATIVES = new Natives();
  }

  private Installed installed;
  private BackendException failure;

  private Natives() {
    try {
      installed =
          CardNatives.arePresent() && !ProcessorNatives.arePresent()
              ? CardNatives.load()
              : ProcessorNatives.load();
    } catch (BackendException e) {
      failure = e;
    }
  }

  /**
   * The library.
   *
   * @throws BackendException if it cannot be loaded; the message says what to do
   */
  static Installed installed() {
    Natives natives = Holder.NATIVES;
    if (natives.failure != null) {
      throw new BackendException(natives.failure.getMessage(), natives.failure);
    }
    return natives.installed;
  }

  /**
   * The version of what this was built with: {@code nd4j}, {@code openblas}, {@code javacpp},
   * {@code dnnl}.
   */
  static String version(String of) {
    return VERSIONS.getProperty(of);
  }

  private static Properties versions() {
    Properties versions = new Properties();
    try (InputStream in = ProcessorNatives.class.getResourceAsStream("versions.properties")) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return versions;
  }
}
