package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ImportCasesCommandTest {
  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();

  private int run(ByteArrayOutputStream out, String... args) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err, true));
    PrintStream before = System.out;
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      return Main.execute(line, args);
    } finally {
      System.setOut(before);
    }
  }

  private void architecture(String name, String className) throws IOException {
    Path file = folder.resolve("configs/keras1").resolve(name + ".json");
    Files.createDirectories(file.getParent());
    Files.writeString(
        file,
        "{\"class_name\":\"Sequential\",\"keras_version\":\"1.2.2\",\"config\":[{\"class_name\":\""
            + className
            + "\",\"config\":{\"output_dim\":2,\"batch_input_shape\":[null,3],\"name\":\"a\"}}]}");
  }

  @Test
  void theLastLineHasTheCounts() throws IOException {
    architecture("dense", "Dense");
    architecture("highway", "Highway");
    Path report = folder.resolve("report.json");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        run(
            out,
            "import-cases",
            folder.toString(),
            "--backend",
            "reference",
            "--report",
            report.toString());
    assertEquals(0, code, err.toString());
    String text = out.toString(StandardCharsets.UTF_8).strip();
    assertTrue(text.endsWith("1 passed, 0 failed, 1 unsupported"), text);
    assertTrue(text.contains("unsupported configs/keras1/highway.json"), text);
    JsonObject json = JsonParser.parseString(Files.readString(report)).getAsJsonObject();
    assertEquals(
        1, json.getAsJsonObject("kinds").getAsJsonObject("configs").get("passed").getAsInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cases", "import-cases", "onnx-cases"})
  void aDirectoryWithoutCasesIsAnError(String command) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(1, run(out, command, folder.toString(), "--backend", "reference"));
    assertTrue(err.toString().contains("cases"), err.toString());
    assertTrue(err.toString().contains(folder.toString()), err.toString());
  }
}
