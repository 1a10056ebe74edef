package io.trihorn.saving;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelResourceTest {
  private static final float[][] ROWS = {{1, 2, 3}, {-1, 0, 4}};

  @TempDir Path directory;

  private Path jar(String entry, byte[] bytes) throws IOException {
    Path jar = directory.resolve("application.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new ZipEntry(entry));
      entries.write(bytes);
      entries.closeEntry();
    }
    return jar;
  }

  private static List<Path> copies() throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().startsWith("trihorn"))
          .filter(path -> Files.exists(path.resolve("in-a-jar.keras")))
          .toList();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"in-a-jar.keras", "in-a-jar.h5"})
  void modelInAJarIsLoaded(String name) throws Exception {
    Path file = directory.resolve(name);
    try (Model saved = new Sequential(input(3), dense(2)).on("reference")) {
      Saving.saveModel(saved, file);
      Path jar = jar("models/" + name, Files.readAllBytes(file));
      try (URLClassLoader classes = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null);
          Model loaded = Saving.loadModel(classes.getResource("models/" + name)).on("reference")) {
        assertArrayEquals(saved.predict(ROWS).toFloatArray(), loaded.predict(ROWS).toFloatArray());
      }
    }
    assertEquals(List.of(), copies(), "copies stay");
  }

  @Test
  void whatIsNotThereIsToldSo() {
    String message =
        assertThrows(
                SavingException.class,
                () -> Saving.loadModel(ModelResourceTest.class.getResource("/none.keras")))
            .getMessage();
    assertTrue(message.contains("getResource gave null"), message);
  }

  @Test
  void whatIsNoModelIsRefusedByItsPlace() throws Exception {
    URL place = jar("notes.txt", "nothing".getBytes(StandardCharsets.UTF_8)).toUri().toURL();
    URL entry = new URL("jar:" + place + "!/notes.txt");
    String message =
        assertThrows(SavingException.class, () -> Saving.loadModel(entry)).getMessage();
    assertTrue(message.contains(".keras"), message);
    assertTrue(message.contains("notes.txt"), message);
  }
}
