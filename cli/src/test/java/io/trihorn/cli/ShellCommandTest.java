package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.Backends;
import io.trihorn.cli.SourceProgram.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is typed into the shell needs no import for a first model; JBang's script runs in it too.
 */
class ShellCommandTest {
  private static final Path SCRIPT = Path.of("../packaging/jbang/groups.jsh").toAbsolutePath();

  @TempDir Path directory;

  private Outcome shell(Path file) throws Exception {
    return SourceProgram.run(
        directory,
        SourceProgram.classPath().stream(),
        Map.of("trihorn.backend", "onnx", "java.util.prefs.userRoot", directory.toString()),
        Main.class.getName(),
        "shell",
        file.toString());
  }

  @Test
  void aModelIsOneLine() throws Exception {
    Path typed =
        Files.writeString(
            directory.resolve("typed.jsh"),
            """
            var model = new Sequential(input(2), dense(3, "softmax"))
            var out = model.predict(new double[][] {{1, 2}, {3, 4}})
            System.out.println(out.getShape() + " on " + model.backend().name())
            /exit Math.round(out.sum().getFloat())
            """);
    Outcome outcome = shell(typed);
    assertTrue(outcome.output().contains("(2, 3) on onnx"), outcome.output());
    assertEquals(2, outcome.exit(), outcome.output());
  }

  @Test
  void theScriptForJBangRuns() throws Exception {
    Outcome outcome = shell(SCRIPT);
    assertEquals(0, outcome.exit(), outcome.output());
    assertTrue(outcome.output().contains("(1, 1)"), outcome.output());
  }

  @Test
  void theScriptAsksForABackendOfThisVersion() throws Exception {
    String wanted = "//DEPS io.trihorn:trihorn-backend-onnx:" + Backends.version();
    assertTrue(Files.readAllLines(SCRIPT).contains(wanted), wanted);
  }
}
