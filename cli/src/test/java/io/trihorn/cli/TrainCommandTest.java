package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Trainings from the command line. */
class TrainCommandTest {
  private static final String TEXT =
      """
      class_name: Sequential
      config:
        layers:
          - {class_name: InputLayer, config: {batch_shape: [null, 28, 28, 1]}}
          - {class_name: Flatten}
          - {class_name: Dense, config: {units: 10, activation: softmax}}
      train:
        optimizer: {class_name: Adam, config: {learning_rate: 0.01}}
        loss: sparse_categorical_crossentropy
        metrics: [accuracy]
        data: {kind: drawn_digits, count: 320, seed: 1}
        test: {kind: drawn_digits, count: 64, seed: 2}
        epochs: 3
        verbose: 0
      """;

  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return Main.execute(line, args);
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  @Test
  void trainsOneTextAfterTheOther() throws Exception {
    String one = file("one.yaml", TEXT);
    String two = file("two.yaml", TEXT.replace("0.01", "0.001"));
    assertEquals(
        0, run("train", "--text", one, "--text", two, "--backend", "onnx"), err.toString());
    String[] lines = out.toString().strip().split("\\R");
    assertEquals(2, lines.length, out.toString());
    assertTrue(lines[0].startsWith(one + ": loss 0."), lines[0]);
    assertTrue(lines[1].startsWith(two + ": loss "), lines[1]);
    assertTrue(lines[1].contains("accuracy="), lines[1]);
  }

  @Test
  void saysWhereATextIsWrong() throws Exception {
    String file = file("wrong.yaml", TEXT.replace("softmax", "sofmax"));
    assertEquals(1, run("train", "--text", file));
    assertTrue(err.toString().startsWith("trihorn: " + file + ":6:"), err.toString());
  }

  @Test
  void wantsOneKindOfText() throws Exception {
    assertEquals(2, run("train"));
    assertEquals(2, run("train", "--text", file("a.yaml", TEXT), "--data", "."));
    assertTrue(err.toString().contains("--data is for --solver"), err.toString());
  }
}
