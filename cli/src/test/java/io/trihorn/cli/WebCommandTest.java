package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command that writes a page; what the page does in a browser is tested beside it. */
class WebCommandTest {
  @TempDir private Path directory;
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    CommandLine line = Main.commandLine();
    line.setErr(new PrintWriter(err, true));
    return Main.execute(line, args);
  }

  /** In place of the npm package, whose files the command only copies. */
  @BeforeEach
  void installed() throws Exception {
    Path dist = Files.createDirectories(directory.resolve("package/dist"));
    Files.writeString(dist.resolve("ort.wasm.bundle.min.mjs"), "module");
    Files.writeString(dist.resolve("ort-wasm-simd-threaded.wasm"), "code");
  }

  @Test
  void writesAllThatThePageAsksFor() throws Exception {
    String out = directory.resolve("out").toString();
    String runtime = directory.resolve("package").toString();
    assertEquals(0, run("web", "lenet", "--out", out, "--runtime", runtime), err.toString());
    Set<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(Path.of(out))) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    assertEquals(
        new TreeSet<>(
            Set.of(
                "index.html",
                "page.js",
                "trainer.js",
                "image.js",
                "trainer.json",
                "train.onnx",
                "train.state.onnx",
                "train.predict.onnx",
                "ort.wasm.bundle.min.mjs",
                "ort-wasm-simd-threaded.wasm")),
        names);
    JsonObject about =
        JsonParser.parseString(Files.readString(Path.of(out, "trainer.json"))).getAsJsonObject();
    assertEquals(10, about.get("classes").getAsInt());
    assertEquals(10, about.getAsJsonObject("weights").size());
  }

  @Test
  void knowsWhichModelsThereAre() {
    assertEquals(2, run("web", "resnet", "--out", directory.toString()));
    assertTrue(err.toString().contains("Expected the model lenet"), err.toString());
  }
}
