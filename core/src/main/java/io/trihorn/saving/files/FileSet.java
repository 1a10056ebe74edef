package io.trihorn.saving.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A file and others beside it that it refers to by name, so that whoever is killed while he writes
 * leaves the old ones or the new ones, whole. The others get new names where the file is there
 * already; it is written after them, and only then those that were there before are deleted. One
 * writer at a time.
 */
public final class FileSet {
  private static final int TAG = 8;

  private final Path file;
  private final String stem;
  private final String ending;
  private final String tag;
  private final Set<String> parts = new HashSet<>();

  /**
   * A set that is to be written.
   *
   * @param file the file that refers to the others
   * @param stem what the others' names begin with
   * @param ending what they end with, a format of the part's number
   */
  public FileSet(Path file, String stem, String ending) {
    this.file = file.toAbsolutePath();
    this.stem = stem;
    this.ending = ending;
    this.tag = Files.exists(file) ? "-" + UUID.randomUUID().toString().substring(0, TAG) : "";
  }

  /** The name of a part, by its number. */
  public String name(int part) {
    return stem + tag + numbered(part);
  }

  /** The name that a part has where nothing is there before. */
  public String firstName(int part) {
    return stem + numbered(part);
  }

  private String numbered(int part) {
    return String.format(Locale.ROOT, ending, part);
  }

  /** Writes a part. */
  public void write(int part, AtomicFile.Writer writer) throws IOException {
    parts.add(name(part));
    AtomicFile.write(file.resolveSibling(name(part)), writer);
  }

  /** Writes the file, once all parts are there. */
  public void finish(AtomicFile.Writer writer) throws IOException {
    AtomicFile.write(file, writer);
  }

  /**
   * Deletes the parts that nothing refers to any more, and those of sets that were never finished.
   *
   * @param kept the name of one that stays, or empty
   */
  public void clean(String kept) throws IOException {
    String numbers = Pattern.quote(ending).replace("%05d", "\\E\\d{5}\\Q");
    Pattern ours = Pattern.compile(Pattern.quote(stem) + "(-[0-9a-f]{" + TAG + "})?" + numbers);
    List<Path> old = new ArrayList<>();
    try (Stream<Path> all = Files.list(file.getParent())) {
      all.filter(there -> ours.matcher(there.getFileName().toString()).matches())
          .filter(there -> !parts.contains(there.getFileName().toString()))
          .filter(there -> !there.getFileName().toString().equals(kept))
          .forEach(old::add);
    }
    for (Path there : old) {
      Files.deleteIfExists(there);
    }
  }
}
