package io.trihorn.saving.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that refer to others. */
class FileSetTest {
  @TempDir private Path folder;
  private Path index;

  @BeforeEach
  void chooseFile() {
    index = folder.resolve("all.json");
  }

  private FileSet parts(String... contents) throws IOException {
    FileSet files = new FileSet(index, "all", "_%05d.bin");
    for (int i = 0; i < contents.length; i++) {
      String content = contents[i];
      files.write(i, path -> Files.writeString(path, content));
    }
    return files;
  }

  private void save(String... contents) throws IOException {
    FileSet files = parts(contents);
    List<String> names = Stream.of(0, 1).limit(contents.length).map(files::name).toList();
    files.finish(path -> Files.write(path, names));
    files.clean("");
  }

  /** What the file that is there refers to. */
  private String whole() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String name : Files.readAllLines(index)) {
      all.append(Files.readString(folder.resolve(name)));
    }
    return all.toString();
  }

  private Set<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(p -> p.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void theFirstSetHasPlainNames() throws IOException {
    save("a", "b");
    assertEquals(Set.of("all.json", "all_00000.bin", "all_00001.bin"), names());
    assertEquals("ab", whole());
  }

  @Test
  void whoeverStopsLeavesTheOldSet() throws IOException {
    save("a", "b");
    parts("c");
    assertEquals("ab", whole(), "after a part");
    FileSet files = parts("c", "d");
    assertEquals("ab", whole(), "after the parts");
    assertThrows(
        IOException.class,
        () ->
            files.finish(
                path -> {
                  throw new IOException("no space left");
                }));
    assertEquals("ab", whole(), "in the file itself");
  }

  @Test
  void theNewSetIsThereBeforeTheOldOneGoes() throws IOException {
    save("a", "b");
    FileSet files = parts("c");
    files.finish(path -> Files.writeString(path, files.name(0)));
    assertEquals("c", whole(), "before anything is deleted");
    files.clean("");
    assertEquals("c", whole());
  }

  @Test
  void whatNobodyRefersToGoes() throws IOException {
    save("a", "b");
    parts("given up", "this too");
    Files.writeString(folder.resolve("all_notes.bin"), "somebody else's");
    save("c");
    save("d");
    assertEquals("d", whole());
    assertEquals(3, names().size(), names().toString());
  }
}
