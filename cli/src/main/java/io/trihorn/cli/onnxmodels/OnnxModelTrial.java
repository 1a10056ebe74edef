package io.trihorn.cli.onnxmodels;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.backend.onnx.imports.OnnxFile;
import io.trihorn.backend.onnx.plain.PlainRuntime;
import io.trihorn.cli.onnxcases.OnnxCase;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.LossGradients;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A file on a backend: loaded without options, predicted with at two sizes, trained for a step.
 *
 * @param errors for each size the largest difference from what is expected, as a part of the
 *     largest element of the output
 * @param quantized whether values are rounded to 8 bits on the way
 * @param halves whether weights are float16
 * @param spread how far what ONNX Runtime computes without its optimizations is from what is
 *     expected, or moves with the last bits of operands
 * @param loss before the step
 * @param wanted how much less a step should make the loss by its gradients, as a part of it
 * @param gain how much less it is; where values are rounded, half of what it is less than after the
 *     same step uphill
 */
record OnnxModelTrial(
    List<Double> errors,
    boolean quantized,
    boolean halves,
    double spread,
    double loss,
    double wanted,
    double gain) {
  /** From a step in which curvature counts to one that is a little above the rounding of floats. */
  private static final List<Double> WANTED = List.of(1e-2, 1e-3, 1e-4, 1e-5, 1e-6);

  /** More than what rounding to 8 bits changes, if curvature lets it. */
  private static final List<Double> WANTED_OF_QUANTIZED = List.of(0.1, 1e-2);

  /** Four times the last bit of a float. */
  private static final double NUDGE = 0x1p-21;

  private static final int NUDGES = 8;

  /** Large, since most of a small step falls below the spacing of halves, and is not taken. */
  private static final List<Double> WANTED_OF_HALVES = List.of(0.3, 0.1);

  private static final double SLACK_OF_HALVES = 4;

  /**
   * A value that lies between two of 8 bits falls on either by the last bit of a float, and what
   * comes of it differs by some steps of 8 bits.
   */
  private static final double ROUNDING = 0.03;

  private static final List<SampleInputs.Size> SIZES =
      List.of(new SampleInputs.Size(1, 7, 64, 512), new SampleInputs.Size(2, 12, 96, 576));

  /** Operands by the names of inputs, and what should come of them. */
  private record Sample(
      Map<String, TensorData> operands, List<TensorData> expected, double spread) {}

  /**
   * Whether all is within the tolerance and the step gained about what it should. Where values are
   * rounded, to 8 bits or to 16, results may be about as far off as ONNX Runtime's own, and
   * gradients through 8 bits are not those of the steps that the loss has.
   */
  boolean holds(double tolerance) {
    double largest = Math.max(quantized ? Math.max(tolerance, ROUNDING) : tolerance, 2 * spread);
    return errors.stream().allMatch(e -> e <= largest) && (gained() || !isTrained());
  }

  /** Whether there was a step: files whose weights are all integers have nothing to train. */
  boolean isTrained() {
    return !quantized || wanted > 0;
  }

  private List<Double> parts() {
    return quantized ? WANTED_OF_QUANTIZED : halves ? WANTED_OF_HALVES : WANTED;
  }

  private boolean gained() {
    double slack = halves ? SLACK_OF_HALVES : 2;
    return quantized ? gain > 0 : gain > wanted / slack && gain < slack * wanted;
  }

  /**
   * Tries a file. Operands and results are those in folders {@code test_data_set_N} beside it; if
   * there are none, ONNX Runtime says what comes of operands by formula.
   *
   * @throws IOException if it cannot be read, or ONNX Runtime does not run it
   */
  static OnnxModelTrial of(Path file, String backend) throws IOException {
    List<Double> errors = new ArrayList<>();
    try (Model model = Onnx.load(file)) {
      List<Sample> samples = samples(file, model);
      model.on(backend);
      for (Sample sample : samples) {
        errors.add(error(model.predictOnBatch(inputs(model, sample)), sample.expected()));
      }
      boolean quantized = OnnxFile.operators(file).contains("Quantize");
      boolean halves = model.weightValues().stream().anyMatch(w -> w.dtype() == DataType.FLOAT16);
      double spread = samples.stream().mapToDouble(Sample::spread).max().getAsDouble();
      OnnxModelTrial predicted = new OnnxModelTrial(errors, quantized, halves, spread, 0, 0, 0);
      return predicted.step(model, samples.get(samples.size() - 1));
    }
  }

  /** Those that are stored beside the file; if there are none, what ONNX Runtime makes of some. */
  private static List<Sample> samples(Path file, Model model) throws IOException {
    OnnxCase stored = new OnnxCase(file.toAbsolutePath().getParent());
    List<Path> folders = stored.dataSets();
    if (folders.isEmpty()) {
      return computed(file);
    }
    List<Sample> samples = new ArrayList<>();
    for (Path folder : folders) {
      Map<String, TensorData> operands = new LinkedHashMap<>();
      List<TensorData> given = OnnxCase.tensors(folder, "input");
      for (int i = 0; i < given.size(); i++) {
        operands.put(model.inputs().get(i).layer().name(), given.get(i));
      }
      samples.add(new Sample(operands, OnnxCase.tensors(folder, "output"), 0));
    }
    try (PlainRuntime plain = new PlainRuntime(file, OptLevel.NO_OPT)) {
      List<Sample> spread = new ArrayList<>();
      for (Sample sample : samples) {
        spread.add(sample(plain, sample.operands(), sample.expected()));
      }
      return spread;
    } catch (IOException e) {
      // ONNX Runtime does not run all that PyTorch writes; then the tolerance alone counts.
      return samples;
    }
  }

  private static List<Sample> computed(Path file) throws IOException {
    List<Sample> samples = new ArrayList<>();
    try (PlainRuntime runtime = new PlainRuntime(file, OptLevel.ALL_OPT);
        PlainRuntime plain = new PlainRuntime(file, OptLevel.NO_OPT)) {
      for (SampleInputs.Size size : SIZES) {
        Map<String, TensorData> operands = SampleInputs.of(runtime.inputs(), size);
        samples.add(sample(plain, operands, List.copyOf(runtime.run(operands).values())));
      }
    }
    return samples;
  }

  private static Sample sample(
      PlainRuntime plain, Map<String, TensorData> operands, List<TensorData> expected)
      throws IOException {
    List<TensorData> others = List.copyOf(plain.run(operands).values());
    double spread = error(others, expected);
    for (int seed = 0; seed < NUDGES; seed++) {
      Random random = new Random(seed);
      Map<String, TensorData> nudged = new LinkedHashMap<>();
      operands.forEach((name, operand) -> nudged.put(name, nudged(operand, random)));
      spread = Math.max(spread, error(List.copyOf(plain.run(nudged).values()), others));
    }
    return new Sample(operands, expected, spread);
  }

  /** The same but for the last bits of what is not whole. */
  private static TensorData nudged(TensorData operand, Random random) {
    if (operand.dtype() != DataType.FLOAT32) {
      return operand;
    }
    TensorData nudged = operand.copy();
    for (long i = 0; i < nudged.size(); i++) {
      nudged.setDouble(i, nudged.getDouble(i) * (1 + NUDGE * random.nextGaussian()));
    }
    return nudged;
  }

  private static TensorData[] inputs(Model model, Sample sample) {
    return model.inputs().stream()
        .map(input -> sample.operands().get(input.layer().name()))
        .toArray(TensorData[]::new);
  }

  private static double error(List<TensorData> made, List<TensorData> expected) {
    if (made.size() != expected.size()) {
      throw new IllegalStateException(
          "expected %d outputs, but got %d".formatted(expected.size(), made.size()));
    }
    double largest = 0;
    for (int i = 0; i < made.size(); i++) {
      largest = Math.max(largest, error(made.get(i), expected.get(i)));
    }
    return largest;
  }

  private static double error(TensorData made, TensorData expected) {
    if (!made.type().shape().equals(expected.type().shape())) {
      throw new IllegalStateException(
          "expected an output %s, but got %s".formatted(expected.type(), made.type()));
    }
    double off = 0;
    double scale = 0;
    for (long i = 0; i < expected.size(); i++) {
      double difference = Math.abs(made.getDouble(i) - expected.getDouble(i));
      // Not a number is as far off as can be.
      off = Math.max(off, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
      scale = Math.max(scale, Math.abs(expected.getDouble(i)));
    }
    return off == 0 ? 0 : off / scale;
  }

  /**
   * A step towards outputs that are somewhat larger and smaller in turn; a smaller one where the
   * loss is so curved that it does not do what the gradients say.
   */
  private OnnxModelTrial step(Model model, Sample sample) {
    model.compile(Optimizers.sgd(0), "mean_squared_error");
    List<TensorData> inputs = List.of(inputs(model, sample));
    List<TensorData> targets = sample.expected().stream().map(OnnxModelTrial::shifted).toList();
    LossGradients found = model.gradients(Dataset.of(inputs, targets));
    double square = found.gradients().values().stream().mapToDouble(OnnxModelTrial::square).sum();
    if (quantized && square == 0) {
      return this;
    }
    if (!(square > 0)) {
      throw new IllegalStateException("the gradients are all 0, or one is not a number");
    }
    List<TensorData> weights = model.weightValues();
    OnnxModelTrial trial = this;
    for (double part : parts()) {
      model.setWeights(weights);
      model.setLearningRate(part * found.loss() / square);
      double before = model.trainOnBatch(inputs, targets).get("loss");
      double after = model.testOnBatch(inputs, targets).get("loss");
      double less =
          quantized || halves
              ? (uphill(model, weights, inputs, targets) - after) / 2
              : before - after;
      trial = new OnnxModelTrial(errors, quantized, halves, spread, before, part, less / before);
      if (trial.gained()) {
        break;
      }
    }
    return trial;
  }

  /**
   * The loss after the same step in the other direction. Where values are rounded, any step throws
   * some of them into the next bin, which makes a loss larger that was the least there is; that
   * befalls both directions.
   */
  private static double uphill(
      Model model, List<TensorData> weights, List<TensorData> inputs, List<TensorData> targets) {
    List<TensorData> down = model.weightValues();
    List<TensorData> up = new ArrayList<>();
    for (int i = 0; i < down.size(); i++) {
      TensorData mirrored = weights.get(i).copy();
      if (mirrored.dtype().isFloating()) {
        for (long k = 0; k < mirrored.size(); k++) {
          mirrored.setDouble(k, 2 * mirrored.getDouble(k) - down.get(i).getDouble(k));
        }
      }
      up.add(mirrored);
    }
    model.setWeights(up);
    return model.testOnBatch(inputs, targets).get("loss");
  }

  private static TensorData shifted(TensorData output) {
    TensorData target = output.copy();
    for (long i = 0; i < target.size(); i++) {
      target.setDouble(i, output.getDouble(i) + (i % 2 == 0 ? 0.25 : -0.25));
    }
    return target;
  }

  private static double square(TensorData gradient) {
    return Arrays.stream(gradient.toDoubleArray()).map(g -> g * g).sum();
  }
}
