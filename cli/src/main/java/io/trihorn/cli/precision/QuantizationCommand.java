package io.trihorn.cli.precision;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.Saving;
import io.trihorn.saving.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the table of what quantized models weigh, how long they take and how far off they are. */
@Command(
    name = "quantization",
    description =
        "Quantizes an MLP and a Transformer in each mode, and prints their files' sizes, how far"
            + " their outputs are from float32's, and how long a batch of one row takes.")
public final class QuantizationCommand implements Callable<Integer> {
  private static final int ROUNDS = 51;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      split = ",",
      description = "Which backends; by default dl4j, tensorflow and onnx.")
  private List<String> backends = List.of("dl4j", "tensorflow", "onnx");

  @Option(names = "--runs", description = "How often each is run (${DEFAULT-VALUE}).")
  private int runs = 510;

  @Option(names = "--output", paramLabel = "FILE.md", description = "Where to write the table.")
  private Path output;

  /**
   * A form of a model on one backend.
   *
   * @param bytes of its file
   * @param milliseconds of a batch of one row: the least mean of some rounds
   * @param gain how often its time fits into float32's: the median of the rounds
   */
  private record Measured(long bytes, TensorData outputs, double milliseconds, double gain) {}

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
            + " that a batch of one row takes, at best, and how often that fits into float32's time,"
            + " by the median of rounds in which the forms take turns. No engine"
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
    Map<String, List<Measured>> measured = new LinkedHashMap<>();
    for (String backend : backends) {
      measured.put(backend, measure(subject, backend));
    }
    List<Form> forms = Form.all();
    for (int i = 0; i < forms.size(); i++) {
      lines.add(row(forms.get(i), i, measured));
    }
    lines.add("");
  }

  private static String row(Form form, int place, Map<String, List<Measured>> measured) {
    double off = 0;
    long bytes = 0;
    StringBuilder times = new StringBuilder();
    for (List<Measured> forms : measured.values()) {
      Measured made = forms.get(place);
      off = Math.max(off, off(forms.get(0).outputs(), made.outputs()));
      bytes = made.bytes();
      times.append(
          String.format(Locale.ROOT, " %.2f (x %.2f) |", made.milliseconds(), made.gain()));
    }
    return String.format(
        Locale.ROOT, "| %s | %,d | %.4f |%s", form.name(), bytes / 1024, off, times);
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

  /** All forms of a model on a backend, float32 first. */
  private List<Measured> measure(Subject subject, String backend) throws IOException {
    TensorData row =
        TensorData.of(
            new Random(3).ints(subject.length(), 0, Subject.WORDS).toArray(), 1, subject.length());
    List<Model> models = new ArrayList<>();
    try {
      for (Form form : Form.all()) {
        Model model = subject.factory().get();
        models.add(model);
        model.seed(1).on(backend);
        form.make().accept(subject, model);
      }
      List<TensorData> outputs = new ArrayList<>();
      models.forEach(m -> outputs.add(m.predictOnBatch(row).get(0)));
      double[][] times = times(models, row);
      List<Measured> measured = new ArrayList<>();
      for (int i = 0; i < models.size(); i++) {
        measured.add(
            new Measured(
                bytes(models.get(i)),
                outputs.get(i),
                DoubleStream.of(times[i]).min().orElseThrow(),
                medianGain(times[0], times[i])));
      }
      return measured;
    } finally {
      models.forEach(Model::close);
    }
  }

  /**
   * The milliseconds of each model in each round; they take turns, as the machine has its moods.
   */
  private double[][] times(List<Model> models, TensorData row) {
    int each = Math.max(1, runs / ROUNDS);
    double[][] times = new double[models.size()][ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      for (int m = 0; m < models.size(); m++) {
        long start = System.nanoTime();
        for (int i = 0; i < each; i++) {
          models.get(m).predictOnBatch(row);
        }
        times[m][round] = (System.nanoTime() - start) / 1e6 / each;
      }
    }
    return times;
  }

  private static double medianGain(double[] floats, double[] times) {
    double[] gains = new double[times.length];
    Arrays.setAll(gains, i -> floats[i] / times[i]);
    Arrays.sort(gains);
    return gains[gains.length / 2];
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
