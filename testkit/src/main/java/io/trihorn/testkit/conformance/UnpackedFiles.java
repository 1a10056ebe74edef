package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.model.FitOptions.epochs;

import io.trihorn.model.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A program that says which of the files that its backend unpacked it has not loaded. */
public final class UnpackedFiles {
  private UnpackedFiles() {}

  /**
   * Prints each file below a folder that is not mapped into this process, then how many are. One
   * file of two names counts once; one without content is not counted.
   *
   * @param arguments the folder
   */
  public static void main(String[] arguments) throws IOException {
    float[][] x = {{1, 0}, {0, 1}, {1, 1}, {0, 0}};
    float[][] y = {{1}, {1}, {2}, {0}};
    try (Sequential model = new Sequential(dense(8, "relu"), dense(1))) {
      model.compile("adam", "mean_squared_error");
      model.fit(x, y, epochs(1).verbose(false));
    }
    Path folder = Path.of(arguments[0]);
    Set<Object> mapped = mapped(folder);
    Set<Object> seen = new HashSet<>();
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      if (Files.size(file) > 0 && seen.add(key(file)) && !mapped.contains(key(file))) {
        System.out.println("not loaded: " + folder.relativize(file));
      }
    }
    seen.retainAll(mapped);
    System.out.println(seen.size() + " loaded");
  }

  /** The files below a folder that this process has in its memory. */
  private static Set<Object> mapped(Path folder) throws IOException {
    Set<Object> keys = new HashSet<>();
    for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
      int path = line.indexOf('/');
      if (path >= 0 && line.startsWith(folder.toRealPath().toString(), path)) {
        Path file = Path.of(line.substring(path));
        // One that was deleted has another name now.
        if (Files.exists(file)) {
          keys.add(key(file));
        }
      }
    }
    return keys;
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }
}
