package io.trihorn.cli.onnxmodels;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.onnx.Onnx;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The published all-MiniLM-L6-v2 with 8 bits. Engines differ on it by more than floats do, since a
 * value between two of 8 bits falls on either by its last bit: one engine's own results move as far
 * where the last bits of the weights that are floats do.
 *
 * <p>The profile {@code public-models} downloads the file; {@code -Dtrihorn.test.minilm=FILE} names
 * it elsewhere.
 */
class BinEdgesTest {
  private static final Path FILE =
      Path.of(
          System.getProperty(
              "trihorn.test.minilm", "target/public-models/maven/all-minilm-l6-v2-q.onnx"));

  private static final int ROWS = 2;
  private static final int TOKENS = 24;
  private static final int NUDGES = 6;

  /** Four times the last bit of a float. */
  private static final double NUDGE = 0x1p-21;

  @Test
  void enginesDifferByNoMoreThanTheLastBitsOfWeightsMake() throws IOException {
    assumeTrue(Files.exists(FILE), FILE + " is not there: mvn -Ppublic-models downloads it");
    TensorData expected;
    double spread = 0;
    try (Model model = Onnx.load(FILE)) {
      model.on("onnx");
      expected = vectors(model);
      List<TensorData> weights = model.weightValues();
      for (int seed = 0; seed < NUDGES; seed++) {
        Random random = new Random(seed);
        model.setWeights(weights.stream().map(w -> nudged(w, random)).toList());
        spread = Math.max(spread, apart(expected, vectors(model)));
      }
    }
    for (String backend : List.of("dl4j", "tensorflow")) {
      try (Model model = Onnx.load(FILE)) {
        model.on(backend);
        double apart = apart(expected, vectors(model));
        assertTrue(apart <= spread, backend + ": " + apart + ", by last bits " + spread);
      }
    }
  }

  /** What comes of some tokens. */
  private static TensorData vectors(Model model) {
    Random random = new Random(1);
    long[] tokens = random.longs(ROWS * TOKENS, 1000, 21_000).toArray();
    long[] ones = new long[tokens.length];
    Arrays.fill(ones, 1);
    TensorData[] inputs =
        model.inputs().stream()
            .map(
                input ->
                    switch (input.layer().name()) {
                      case "input_ids" -> tokens;
                      case "attention_mask" -> ones;
                      default -> new long[tokens.length];
                    })
            .map(values -> TensorData.of(values, ROWS, TOKENS))
            .toArray(TensorData[]::new);
    return model.predictOnBatch(inputs).get(0);
  }

  /** The same but for the last bits of floats. */
  private static TensorData nudged(TensorData weight, Random random) {
    if (weight.dtype() != DataType.FLOAT32) {
      return weight;
    }
    TensorData nudged = weight.copy();
    for (long i = 0; i < nudged.size(); i++) {
      nudged.setDouble(i, nudged.getDouble(i) * (1 + NUDGE * random.nextGaussian()));
    }
    return nudged;
  }

  private static double apart(TensorData expected, TensorData got) {
    double apart = 0;
    for (long i = 0; i < expected.size(); i++) {
      apart = Math.max(apart, Math.abs(expected.getDouble(i) - got.getDouble(i)));
    }
    return apart;
  }
}
