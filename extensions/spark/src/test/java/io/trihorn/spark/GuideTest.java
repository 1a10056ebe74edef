package io.trihorn.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The blocks of the guide are one program, which runs. */
@ExtendWith(LocalSpark.class)
class GuideTest {
  private static final Path PAGE = Path.of("../../docs/guide/spark.md");
  private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);

  @TempDir Path folder;

  @Test
  void theGuidesProgramRuns() throws Exception {
    List<String> blocks =
        BLOCK.matcher(Files.readString(PAGE)).results().map((MatchResult r) -> r.group(1)).toList();
    assertTrue(blocks.size() >= 4, "the guide has lost its program");
    Map<Boolean, List<String>> lines =
        String.join("\n", blocks)
            .lines()
            .collect(Collectors.partitioningBy(line -> line.startsWith("import ")));
    String program =
        String.join("\n", lines.get(true))
            + "\npublic class Guide {\n  public static void main(String[] args) throws Exception {\n"
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
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      loader
          .loadClass("Guide")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[0]);
    }
  }
}
