package io.trihorn.backend.onnx.imports;

import static io.trihorn.backend.onnx.imports.Protos.floats;
import static io.trihorn.backend.onnx.imports.Protos.graph;
import static io.trihorn.backend.onnx.imports.Protos.input;
import static io.trihorn.backend.onnx.imports.Protos.integer;
import static io.trihorn.backend.onnx.imports.Protos.longs;
import static io.trihorn.backend.onnx.imports.Protos.model;
import static io.trihorn.backend.onnx.imports.Protos.node;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.trihorn.backend.onnx.Onnx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Files that were changed at random load, or say what is wrong; nothing else happens. */
class OnnxFuzzTest {
  private static final List<byte[]> SEEDS = new ArrayList<>();
  private static Path file;

  @BeforeContainer
  static void seeds() throws IOException {
    file = Files.createTempFile("trihorn", ".onnx");
    SEEDS.add(
        model(
                graph(List.of(input("x", "n", 1, 6, 6)), List.of("y"))
                    .addInitializer(floats("w", List.of(2L, 1L, 3L, 3L), new double[18]))
                    .addInitializer(longs("shape", List.of(2L), -1, 8))
                    .addNode(node("Conv", List.of("x", "w"), List.of("c")))
                    .addNode(
                        node("MaxPool", List.of("c"), List.of("p"), ints("kernel_shape", 2, 2)))
                    .addNode(node("Reshape", List.of("p", "shape"), List.of("r")))
                    .addNode(node("Softmax", List.of("r"), List.of("y"), integer("axis", 1))),
                13)
            .build()
            .toByteArray());
    String given = System.getProperty("trihorn.test.shared");
    Path module = Path.of("").toAbsolutePath();
    Path root = given != null ? Path.of(given) : module.getParent().resolve("../shared");
    Path published = root.resolve("peer-suites/onnx-node");
    if (Files.isDirectory(published)) {
      try (Stream<Path> files = Files.walk(published)) {
        for (Path p : files.filter(f -> f.endsWith("model.onnx")).sorted().toList()) {
          SEEDS.add(Files.readAllBytes(p));
        }
      }
    }
  }

  private static ai.onnx.proto.OnnxMl.AttributeProto ints(String name, long... values) {
    var attribute =
        ai.onnx.proto.OnnxMl.AttributeProto.newBuilder()
            .setName(name)
            .setType(ai.onnx.proto.OnnxMl.AttributeProto.AttributeType.INTS);
    Arrays.stream(values).forEach(attribute::addInts);
    return attribute.build();
  }

  @AfterContainer
  static void remove() throws IOException {
    Files.deleteIfExists(file);
  }

  @Property(tries = 1500, shrinking = ShrinkingMode.OFF)
  void changedBytes(@ForAll Random random) throws IOException {
    byte[] bytes = SEEDS.get(random.nextInt(SEEDS.size())).clone();
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        case 2 -> bytes = Arrays.copyOf(bytes, Math.max(at, 1));
        default -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(16), bytes.length - Math.max(at, from));
          System.arraycopy(bytes.clone(), from, bytes, at, length);
        }
      }
    }
    Files.write(file, bytes);
    assertTimeoutPreemptively(Duration.ofSeconds(60), OnnxFuzzTest::load);
  }

  private static void load() throws IOException {
    try {
      Onnx.load(file, new LoadOptions().maxBytes(1 << 26)).close();
    } catch (OnnxImportException e) {
      if (e.getMessage() == null || e.getMessage().isBlank()) {
        throw new AssertionError("an exception without a message", e);
      }
    }
  }
}
