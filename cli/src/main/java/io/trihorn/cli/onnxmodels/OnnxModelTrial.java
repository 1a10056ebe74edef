package io.trihorn.cli.onnxmodels;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.trihorn.backend.onnx.Onnx;
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
 * @param rounding what values are rounded to
 * @param spread where they are, how far what ONNX Runtime computes without its optimizations is
 *     from what is expected, or moves with the last bits of operands
 * @param loss before the step
 * @param wanted how much less a step should make the loss by its gradients, as a part of it
 * @param gain how much less it is; where values are rounded, half of what it is less than after the
 *     same step uphill
 */
record OnnxModelTrial(
    List<Double> errors,
    Rounding rounding,
    double spread,
    double loss,
    double wanted,
    double gain) {
  /** Four times the last bit of a float. */
  private static final double NUDGE = 0x1p-21;

  private static final int NUDGES = 8;

  private static final List<SampleInputs.Size> SIZES =
      List.of(new SampleInputs.Size(1, 7, 64, 512), new SampleInputs.Size(2, 12, 96, 576));

  /** Operands by the names of inputs, and what should come of them. */
  private record Sample(
      Map<String, TensorData> operands, List<TensorData> expected, double spread) {}

  /** Whether all is within the tolerance and the step gained about what it should. */
  boolean holds(double tolerance) {
    double largest = Math.max(Math.max(tolerance, rounding.tolerance()), 2 * spread);
    return errors.stream().allMatch(e -> e <= largest) && (gained() || !isTrained());
  }

  /** Whether there was a step: files whose weights are all integers have nothing to train. */
  boolean isTrained() {
    return rounding != Rounding.TO_BYTES || wanted > 0;
  }

  private boolean gained() {
    return gain > wanted / rounding.slack() && gain < rounding.slack() * wanted;
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
      Rounding rounding = Rounding.of(file, model);
      List<Sample> samples = samples(file, model);
      if (rounding != Rounding.NONE) {
        samples = spread(file, samples);
      }
      model.on(backend);
      for (Sample sample : samples) {
        errors.add(error(model.predictOnBatch(inputs(model, sample)), sample.expected()));
      }
      double spread = samples.stream().mapToDouble(Sample::spread).max().getAsDouble();
      OnnxModelTrial predicted = new OnnxModelTrial(errors, rounding, spread, 0, 0, 0);
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
    return samples;
  }

  private static List<Sample> computed(Path file) throws IOException {
    List<Sample> samples = new ArrayList<>();
    try (PlainRuntime runtime = new PlainRuntime(file, OptLevel.ALL_OPT)) {
      for (SampleInputs.Size size : SIZES) {
        Map<String, TensorData> operands = SampleInputs.of(runtime.inputs(), size);
        samples.add(new Sample(operands, List.copyOf(runtime.run(operands).values()), 0));
      }
    }
    return samples;
  }

  /** The same with how far ONNX Runtime's own results are apart. */
  private static List<Sample> spread(Path file, List<Sample> samples) {
    try (PlainRuntime plain = new PlainRuntime(file, OptLevel.NO_OPT)) {
      List<Sample> spread = new ArrayList<>();
      for (Sample sample : samples) {
        double apart = spread(plain, sample.operands(), sample.expected());
        // What is not a number allows nothing.
        spread.add(
            new Sample(sample.operands(), sample.expected(), Double.isFinite(apart) ? apart : 0));
      }
      return spread;
    } catch (IOException e) {
      // ONNX Runtime does not run all that PyTorch writes; then the tolerance alone counts.
      return samples;
    }
  }

  private static double spread(
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
    return spread;
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
    if (rounding == Rounding.TO_BYTES && square == 0) {
      return this;
    }
    if (!(square > 0)) {
      throw new IllegalStateException("the gradients are all 0, or one is not a number");
    }
    List<TensorData> weights = model.weightValues();
    OnnxModelTrial trial = this;
    for (double part : rounding.parts()) {
      model.setWeights(weights);
      model.setLearningRate(part * found.loss() / square);
      double before = model.trainOnBatch(inputs, targets).get("loss");
      double after = model.testOnBatch(inputs, targets).get("loss");
      double less =
          rounding == Rounding.NONE
              ? before - after
              : (uphill(model, weights, inputs, targets) - after) / 2;
      trial = new OnnxModelTrial(errors, rounding, spread, before, part, less / before);
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
