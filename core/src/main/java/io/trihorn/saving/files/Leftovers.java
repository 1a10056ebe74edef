package io.trihorn.saving.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What those who were killed while they wrote a file have left beside it. */
final class Leftovers {
  private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private Leftovers() {}

  /** Deletes them, and puts back what was being replaced. What is being written stays. */
  static void clean(Path file) throws IOException {
    Pattern ours = Pattern.compile("(" + Pattern.quote(Claim.prefix(file)) + UUID + ")\\..+");
    Map<String, List<Path>> byStem = new TreeMap<>();
    try (Stream<Path> all = Files.list(file.getParent())) {
      all.forEach(
          there -> {
            Matcher name = ours.matcher(there.getFileName().toString());
            if (name.matches()) {
              byStem.computeIfAbsent(name.group(1), s -> new ArrayList<>()).add(there);
            }
          });
    }
    for (Map.Entry<String, List<Path>> left : byStem.entrySet()) {
      try (Claim claim = Claim.take(file.resolveSibling(left.getKey()))) {
        if (claim != null) {
          clean(file, claim, left.getValue());
        }
      }
    }
  }

  private static void clean(Path file, Claim claim, List<Path> left) throws IOException {
    if (Files.exists(claim.saved())) {
      Files.move(claim.saved(), file, StandardCopyOption.REPLACE_EXISTING);
    }
    for (Path there : left) {
      // The claim deletes its own lock.
      if (there.getFileName().toString().startsWith(claim.file().getFileName().toString())) {
        Files.deleteIfExists(there);
      }
    }
  }
}
