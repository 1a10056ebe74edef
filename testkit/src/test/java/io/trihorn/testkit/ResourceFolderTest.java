package io.trihorn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.testkit.goldens.GoldenRunner;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceFolderTest {
  @Test
  void filesBesideAClassAreFound() {
    assertTrue(Files.exists(ResourceFolder.of(GoldenRunner.class, "cases").resolve("index.json")));
    assertThrows(
        IllegalArgumentException.class, () -> ResourceFolder.of(GoldenRunner.class, "none"));
  }

  /** What is in a jar is copied once. */
  @Test
  void filesInAJarAreCopied(@TempDir Path folder) throws Exception {
    Path jar = folder.resolve("some.jar");
    String path = ResourceFolderTest.class.getName().replace('.', '/');
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new ZipEntry(path + ".class"));
      try (var in = getClass().getResourceAsStream("ResourceFolderTest.class")) {
        in.transferTo(entries);
      }
      String data = path.substring(0, path.lastIndexOf('/')) + "/data/";
      entries.putNextEntry(new ZipEntry(data));
      entries.putNextEntry(new ZipEntry(data + "inner/"));
      entries.putNextEntry(new ZipEntry(data + "inner/a.txt"));
      entries.write("text".getBytes("UTF-8"));
    }
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      Class<?> owner = loader.loadClass(ResourceFolderTest.class.getName());
      Path copy = ResourceFolder.of(owner, "data");
      assertEquals("text", Files.readString(copy.resolve("inner/a.txt")));
      assertEquals(copy, ResourceFolder.of(owner, "data"));
    }
  }
}
