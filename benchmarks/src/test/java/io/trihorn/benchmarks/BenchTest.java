package io.trihorn.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as a user gives it, with children and all. */
class BenchTest {
  private static final String REFERENCE = Entrants.REFERENCES.get(0);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  private int bench(String... args) {
    return new CommandLine(new Bench())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  @Test
  void racesAndWritesBothReports() throws IOException {
    Path file = directory.resolve("report.json");
    int exit =
        bench(
            "mlp",
            "--only",
            "djl-pytorch," + REFERENCE,
            "--rounds",
            "2",
            "--seconds",
            "0.1",
            "--json",
            file.toString());
    assertEquals(0, exit, out + "\n" + err);

    JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    JsonArray results = json.getAsJsonArray("results");
    assertEquals(2 * Measure.values().length, results.size());
    results.forEach(
        result -> {
          assertEquals(2, result.getAsJsonObject().getAsJsonArray("rounds").size());
          assertTrue(result.getAsJsonObject().get("median").getAsDouble() > 0);
          assertTrue(result.getAsJsonObject().has("cpuRatio"));
        });
    assertTrue(json.getAsJsonObject("settings").get("djl-pytorch").getAsString().contains("2.7.1"));
    assertTrue(out.toString().contains("train step"), out.toString());
  }

  @Test
  void enginesAloneRunWhatIsExported() {
    String names = "onnxruntime-plain,tensorflow-savedmodel";
    assertEquals(
        0, bench("gru", "--only", names, "--rounds", "1", "--seconds", "0.1"), err.toString());
    for (String name : names.split(",")) {
      assertEquals(2, out.toString().split(name + " +[0-9]", -1).length - 1, out.toString());
    }
    assertFalse(out.toString().contains(Measure.TRAIN.title()), out.toString());
  }

  @Test
  void inputIsProbed() {
    int exit =
        bench(
            "mlp",
            "--only",
            "trihorn-onnx",
            "--probe",
            "input",
            "--rounds",
            "1",
            "--images",
            "1000");
    assertEquals(0, exit, out + "\n" + err);
    for (Feeding.Source source : Feeding.Source.values()) {
      assertTrue(out.toString().contains("step from " + source.title()), out.toString());
      assertTrue(out.toString().contains("waited, " + source.title()), out.toString());
    }
    assertTrue(out.toString().contains("double[][] : prepared"), out.toString());
  }

  @Test
  void probes() {
    int exit =
        bench(
            "mlp",
            "--only",
            REFERENCE,
            "--probe",
            "first-loss,memory,peak",
            "--rounds",
            "1",
            "--steps",
            "5,10");
    assertEquals(0, exit, out + "\n" + err);
    assertTrue(out.toString().contains("process start to first loss"), out.toString());
    assertTrue(out.toString().contains("memory at step 5 "), out.toString());
    assertTrue(out.toString().contains("memory at step 10 "), out.toString());
    assertTrue(out.toString().contains("peak memory of 3 steps"), out.toString());
    assertTrue(out.toString().contains("load at the end: "), out.toString());
  }

  @Test
  void aModelInAFileAnswersInAProcessOfItsOwn() {
    int exit = bench("mlp", "--only", "trihorn-onnx", "--probe", "start", "--rounds", "1");
    assertEquals(0, exit, out + "\n" + err);
    assertTrue(out.toString().contains("to first answer of a file's model"), out.toString());
    assertEquals(1, bench("mlp", "--only", REFERENCE, "--probe", "start", "--rounds", "1"));
    assertTrue(out.toString().contains(Ability.OPEN.lack()), out.toString());
  }

  @Test
  void whatIsMeasuredOfAModelIsToldAtOnce() {
    String names = "trihorn-onnx";
    assertEquals(
        0,
        bench("mlp", "lenet", "--only", names, "--probe", "first-loss", "--rounds", "1"),
        out + "\n" + err);
    int first = out.toString().indexOf("mlp: ");
    assertTrue(first >= 0 && first < out.toString().indexOf("lenet: "), out.toString());
    assertEquals(first, out.toString().lastIndexOf("mlp: "), "each table is printed once");
  }

  @Test
  void generation() {
    int exit = bench("gru", "--only", "trihorn-onnx", "--probe", "generate", "--rounds", "1");
    assertEquals(0, exit, out + "\n" + err);
    for (Generating.Way way : Generating.Way.values()) {
      assertTrue(out.toString().contains("step, " + way.title() + " "), out.toString());
    }
    assertEquals(1, bench("mlp", "--only", "trihorn-onnx", "--probe", "generate", "--rounds", "1"));
    assertTrue(out.toString().contains("the model keeps no state between steps"), out.toString());
  }

  @Test
  void arraysAreRacedByTurns() {
    String names = "trihorn-onnx,djl-pytorch";
    assertEquals(
        0,
        bench("mlp", "--only", names, "--arrays", "--rounds", "2", "--seconds", "0.1"),
        out + "\n" + err);
    for (Computing.Work work : Computing.Work.values()) {
      assertTrue(out.toString().contains(work.title()), out.toString());
    }
    assertTrue(err.toString().contains("round 2: djl-pytorch"), err.toString());
  }

  @Test
  void oneSampleIsAskedForInTwoWays() {
    int exit = bench("mlp", "--only", "trihorn-onnx", "--probe", "ask", "--rounds", "1");
    assertEquals(0, exit, out + "\n" + err);
    for (Asking.Way way : Asking.Way.values()) {
      assertTrue(out.toString().contains("one sample, " + way.title() + " "), out.toString());
    }
    assertTrue(out.toString().contains("Predictor : predict"), out.toString());
  }

  @Test
  void threadsShareAModelBesideProcessesThatShareNothing() {
    int exit = bench("mlp", "--only", "trihorn-onnx", "--probe", "threads", "--rounds", "1");
    assertEquals(0, exit, out + "\n" + err);
    for (String who : List.of("1 thread", "2 threads", "16 threads", "a process for each")) {
      assertTrue(out.toString().contains("predict 1, " + who), out.toString());
      assertTrue(out.toString().contains("predict 128, " + who), out.toString());
    }
    assertTrue(out.toString().contains("16 threads : processes"), out.toString());
  }

  @Test
  void aFailureIsReportedAndNotHidden() {
    int exit = bench("mlp", "--only", REFERENCE, "--probe", "fit", "--rounds", "1");
    assertEquals(1, exit);
    assertTrue(out.toString().contains("FAILED mlp " + REFERENCE), out.toString());
    assertTrue(out.toString().contains("no training loop of its own"), out.toString());
  }

  @Test
  void nobodyIsStartedWhoCannotAnswer() {
    assertEquals(1, bench("mlp", "--probe", "generate"));
    assertTrue(out.toString().contains("mlp generate: no contestant can answer"));
    assertFalse(err.toString().contains("probe:"), err.toString());
  }

  @Test
  void aPythonWithoutPeersIsAUsageError() throws IOException {
    assertEquals(2, bench("mlp", "--python", directory.resolve("none").toString()));
    assertTrue(err.toString().contains("does not start"), err.toString());
    Path bare = directory.resolve("bare");
    Files.writeString(bare, "#!/bin/sh\nexit 0\n");
    Files.setPosixFilePermissions(bare, PosixFilePermissions.fromString("rwx------"));
    assertEquals(2, bench("mlp", "--python", bare.toString()));
    assertTrue(err.toString().contains("pip install torch keras"), err.toString());
  }

  @Test
  void unknownNamesAreUsageErrors() {
    assertEquals(2, bench("alexnet"));
    assertTrue(err.toString().contains("there are lenet"), err.toString());
    assertEquals(2, bench("lenet", "--only", "caffe"));
    assertTrue(err.toString().contains("no contestant named 'caffe'"), err.toString());
    assertEquals(2, bench("lenet", "--probe", "heat"));
    assertTrue(err.toString().contains("there are first-loss"), err.toString());
  }
}
