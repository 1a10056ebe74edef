package io.trihorn.backend.natives;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories with native libraries: made once, whole, by whoever comes first. */
class NativeDirectoryTest {
  @TempDir private Path folder;
  private Path root;
  private String before;

  @BeforeEach
  void root() {
    root = folder.resolve("natives");
    before = System.getProperty(NativeDirectory.PROPERTY);
    System.setProperty(NativeDirectory.PROPERTY, root.toString());
  }

  @AfterEach
  void asBefore() {
    if (before == null) {
      System.clearProperty(NativeDirectory.PROPERTY);
    } else {
      System.setProperty(NativeDirectory.PROPERTY, before);
    }
  }

  private URL library(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content).toUri().toURL();
  }

  private List<String> made() throws IOException {
    try (Stream<Path> paths = Files.list(root)) {
      return paths.map(p -> p.getFileName().toString()).toList();
    }
  }

  @Test
  void anotherVersionHasAnotherDirectory() throws IOException {
    Path first =
        NativeDirectory.unpack("engine-1", List.of(library("libx.so", new byte[] {1}))).get();
    Path second =
        NativeDirectory.unpack("engine-1", List.of(library("libx.so", new byte[] {2}))).get();
    assertNotEquals(first, second);
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(first.resolve("libx.so")));
    assertArrayEquals(new byte[] {2}, Files.readAllBytes(second.resolve("libx.so")));
  }

  @Test
  void manyAtOnceMakeOne() throws Exception {
    byte[] content = new byte[3_000_000];
    content[content.length - 1] = 7;
    List<URL> libraries = List.of(library("libx.so", content), library("liby.so", content));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Byte>> lasts = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        lasts.add(
            threads.submit(
                () -> {
                  Path made = NativeDirectory.unpack("engine-1", libraries).orElseThrow();
                  return Files.readAllBytes(made.resolve("liby.so"))[content.length - 1];
                }));
      }
      for (Future<Byte> last : lasts) {
        assertEquals((byte) 7, last.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(1, made().size(), made()::toString);
  }

  @Test
  void whatAKilledProcessLeftGoes() throws IOException {
    Path left = Files.createDirectories(root.resolve("engine-1-0.unfinished"));
    Files.write(left.resolve("libx.so"), new byte[9]);
    Path young = Files.createDirectories(root.resolve("engine-1-1.unfinished"));
    Files.setLastModifiedTime(
        left, FileTime.fromMillis(System.currentTimeMillis() - 2L * 60 * 60 * 1000));
    Path made =
        NativeDirectory.unpack("engine-1", List.of(library("libx.so", new byte[] {1}))).get();
    assertEquals(
        List.of(made.getFileName().toString(), young.getFileName().toString()).stream()
            .sorted()
            .toList(),
        made().stream().sorted().toList());
  }

  @Test
  void withoutAPlaceThereIsNone() throws IOException {
    Files.write(root, new byte[1]);
    assertEquals(
        Optional.empty(),
        NativeDirectory.unpack("engine-1", List.of(library("libx.so", new byte[] {1}))));
  }
}
