package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.layers.preprocessing.text.HashedCrossing;
import io.trihorn.layers.preprocessing.text.HostLayer;
import io.trihorn.model.Model;
import io.trihorn.model.Preprocessing;
import io.trihorn.model.Sequential;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ndarray.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every preprocessing layer gives the same in the threads of a dataset and inside a model: bit for
 * bit, what is random included, batch after batch.
 */
public abstract class PreprocessingConformance {
  private static final int BATCH = 3;
  private static final int ROWS = 8;

  /** The backend's name. */
  protected abstract String backend();

  static List<LayerExamples.Example> examples() {
    return LayerExamples.all().stream()
        .filter(e -> e.inputs().size() == 1)
        .filter(e -> e.layer().get().getClass().getPackageName().contains(".preprocessing"))
        .toList();
  }

  static List<LayerExamples.HostExample> hostExamples() {
    return LayerExamples.host();
  }

  /** So that none falls out of the examples unseen. */
  @Test
  void layersOfAllKindsAreAmongTheExamples() {
    List<String> names = examples().stream().map(Object::toString).distinct().toList();
    assertEquals(
        List.of(),
        List.of("Normalization", "Rescaling", "Discretization", "CategoryEncoding", "RandomFlip")
            .stream()
            .filter(name -> !names.contains(name))
            .toList());
    assertFalse(hostExamples().isEmpty());
  }

  private static TensorData rows(LayerExamples.Example example) {
    Shape shape = example.inputs().get(0);
    long[] dims = LongStream.concat(LongStream.of(ROWS), LongStream.of(shape.getShape())).toArray();
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    for (int i = 0; i < data.size(); i++) {
      double wave = Math.sin(i * 0.7 + i / 60);
      data.setDouble(
          i,
          example.takesIndices()
              ? i % 3
              : example.takesPixels() ? Math.floor(127 + 126 * wave) : wave);
    }
    return data;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void layersGiveTheSameInADatasetAndInAModel(LayerExamples.Example example) {
    TensorData x = rows(example);
    List<TensorData> read = new ArrayList<>();
    try (Preprocessing map = Preprocessing.of(example.layer().get()).on(backend()).seed(7)) {
      Dataset.of(x)
          .batch(BATCH)
          .mapInputs(map)
          .prefetch(2)
          .forEach(batch -> read.add(batch.inputs().get(0)));
    }
    List<TensorData> computed = new ArrayList<>();
    long[] shape = example.inputs().get(0).getShape();
    try (Sequential model = new Sequential(input(shape), example.layer().get())) {
      model.seed(7).on(backend());
      for (Batch batch : Dataset.of(x).batch(BATCH)) {
        computed.add(HostValues.of(model.call(batch.inputs().get(0), true)));
      }
    }
    assertEquals(ROWS / BATCH + 1, read.size());
    for (int i = 0; i < read.size(); i++) {
      assertEquals(computed.get(i).type(), read.get(i).type());
      assertArrayEquals(computed.get(i).toDoubleArray(), read.get(i).toDoubleArray());
    }
  }

  @ParameterizedTest
  @MethodSource("hostExamples")
  void layersInJavaGiveTheSameInADatasetAndInAModel(LayerExamples.HostExample example) {
    HostLayer<?> layer = example.layer().get();
    boolean several = layer instanceof HashedCrossing;
    List<?> given = several ? (List<?>) example.input() : List.of(example.input());
    TensorData read =
        Dataset.of(given)
            .batch(2)
            .map(
                batch ->
                    Batch.of(
                        several
                            ? layer.compute(batch.inputs())
                            : layer.compute(batch.inputs().get(0))))
            .prefetch(2)
            .toBatch()
            .inputs()
            .get(0);
    List<KerasTensor> inputs = new ArrayList<>();
    for (Object one : given) {
      InputLayer in = input().dtype(Texts.isText(one) ? "string" : "int64");
      inputs.add(Layers.inputTensor(in));
    }
    KerasTensor output = example.layer().get().apply(inputs.toArray(KerasTensor[]::new));
    try (Model model = new Model(inputs, List.of(output))) {
      model.on(backend());
      TensorData computed = HostValues.of(model.predict(several ? given : given.get(0)));
      assertArrayEquals(computed.toDoubleArray(), read.toDoubleArray());
    }
  }
}
