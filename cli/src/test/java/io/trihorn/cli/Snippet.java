package io.trihorn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Java program of a page.
 *
 * @param name of the class that is made of it
 * @param title tells whose it is
 * @param code as the page has it
 * @param shown what the page says that it prints, or which message ends it; null where it says
 *     nothing
 */
record Snippet(String name, String title, String code, String shown) {
  private static final Pattern BLOCK =
      Pattern.compile("```java\\R(.*?)```(?:\\R+```text\\R(.*?)```)?", Pattern.DOTALL);

  /** Its program needs Spark, and is run by the module that has it. */
  private static final String SPARK = "spark.md";

  /** Those of README.md, CONTRIBUTING.md and docs, in the order of the pages. */
  static List<Snippet> all(Path root) throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (Path page : pages(root)) {
      Matcher block = BLOCK.matcher(Files.readString(page));
      while (block.find()) {
        String name = "Snippet" + (snippets.size() + 1);
        String title = name + " of " + page.getFileName();
        snippets.add(new Snippet(name, title, block.group(1), block.group(2)));
      }
    }
    return snippets;
  }

  private static List<Path> pages(Path root) throws IOException {
    try (Stream<Path> docs = Files.walk(root.resolve("docs"))) {
      return Stream.concat(
              Stream.of(root.resolve("README.md"), root.resolve("CONTRIBUTING.md")),
              docs.filter(page -> page.toString().endsWith(".md") && !page.endsWith(SPARK))
                  .sorted())
          .toList();
    }
  }

  /** Writes a class whose main method is the program; its imports stand in front. */
  Path write(Path directory) throws IOException {
    Map<Boolean, List<String>> lines =
        code.lines().collect(Collectors.partitioningBy(line -> line.startsWith("import ")));
    String program =
        String.join("\n", lines.get(true))
            + "\nclass "
            + name
            + " {\n  public static void main(String[] args) throws Exception {\n"
            + String.join("\n", lines.get(false))
            + "\n  }\n}\n";
    return Files.writeString(directory.resolve(name + ".java"), program);
  }
}
