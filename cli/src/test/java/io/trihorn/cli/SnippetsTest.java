package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.cli.SourceProgram.Outcome;
import io.trihorn.data.digits.Digits;
import io.trihorn.data.digits.DrawnDigits;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The Java programs in README.md and docs, compiled as they stand and run one after another in one
 * process, in the order of the pages: what one writes another may read.
 */
class SnippetsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final String RUN = "PageProgram.run(\"%s\", %s::main);%n";
  private static final String COMPARE = "PageProgram.compare(\"%s\", %s::main, \"%s\");%n";

  @TempDir Path directory;

  @Test
  void allSnippetsRun() throws IOException, InterruptedException {
    List<Path> sources = new ArrayList<>();
    StringBuilder calls = new StringBuilder("import io.trihorn.cli.PageProgram;\n");
    for (Snippet snippet : Snippet.all(ROOT)) {
      sources.add(snippet.write(directory));
      if (snippet.shown() == null) {
        calls.append(RUN.formatted(snippet.title(), snippet.name()));
      } else {
        String shown = snippet.name() + ".txt";
        Files.writeString(directory.resolve(shown), snippet.shown());
        calls.append(COMPARE.formatted(snippet.title(), snippet.name(), shown));
      }
    }
    assertTrue(sources.size() >= 6, "README.md has lost its programs");
    sources.add(new Snippet("All", "all", calls.toString(), null).write(directory));
    Path classes = Files.createDirectory(directory.resolve("classes"));
    assertEquals("", SourceProgram.compile(classes, sources));
    writeDigits();
    Files.copy(
        ROOT.resolve("parquet/src/test/resources/pandas.parquet"),
        directory.resolve("flowers.parquet"));
    copyTransformers();
    Outcome outcome =
        SourceProgram.run(
            directory,
            Stream.concat(Stream.of(classes), SourceProgram.classPath().stream()),
            Map.of(
                "trihorn.backend", "onnx", "trihorn.mnist", directory.resolve("mnist").toString()),
            "All");
    assertEquals(0, outcome.exit(), outcome.output());
    assertTrue(outcome.output().contains("Snippet" + (sources.size() - 1)), outcome.output());
  }

  /** What README.md says of the shade plugin is what the packaging profile builds with. */
  @Test
  void theShadePluginIsToldWhatTheProfileTellsIt() throws IOException {
    String page = Files.readString(ROOT.resolve("README.md"));
    String pom = Files.readString(ROOT.resolve("packaging/uber/pom.xml"));
    for (String part :
        List.of("ServicesResourceTransformer\"/>", "<exclude>META-INF/*.SF</exclude>")) {
      assertTrue(page.contains(part) && pom.contains(part), part);
    }
  }

  /** Small random ones in the layout of Hugging Face. */
  private void copyTransformers() throws IOException {
    Path tested = ROOT.resolve("extensions/huggingface/src/test/resources/io/trihorn/huggingface");
    for (String name : List.of("bert", "gpt2")) {
      Path folder = Files.createDirectory(directory.resolve(name));
      for (String file : List.of("config.json", "model.safetensors", "tokenizer.json")) {
        Files.copy(tested.resolve(name).resolve(file), folder.resolve(file));
      }
    }
  }

  /** MNIST's four files, with digits drawn by code. */
  private void writeDigits() throws IOException {
    Files.createDirectory(directory.resolve("mnist"));
    for (Map.Entry<String, Digits> part :
        Map.of("train", DrawnDigits.draw(320, 1), "t10k", DrawnDigits.draw(64, 2)).entrySet()) {
      Digits digits = part.getValue();
      byte[] pixels = new byte[Math.toIntExact(digits.images().size())];
      digits.images().bytes().get(0, pixels);
      int size = Digits.SIZE;
      idx(part.getKey() + "-images-idx3-ubyte", pixels, digits.rows(), size, size);
      byte[] labels = new byte[digits.rows()];
      IntStream.range(0, labels.length).forEach(i -> labels[i] = (byte) digits.labels().getLong(i));
      idx(part.getKey() + "-labels-idx1-ubyte", labels, digits.rows());
    }
  }

  private void idx(String file, byte[] values, int... dims) throws IOException {
    Path path = directory.resolve("mnist").resolve(file);
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(path))) {
      out.writeInt(0x800 + dims.length);
      for (int extent : dims) {
        out.writeInt(extent);
      }
      out.write(values);
    }
  }
}
