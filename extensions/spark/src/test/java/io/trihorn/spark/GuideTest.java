package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The blocks of the guide are one program, which runs and uses each public class. */
@ExtendWith(LocalSpark.class)
class GuideTest {
  private static final Path PAGE = Path.of("../../docs/guide/spark.md");
  private static final Path SOURCES = Path.of("src/main/java/io/trihorn/spark");
  private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
  private static final Pattern SHOWN = Pattern.compile("```text\\R(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  /** The lines of the program, imports (true) apart from the others. */
  private static Map<Boolean, List<String>> lines() throws IOException {
    List<String> blocks =
        BLOCK.matcher(Files.readString(PAGE)).results().map((MatchResult r) -> r.group(1)).toList();
    assertTrue(blocks.size() >= 4, "the guide has lost its program");
    return String.join("\n", blocks)
        .lines()
        .collect(Collectors.partitioningBy(line -> line.startsWith("import ")));
  }

  @Test
  void theGuidesProgramUsesEachPublicClass() throws Exception {
    List<String> words =
        lines().get(false).stream().flatMap(Pattern.compile("\\W+")::splitAsStream).toList();
    Set<String> unused = new TreeSet<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString().replace(".java", "");
        boolean open =
            !name.equals("package-info")
                && Modifier.isPublic(
                    Class.forName(getClass().getPackageName() + "." + name).getModifiers());
        if (open && !words.contains(name)) {
          unused.add(name);
        }
      }
    }
    assertEquals(Set.of(), unused, "these are in no program of " + PAGE);
  }

  @Test
  void theGuidesProgramRuns() throws Exception {
    Map<Boolean, List<String>> lines = lines();
    String program =
        String.join("\n", lines.get(true))
            + "\n"
            + "public class Guide {\n"
            + "  public static void main(String[] args) throws Exception {\n"
            + String.join("\n", lines.get(false))
            + "\n  }\n}\n";
    Path source = Files.writeString(folder.resolve("Guide.java"), program);
    ByteArrayOutputStream messages = new ByteArrayOutputStream();
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                messages,
                messages,
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                source.toString());
    assertEquals(0, failed, messages.toString(StandardCharsets.UTF_8));
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader
          .loadClass("Guide")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    } finally {
      System.setOut(before);
    }
    for (MatchResult shown : SHOWN.matcher(Files.readString(PAGE)).results().toList()) {
      String output = printed.toString(StandardCharsets.UTF_8);
      assertTrue(output.contains(shown.group(1)), output);
    }
  }
}
