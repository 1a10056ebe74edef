package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.backend.Backends;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return Main.execute(line, args);
  }

  @Test
  void helpNamesEveryCommand() {
    assertEquals(0, run("--help"));
    for (String command : new String[] {"doctor", "bench", "--debug", "-Dtrihorn.backend"}) {
      assertTrue(out.toString().contains(command), out.toString());
    }
    assertEquals("", err.toString());
  }

  @Test
  void everyCommandHasHelp() {
    for (String command : Main.commandLine().getSubcommands().keySet()) {
      assertEquals(0, run(command, "--help"), command + ": " + err);
    }
    assertTrue(out.toString().contains("Usage: trihorn doctor"), out.toString());
  }

  @Test
  void versionIsTrihorns() {
    assertEquals(0, run("--version"));
    assertEquals("trihorn " + Backends.version(), out.toString().strip());
  }

  @Test
  void wrongUsageIsTwoAndOnStandardError() {
    assertEquals(2, run("no-such-command"));
    assertTrue(err.toString().contains("no-such-command"), err.toString());
    assertEquals(2, run());
    assertTrue(err.toString().contains("Expected a command."), err.toString());
    assertEquals(2, run("doctor", "--no-such-option"));
    assertEquals("", out.toString());
  }

  @Test
  void aFailureIsOneMessageAndTheStackTraceOnlyForThoseWhoAsk() {
    assertEquals(1, run("bench", "lenet", "--rounds", "3"));
    assertTrue(err.toString().startsWith("trihorn: the peers that Trihorn is measured against"));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(err.toString().contains("./trihorn bench lenet"), err.toString());
    assertEquals(1, run("bench", "--debug"));
    assertTrue(err.toString().contains("\tat io.trihorn.cli.BenchCommand.call"), err.toString());
    assertFalse(out.toString().contains("at io.trihorn"));
  }

  @Test
  void anExampleSaysWhichDataItNeeds(@TempDir Path empty) {
    assertEquals(1, run("example", "iris", "--data", empty.toString()));
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertTrue(
        err.toString().contains("tabular/iris.csv") && err.toString().contains("--data DIR"),
        err.toString());
  }

  @Test
  void anExampleThatIsNotThereIsWrongUsage() {
    assertEquals(2, run("example", "tulips"));
    assertTrue(err.toString().contains("no example 'tulips'"), err.toString());
    assertTrue(err.toString().contains("wgan-gp"), err.toString());
  }

  @Command(name = "broken")
  private static final class Broken implements Runnable {
    @Override
    public void run() {
      throw new NoSuchMethodError("com.example.Thing.call()");
    }
  }

  @Test
  void aLibraryThatCannotBeLinkedIsAFailureLikeOthers() {
    CommandLine line = Main.commandLine().addSubcommand(new Broken());
    line.setErr(new PrintWriter(err, true));
    assertEquals(1, Main.execute(line, "broken"));
    assertTrue(err.toString().contains("NoSuchMethodError: com.example.Thing.call()"));
    assertEquals(1, err.toString().lines().count(), err.toString());
  }
}
