package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.core.EinsumDense;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.quantizers.AWQConfig;
import io.trihorn.quantizers.CalibratedConfig;
import io.trihorn.quantizers.GPTQConfig;
import io.trihorn.quantizers.QuantizationStructure;
import io.trihorn.saving.Saving;
import io.trihorn.state.Weight;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * GPTQ and AWQ: what the backend shows to them gives the integers that the interpreter's values
 * give, and what it makes of the integers is what the interpreter makes of them. Extend it in the
 * backend's module.
 */
public abstract class CalibratedConformance {
  private static final int WORDS = 30;
  private static final Tolerance TOLERANCE = new Tolerance(1e-4, 1e-4);

  /** The name of the backend under test. */
  protected abstract String backend();

  static Stream<CalibratedConfig<?>> configs() {
    List<int[]> data = List.of(new Random(5).ints(256, 0, WORDS).toArray());
    QuantizationStructure structure =
        new QuantizationStructure(List.of("e"), List.of("one", "two"));
    return Stream.of(
        new GPTQConfig(data, null)
            .groupSize(8)
            .numSamples(4)
            .sequenceLength(16)
            .quantizationLayerStructure(structure),
        new GPTQConfig(data, null)
            .weightBits(3)
            .groupSize(-1)
            .numSamples(4)
            .sequenceLength(16)
            .quantizationLayerStructure(structure),
        new AWQConfig(data, null)
            .groupSize(8)
            .numSamples(4)
            .sequenceLength(16)
            .quantizationLayerStructure(structure));
  }

  @ParameterizedTest
  @MethodSource("configs")
  void sameAsOnTheInterpreter(CalibratedConfig<?> config, @TempDir Path folder) {
    Path file = folder.resolve("calibrated.keras");
    TensorData x = TensorData.of(new Random(6).ints(24, 0, WORDS).toArray(), 3, 8);
    TensorData predicted;
    try (Model model = model(backend());
        Model twin = model("reference")) {
      twin.setWeights(model.weightValues());
      model.quantize(config, layer -> !layer.name().equals("e"));
      twin.quantize(config, layer -> !layer.name().equals("e"));
      assertSameIntegers(twin, model);
      predicted = model.predictOnBatch(x).get(0);
      Saving.saveModel(model, file);
    }
    try (Model loaded = Saving.loadModel(file, false)) {
      loaded.on("reference");
      TensorData exact = loaded.predictOnBatch(x).get(0);
      assertTrue(isClose(exact, predicted), () -> predicted + " should be " + exact);
    }
  }

  /** What is kept of a kernel between predictions goes when its integers change. */
  @ParameterizedTest
  @ValueSource(strings = {"int8", "int4", "float8"})
  void predictionsFollowTheIntegers(String mode) {
    TensorType type = TensorType.of(DataType.FLOAT32, 3, 64);
    TensorData x = Fill.tensor(type, Fill.uniform(-1, 1), new Random(7));
    try (Model model = wide(mode, 1);
        Model other = wide(mode, 2)) {
      TensorData first = model.predictOnBatch(x).get(0);
      TensorData others = other.predictOnBatch(x).get(0);
      assertFalse(isClose(first, others));
      for (int i = 0; i < 3; i++) {
        assertTrue(isClose(first, model.predictOnBatch(x).get(0)), "the same again");
      }
      List<TensorData> before = model.weightValues();
      model.setWeights(other.weightValues());
      for (int i = 0; i < 3; i++) {
        assertTrue(isClose(others, model.predictOnBatch(x).get(0)), "as the other model's");
      }
      model.setWeights(before);
      assertTrue(isClose(first, model.predictOnBatch(x).get(0)), "as in the beginning");
    }
  }

  private static boolean isClose(TensorData wanted, TensorData made) {
    return LongStream.range(0, wanted.size())
        .allMatch(i -> TOLERANCE.accepts(made.getDouble(i), wanted.getDouble(i)));
  }

  private Model wide(String mode, long seed) {
    Model model = new Sequential(Layers.input(64), Layers.dense(64, "tanh"), Layers.dense(48));
    model.seed(seed).on(backend());
    model.quantize(mode);
    return model;
  }

  private static Model model(String backend) {
    Sequential one =
        new Sequential(
            Layers.input(-1, 16), Layers.dense(24, "relu").name("a"), Layers.dense(16).name("b"));
    one.setName("one");
    Sequential two =
        new Sequential(
            Layers.input(-1, 16),
            new EinsumDense("abc,cde->abde", -1, 2, 5).biasAxes("de").name("q"),
            new EinsumDense("abcd,cde->abe", -1, 15).name("o"));
    two.setName("two");
    Model model =
        new Sequential(
            Layers.input(8).dtype("int32"), Layers.embedding(WORDS, 16).name("e"), one, two);
    model.on(backend);
    return model;
  }

  /** A number that lies almost on a half may go to either side; what it loses goes on. */
  private static void assertSameIntegers(Model exact, Model model) {
    int all = 0;
    int different = 0;
    for (int i = 0; i < model.weights().size(); i++) {
      if (model.weights().get(i).type().dtype() == DataType.UINT8) {
        TensorData wanted = value(exact, exact.weights().get(i));
        TensorData made = value(model, model.weights().get(i));
        for (long j = 0; j < wanted.size(); j++) {
          all++;
          different += wanted.getLong(j) == made.getLong(j) ? 0 : 1;
        }
      }
    }
    assertTrue(all > 500 && different <= all / 50, different + " of " + all + " bytes differ");
  }

  private static TensorData value(Model model, Weight weight) {
    return model.variableValues(List.of(weight)).get(0);
  }
}
