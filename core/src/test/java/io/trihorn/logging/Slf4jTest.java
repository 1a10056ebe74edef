package io.trihorn.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SLF4J's complaint is silenced where there is nothing to log with, and only there. */
class Slf4jTest {
  private static final String VERBOSITY = "slf4j.internal.verbosity";
  @TempDir private Path folder;

  private Properties after(Properties properties) throws IOException {
    URL[] classPath = {folder.toUri().toURL()};
    try (URLClassLoader classes = new URLClassLoader(classPath, null)) {
      Slf4j.quietWithoutProvider(classes, properties);
    }
    return properties;
  }

  private static Properties with(String key, String value) {
    Properties properties = new Properties();
    properties.setProperty(key, value);
    return properties;
  }

  @Test
  void withoutAProviderItSaysErrorsOnly() throws IOException {
    assertEquals(with(VERBOSITY, "ERROR"), after(new Properties()));
  }

  @Test
  void aProviderStaysAsItIs() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve("org.slf4j.spi.SLF4JServiceProvider"), "my.own.Provider\n");
    assertEquals(new Properties(), after(new Properties()));
  }

  @Test
  void whatTheUserHasSetStays() throws IOException {
    assertEquals(with(VERBOSITY, "DEBUG"), after(with(VERBOSITY, "DEBUG")));
    assertEquals(
        with("slf4j.provider", "my.own.Provider"),
        after(with("slf4j.provider", "my.own.Provider")));
  }
}
