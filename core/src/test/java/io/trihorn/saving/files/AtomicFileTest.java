package io.trihorn.saving.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  private static final String LEFT = ".a.keras.01234567-89ab-cdef-0123-456789abcdef";
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("a.keras");
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private void write(String text) throws IOException {
    AtomicFile.write(file, path -> Files.writeString(path, text));
  }

  @Test
  void theFileAloneIsThere() throws IOException {
    write("one");
    write("two");
    assertEquals("two", Files.readString(file));
    assertEquals(Set.of("a.keras"), names());
  }

  @Test
  void whatWasThereStaysWhereWritingFails() throws IOException {
    write("one");
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                AtomicFile.write(
                    file,
                    path -> {
                      Files.writeString(path, "half");
                      throw new IOException("the disk is full");
                    }));
    assertEquals("the disk is full", thrown.getMessage());
    assertEquals("one", Files.readString(file));
    assertEquals(Set.of("a.keras"), names());
  }

  @Test
  void aFolderThatIsMissingIsNamed() {
    Path nowhere = folder.resolve("none").resolve("a.keras");
    IOException thrown =
        assertThrows(IOException.class, () -> AtomicFile.write(nowhere, path -> {}));
    assertTrue(thrown.getMessage().contains("none"), thrown.getMessage());
  }

  @Test
  void whatKilledOnesHaveLeftGoes() throws IOException {
    for (String name :
        List.of(
            LEFT + ".lock", LEFT + ".tmp", LEFT + ".tmp.weights", ".b.keras.tmp", "a.keras.x")) {
      Files.writeString(folder.resolve(name), "left");
    }
    String other = LEFT.replace(".a.", ".b.") + ".tmp";
    Files.writeString(folder.resolve(other), "of another file");
    write("one");
    assertEquals(Set.of("a.keras", "a.keras.x", ".b.keras.tmp", other), names());
  }

  @Test
  void whatIsBeingWrittenStays() throws IOException {
    AtomicFile.write(
        file,
        path -> {
          Files.writeString(path, "outer");
          write("inner");
          assertEquals("inner", Files.readString(file));
          assertEquals("outer", Files.readString(path));
        });
    assertEquals("outer", Files.readString(file));
    assertEquals(Set.of("a.keras"), names());
  }

  @Test
  void aNameIsClaimedOnce() throws IOException {
    Path stem = folder.resolve(LEFT);
    try (Claim claim = Claim.take(stem)) {
      assertEquals(folder.resolve(LEFT + ".tmp"), claim.file());
      assertNull(Claim.take(stem));
    }
    assertEquals(Set.of(), names());
  }

  @Test
  void manyWriteAtOnce() throws IOException {
    IntStream.range(0, 200)
        .parallel()
        .forEach(
            i -> {
              try {
                write("x".repeat(1000 + i));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertTrue(Files.readString(file).matches("x{1000,1199}"));
    assertEquals(Set.of("a.keras"), names());
  }

  @Test
  void inStepsNothingIsLost() throws IOException {
    Path fresh = folder.resolve("fresh");
    Path saved = folder.resolve(LEFT + ".old");
    Files.writeString(fresh, "one");
    AtomicFile.moveInSteps(fresh, file, saved);
    assertEquals("one", Files.readString(file));
    Files.writeString(fresh, "two");
    AtomicFile.moveInSteps(fresh, file, saved);
    assertEquals("two", Files.readString(file));
    assertThrows(IOException.class, () -> AtomicFile.moveInSteps(fresh, file, saved));
    assertEquals("two", Files.readString(file));
    assertEquals(Set.of("a.keras"), names());
  }

  @Test
  void whatWasKilledBetweenTheStepsIsPutBack() throws IOException {
    Files.writeString(folder.resolve(LEFT + ".old"), "old");
    Files.writeString(folder.resolve(LEFT + ".tmp"), "half");
    Files.writeString(folder.resolve(LEFT + ".lock"), "");
    Leftovers.clean(file);
    assertEquals("old", Files.readString(file));
    assertEquals(Set.of("a.keras"), names());
  }
}
