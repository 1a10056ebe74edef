package io.trihorn.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.OpTime;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In which order the engine runs what nobody waits for. */
class RunOrderTest {
  /** A function for the gradient of each layer, by which it is known. */
  private static final List<UnaryKind> FUNCTIONS =
      List.of(UnaryKind.SQRT, UnaryKind.EXP, UnaryKind.NEG, UnaryKind.ABS);

  /** Without the first layer, whose gradient is there when that of the second is. */
  private static final List<String> FROM_THE_LAST = List.of("Abs", "Neg", "Exp");

  private final OnnxBackend backend = new OnnxBackend();

  /** In the larger ones the old value is waited for. */
  @ParameterizedTest
  @ValueSource(ints = {4, 300})
  void eachLayerIsUpdatedWhenItsGradientIsThere(int width) {
    assertEquals(FROM_THE_LAST, functionsAsRun(new Layers(width, false)), "built from the last");
    assertEquals(FROM_THE_LAST, functionsAsRun(new Layers(width, true)), "built from the first");
  }

  private List<String> functionsAsRun(Layers layers) {
    List<OpTime> times = Collections.synchronizedList(new ArrayList<>());
    try (VariableStore store = backend.createStore(Device.cpu())) {
      layers.weights.forEach(weight -> store.write(weight, TensorData.zeros(layers.type)));
      MeasuredExecutable program =
          backend.measure(layers.graph(), store, times::addAll).orElseThrow();
      program.run(List.of(TensorData.zeros(layers.type)), List.of(TensorData.zeros(layers.type)));
      program.flush();
      program.close();
    }
    return times.stream()
        .sorted(Comparator.comparingLong(OpTime::start))
        .map(OpTime::op)
        .filter(FROM_THE_LAST::contains)
        .toList();
  }

  /** Layers of one product each, and their updates, in the order of the layers or against it. */
  private static final class Layers {
    private final TensorType type;
    private final boolean firstUpdatedFirst;
    private final List<Variable> weights;

    Layers(int width, boolean firstUpdatedFirst) {
      type = TensorType.of(DataType.FLOAT32, width, width);
      this.firstUpdatedFirst = firstUpdatedFirst;
      weights = FUNCTIONS.stream().map(f -> new Variable("weight_" + f, type)).toList();
    }

    Graph graph() {
      GraphBuilder builder = new GraphBuilder();
      Primitives p = new Primitives(builder);
      List<Value> read = weights.stream().map(builder::read).toList();
      List<Value> hidden = new ArrayList<>(List.of(builder.parameter("x", type)));
      read.forEach(w -> hidden.add(p.matmul(hidden.get(hidden.size() - 1), w, false, false)));
      Value gradient = hidden.get(weights.size());
      Value[] own = new Value[weights.size()];
      for (int i = weights.size() - 1; i >= 0; i--) {
        own[i] = p.matmul(hidden.get(i), gradient, true, false);
        gradient = p.matmul(gradient, read.get(i), false, true);
      }
      Map<Variable, Value> updates = new LinkedHashMap<>();
      for (int step = 0; step < own.length; step++) {
        int i = firstUpdatedFirst ? step : own.length - 1 - step;
        updates.put(weights.get(i), p.sub(read.get(i), p.unary(FUNCTIONS.get(i), own[i])));
      }
      return builder.build(List.of(gradient), updates);
    }
  }
}
