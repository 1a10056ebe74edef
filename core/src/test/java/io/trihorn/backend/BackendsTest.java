package io.trihorn.backend;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.data.Dataset;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a backend is found and chosen; only the reference is on core's class path. */
class BackendsTest {
  private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
  private final String home = System.getProperty("user.home");
  private final String property = System.getProperty(Backends.PROPERTY);

  @TempDir private Path folder;

  @BeforeEach
  void startWithoutChoice() {
    assumeTrue(System.getenv(Backends.ENVIRONMENT) == null, Backends.ENVIRONMENT + " is set");
    System.clearProperty(Backends.PROPERTY);
    System.setProperty("user.home", folder.resolve("home").toString());
  }

  @AfterEach
  void restore() {
    Backends.setDefault(null);
    Thread.currentThread().setContextClassLoader(loader);
    System.setProperty("user.home", home);
    if (property == null) {
      System.clearProperty(Backends.PROPERTY);
    } else {
      System.setProperty(Backends.PROPERTY, property);
    }
  }

  private void onClassPath(String json) throws IOException {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Files.writeString(classes.resolve("trihorn.json"), json);
    Thread.currentThread()
        .setContextClassLoader(new URLClassLoader(new URL[] {classes.toUri().toURL()}, loader));
  }

  private void atHome(String json) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("home").resolve(".trihorn"));
    Files.writeString(directory.resolve("trihorn.json"), json);
  }

  private static String failure() {
    return assertThrows(BackendException.class, Backends::getDefault).getMessage();
  }

  @Test
  void findsTheReferenceByName() {
    assertTrue(Backends.names().contains("reference"));
    assertSame(Backends.get("reference"), Backends.get("reference"));
    assertEquals("reference", Backends.get("reference").info().name());
  }

  @Test
  void doesNotChooseTheReferenceByItself() {
    String message = failure();
    assertTrue(message.contains("no backend was found"), message);
    assertTrue(message.contains("trihorn-backend-onnx"), message);
    assertTrue(message.contains(Backends.PROPERTY), message);
  }

  @Test
  void predictTellsThatThereIsNoneBeforeItReadsData() {
    try (Sequential model = new Sequential(input(2), dense(1))) {
      Dataset unread =
          Dataset.stream(
              () -> {
                throw new AssertionError("the data were read");
              });
      String message =
          assertThrows(BackendException.class, () -> model.predict(unread)).getMessage();
      assertTrue(message.startsWith("no backend was found."), message);
      assertTrue(model.summary().contains("Total params: 3"));
      model.on("reference");
      assertEquals(1, model.predict(new float[1][2]).size());
    }
  }

  @Test
  void compileTellsThatThereIsNone() {
    try (Sequential model = new Sequential(input(2), dense(1))) {
      String message =
          assertThrows(BackendException.class, () -> model.compile("sgd", "mse")).getMessage();
      assertTrue(message.startsWith("no backend was found."), message);
      model.on("reference").compile("sgd", "mse");
      try (Model again = Model.fromJson(model.toJson())) {
        assertEquals("SGD", again.compilation().optimizer().className(), "as the file says");
      }
    }
  }

  @Test
  void anUnknownNameSaysWhatThereIs() {
    String message = assertThrows(BackendException.class, () -> Backends.get("jax")).getMessage();
    assertTrue(message.contains("'jax'"), message);
    assertTrue(message.contains("reference"), message);
    assertThrows(BackendException.class, () -> Backends.setDefault("jax"));
  }

  @Test
  void anUnknownChoiceSaysWhereItComesFrom() {
    System.setProperty(Backends.PROPERTY, "jax");
    String message = failure();
    assertTrue(message.contains("'jax'"), message);
    assertTrue(message.contains("system property " + Backends.PROPERTY), message);
  }

  @Test
  void codeComesBeforeThePropertyBeforeFiles() throws IOException {
    atHome("{\"backend\": \"from-home\"}");
    assertTrue(failure().contains("from-home"));
    onClassPath("{\"backend\": \"from-class-path\"}");
    assertTrue(failure().contains("from-class-path"));
    System.setProperty(Backends.PROPERTY, "from-property");
    assertTrue(failure().contains("from-property"));
    Backends.setDefault("reference");
    assertEquals("reference", Backends.getDefault().name());
    assertEquals("Backends.setDefault", Backends.origin());
    Backends.setDefault(null);
    System.setProperty(Backends.PROPERTY, " reference ");
    assertEquals("reference", Backends.getDefault().name());
    assertTrue(Backends.origin().contains("system property"));
  }

  @Test
  void aFileWithoutAChoiceIsPassedOver() throws IOException {
    onClassPath("{\"other\": 1}");
    atHome("{\"backend\": \"reference\"}");
    assertEquals("reference", Backends.getDefault().name());
    assertTrue(Backends.origin().contains(".trihorn"), Backends.origin());
  }

  @Test
  void aBrokenFileIsNamed() throws IOException {
    onClassPath("[1, 2");
    assertTrue(failure().contains("trihorn.json"));
    onClassPath("{\"backend\": [\"a\"] , \"x\": }");
    assertTrue(failure().contains("trihorn.json"));
  }
}
