package io.trihorn.cli.precision;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the table of what quantized models weigh, how long they take and how far off they are. */
@Command(
    name = "quantization",
    description =
        "Quantizes an MLP and a Transformer in each mode, and prints their files' sizes, how far"
            + " their outputs are from float32's, and how long a batch of one row takes.")
public final class QuantizationCommand implements Callable<Integer> {
  private static final int ROUNDS = 10;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      split = ",",
      description = "Which backends; by default dl4j, tensorflow and onnx.")
  private List<String> backends = List.of("dl4j", "tensorflow", "onnx");

  @Option(names = "--runs", description = "How often each is run (${DEFAULT-VALUE}).")
  private int runs = 200;

  @Option(names = "--output", paramLabel = "FILE.md", description = "Where to write the table.")
  private Path output;

  /**
   * A form of a model on one backend.
   *
   * @param bytes of its file
   * @param milliseconds of a batch of one row: the least mean of some rounds
   */
  private record Measured(long bytes, double milliseconds, TensorData outputs) {}

  @Override
  public Integer call() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("# Models in few bits");
    lines.add("");
    lines.add(
        "Made by `./trihorn quantization --output docs/quantization.md`: an MLP of 16 tokens (two"
            + " layers of 1,024 units) and a Transformer of 64 tokens (two blocks, width 256), with"
            + " weights as initialized. *File* is the `.keras` file, *off* the largest difference"
            + " of an output, as a part of the largest output in float32; then the milliseconds"
            + " that a batch of one row takes, and how often float32's time fits in. No engine"
            + " multiplies by kernels of 4 bits or float8: they are unpacked when they have stayed"
            + " the same from one run to the next, and kept as floats beside what they are stored"
            + " in, as int8 is on `tensorflow`, whose products of bytes take longer than those of"
            + " floats: there files are small, memory is not.");
    lines.add("");
    for (Subject subject : Subject.all()) {
      table(subject, lines);
    }
    String text = String.join("\n", lines);
    if (output == null) {
      System.out.print(text);
    } else {
      AtomicFile.write(output, file -> Files.writeString(file, text));
    }
    return 0;
  }

  private void table(Subject subject, List<String> lines) throws IOException {
    StringBuilder head = new StringBuilder("| " + subject.name() + " | file, KiB | off |");
    StringBuilder rule = new StringBuilder("| --- | ---: | ---: |");
    for (String backend : backends) {
      head.append(" `").append(backend).append("`, ms |");
      rule.append(" ---: |");
    }
    lines.add(head.toString());
    lines.add(rule.toString());
    Map<String, Measured> floats = new LinkedHashMap<>();
    for (Form form : Form.all()) {
      Map<String, Measured> measured = new LinkedHashMap<>();
      for (String backend : backends) {
        measured.put(backend, measure(subject, form, backend));
      }
      if (floats.isEmpty()) {
        floats.putAll(measured);
      }
      lines.add(row(form, floats, measured));
    }
    lines.add("");
  }

  private static String row(Form form, Map<String, Measured> floats, Map<String, Measured> made) {
    Measured any = made.values().iterator().next();
    double off = 0;
    StringBuilder times = new StringBuilder();
    for (Map.Entry<String, Measured> e : made.entrySet()) {
      Measured whole = floats.get(e.getKey());
      off = Math.max(off, off(whole.outputs(), e.getValue().outputs()));
      times.append(
          String.format(
              Locale.ROOT,
              " %.2f (x %.2f) |",
              e.getValue().milliseconds(),
              whole.milliseconds() / e.getValue().milliseconds()));
    }
    return String.format(
        Locale.ROOT, "| %s | %,d | %.4f |%s", form.name(), any.bytes() / 1024, off, times);
  }

  private static double off(TensorData expected, TensorData actual) {
    double largest = 0;
    double scale = 0;
    for (long i = 0; i < expected.size(); i++) {
      largest = Math.max(largest, Math.abs(expected.getDouble(i) - actual.getDouble(i)));
      scale = Math.max(scale, Math.abs(expected.getDouble(i)));
    }
    return largest / scale;
  }

  private Measured measure(Subject subject, Form form, String backend) throws IOException {
    TensorData row =
        TensorData.of(
            new Random(3).ints(subject.length(), 0, Subject.WORDS).toArray(), 1, subject.length());
    try (Model model = subject.factory().get()) {
      model.seed(1).on(backend);
      form.make().accept(subject, model);
      TensorData outputs = model.predictOnBatch(row).get(0);
      return new Measured(bytes(model), milliseconds(model, row), outputs);
    }
  }

  private double milliseconds(Model model, TensorData row) {
    int each = Math.max(1, runs / ROUNDS);
    double least = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < each; i++) {
        model.predictOnBatch(row);
      }
      least = Math.min(least, (System.nanoTime() - start) / 1e6 / each);
    }
    return least;
  }

  private static long bytes(Model model) throws IOException {
    Path folder = Files.createTempDirectory("trihorn-quantization");
    Path file = folder.resolve("model.keras");
    try {
      Saving.saveModel(model, file);
      return Files.size(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }
}
