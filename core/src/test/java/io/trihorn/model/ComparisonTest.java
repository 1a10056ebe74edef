package io.trihorn.model;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.ForwardingExecutable;
import io.trihorn.backend.VariableStore;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final float[][] X = {{1, -2}, {3, 4}, {-5, 6}};
  private static final Backend REFERENCE = Backends.get("reference");

  /** The reference, but that the second output of each program is wrong by a quarter. */
  private static final class Wrong extends ForwardingBackend {
    Wrong() {
      super(REFERENCE);
    }

    @Override
    public String name() {
      return "wrong";
    }

    @Override
    public Executable compile(Graph graph, VariableStore store) {
      return new ForwardingExecutable(super.compile(graph, store)) {
        @Override
        public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
          super.run(feeds, fetches);
          TensorData spoiled = fetches.get(1);
          spoiled.setDouble(1, spoiled.getDouble(1) + 0.25);
        }
      };
    }
  }

  private static Sequential model() {
    Sequential model =
        new Sequential(
            input(2), dense(3).name("a"), activation("relu").name("r"), dense(1).name("b"));
    model.on("reference");
    return model;
  }

  @Test
  void theLayerThatDiffersIsFound() {
    try (Sequential model = model()) {
      Comparison found = Comparison.compare(model, X, REFERENCE, new Wrong());
      assertEquals(
          List.of("a", "r", "b"),
          found.layers().stream().map(Comparison.Difference::layer).toList());
      assertEquals(0, found.layers().get(0).largest());
      assertEquals(0.25, found.layers().get(1).largest(), 1e-6);
      assertEquals(0, found.layers().get(2).largest());
      assertEquals("r", found.worst().layer());
      assertEquals("wrong", found.second());
      assertEquals(0.25 / 9, found.layers().get(1).mean(), 1e-7);
      assertEquals(9, found.toString().lines().count(), found::toString);
    }
  }

  @Test
  void theModelStaysAsItIs() {
    try (Sequential model = model()) {
      float[] before = model.predict(X).toFloatArray();
      Comparison same = model.compare(X, "reference", "reference");
      assertEquals(0, same.worst().largest());
      assertEquals(4, same.gradients().size());
      assertEquals("reference", model.backend().name());
      assertArrayEquals(before, model.predict(X).toFloatArray());
    }
  }

  /** Random layers draw the same, moving averages are those from before, and weights stay. */
  @Test
  void gradientsAreThoseOfTheLossInTraining() {
    float[][] y = {{1}, {2}, {3}};
    try (Sequential model =
        new Sequential(
            input(2), dense(3).name("a"), dropout(0.5), batchNormalization(), dense(1).name("b"))) {
      model.on("reference");
      model.compile("adam", "mae");
      List<TensorData> before = model.weightValues();
      Map<Weight, TensorData> expected = model.gradients(Dataset.of(X, y)).gradients();
      Comparison aimed = model.compare(Dataset.of(X, y), "reference", "reference");
      Comparison squares = model.compare(X, "reference", "reference");
      assertEquals(0, aimed.worst().largest());
      assertEquals(
          expected.keySet().stream().map(w -> w.variable().name()).toList(),
          aimed.gradients().stream().map(Comparison.Difference::layer).toList());
      List<TensorData> wanted = List.copyOf(expected.values());
      for (int i = 0; i < wanted.size(); i++) {
        assertEquals(largest(wanted.get(i)), aimed.gradients().get(i).scale());
        assertEquals(wanted.get(i).type(), squares.gradients().get(i).type());
      }
      assertNotEquals(aimed.gradients(), squares.gradients());
      assertEquals(before.get(0), model.weightValues().get(0));
    }
  }

  /** Losses by the names of outputs, with their weights. */
  @Test
  void severalOutputsHaveTheirLosses() {
    KerasTensor x = inputTensor(2);
    KerasTensor a = dense(3).name("a").apply(x);
    KerasTensor b = dense(1).name("b").apply(x);
    try (Model model = new Model(List.of(x), List.of(a, b))) {
      model.on("reference");
      model.compile(
          new Compilation("sgd").loss(Map.of("a", "mae", "b", "mse")).lossWeights(Map.of("b", 10)));
      Dataset data = Dataset.of(X, List.of(new float[3][3], new float[3][1]));
      Comparison found = model.compare(data, "reference", "reference");
      List<TensorData> wanted = List.copyOf(model.gradients(data).gradients().values());
      assertEquals(4, found.gradients().size());
      for (int i = 0; i < 4; i++) {
        assertEquals(largest(wanted.get(i)), found.gradients().get(i).scale());
      }
    }
  }

  private static double largest(TensorData data) {
    double largest = 0;
    for (double g : data.toDoubleArray()) {
      largest = Math.max(largest, Math.abs(g));
    }
    return largest;
  }

  private static Comparison.Difference difference(String layer, double largest, double scale) {
    return new Comparison.Difference(
        layer, TensorType.of(DataType.FLOAT32, 2), largest, largest / 2, scale);
  }

  @Test
  void theWorstIsTheOneThatIsFurthestApartForItsScale() {
    assertEquals(0.5, difference("a", 1, 2).relative());
    assertEquals(0, difference("a", 0, 0).relative());
    assertEquals(3, difference("a", 3, 0).relative(), "itself, where there is no scale");
    Comparison found =
        new Comparison(
            "one",
            "two",
            List.of(difference("a", 4, 100), difference("b", 2, 4), difference("c", 1, 2)),
            List.of());
    assertEquals("b", found.worst().layer(), "the first of equals");
    assertEquals(
        "b                                float32[2]                      2.000e+00    1.000e+00    4.000e+00",
        found.toString().lines().toList().get(2));
    IllegalStateException e =
        assertThrows(
            IllegalStateException.class,
            () -> new Comparison("one", "two", List.of(), List.of()).worst());
    assertEquals("the model has no layers", e.getMessage());
  }

  /** The reference, but that the first two outputs have numbers that are none. */
  private static final class Strange extends ForwardingBackend {
    private final double value;

    Strange(double value) {
      super(REFERENCE);
      this.value = value;
    }

    @Override
    public Executable compile(Graph graph, VariableStore store) {
      return new ForwardingExecutable(super.compile(graph, store)) {
        @Override
        public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
          super.run(feeds, fetches);
          fetches.get(0).setDouble(0, value);
        }
      };
    }
  }

  @Test
  void whatIsNoNumberOnOneBackendOnlyIsInfinitelyFarAway() {
    double inf = Double.POSITIVE_INFINITY;
    assertEquals(0, apart(Double.NaN, Double.NaN));
    assertEquals(0, apart(inf, inf));
    assertEquals(0, apart(0.0, -0.0));
    assertEquals(inf, apart(inf, -inf));
    assertEquals(inf, apart(1, Double.NaN));
    assertEquals(3, apart(1, -2));
  }

  private static double apart(double first, double second) {
    try (Sequential model = model()) {
      Comparison found = Comparison.compare(model, X, new Strange(first), new Strange(second));
      Comparison.Difference a = found.layers().get(0);
      assertTrue(Double.isFinite(a.scale()) && a.scale() > 0);
      return a.largest();
    }
  }
}
