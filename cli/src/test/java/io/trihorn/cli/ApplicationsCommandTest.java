package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.testkit.goldens.FormulaValues;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table of architectures, with the smallest of them. */
class ApplicationsCommandTest {
  /**
   * What {@code keras.applications.MobileNetV3Small(weights=None, input_shape=(64, 64, 3),
   * classes=10)} of Keras 3.15.1 on PyTorch predicts with the weights and the image of {@link
   * FormulaValues}.
   */
  private static final String PROBABILITIES =
      "0.1112072, 0.1100652, 0.1076366, 0.1043216, 0.1006311, 0.09708458, 0.0941321, 0.09211064,"
          + " 0.09123103, 0.09157986";

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  private void golden(String probabilities) throws IOException {
    Files.writeString(
        folder.resolve("MobileNetV3Small.json"),
        "{\"name\": \"MobileNetV3Small\", \"probe\": {\"input_size\": 64, \"classes\": 10,"
            + " \"probabilities\": ["
            + probabilities
            + "]}}");
  }

  private int run(String models, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("applications", "--backend", "onnx", "--runs", "1"));
    arguments.addAll(List.of("--models", models, "--output", table().toString()));
    arguments.addAll(List.of(more));
    return Main.execute(
        Main.commandLine().setErr(new PrintWriter(err, true)), arguments.toArray(String[]::new));
  }

  private Path table() {
    return folder.resolve("table.md");
  }

  private List<String> cells() throws IOException {
    List<String> lines = Files.readAllLines(table());
    assertEquals(3, lines.size(), lines::toString);
    return List.of(lines.get(2).split("\\|")).stream().map(String::strip).toList();
  }

  @Test
  void aRowHoldsSizeErrorAndTimes() throws IOException {
    golden(PROBABILITIES);
    assertEquals(0, run("MobileNetV3Small", "--goldens", folder.toString()), err::toString);
    List<String> cells = cells();
    assertEquals(List.of("MobileNetV3Small", "64", "2,554,968"), cells.subList(1, 4));
    assertTrue(Double.parseDouble(cells.get(4)) < 1e-5, cells::toString);
    for (String time : cells.subList(5, 8)) {
      assertTrue(Double.parseDouble(time) > 0, cells::toString);
    }
  }

  @Test
  void anErrorAboveTheToleranceFails() throws IOException {
    golden(PROBABILITIES.replace("0.1112072", "0.1122072"));
    assertEquals(1, run("MobileNetV3Small", "--goldens", folder.toString()));
    // 0.001 of 0.1122072.
    assertEquals(8.9e-3, Double.parseDouble(cells().get(4)), 1e-9);
    assertTrue(err.toString().startsWith("MobileNetV3Small: error 0.0089"), err::toString);
  }

  @Test
  void whatIsNotThereIsSaidBeforeAnythingIsTried() {
    assertEquals(1, run("MobileNetV3Small,MobileNetV9"));
    assertTrue(err.toString().contains("there is no architecture 'MobileNetV9'"), err::toString);
    assertFalse(Files.exists(table()));
    assertEquals(1, run("MobileNetV3Small", "--goldens", folder.resolve("none").toString()));
    assertTrue(err.toString().contains("none"), err::toString);
    assertFalse(Files.exists(table()));
  }
}
