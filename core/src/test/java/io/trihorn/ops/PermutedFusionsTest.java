package io.trihorn.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Composite;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Evaluate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Composites that work on permuted axes do there what they do on others. */
class PermutedFusionsTest {
  private static final List<Integer> ORDER = List.of(0, 3, 1, 2);
  private static final TensorType IMAGE = TensorType.of(DataType.FLOAT64, 2, 3, 4, 5);
  private static final TensorType CHANNELS = TensorType.of(DataType.FLOAT64, 5);

  static Stream<Map.Entry<Composite, List<TensorType>>> composites() {
    return Stream.of(
        Map.entry(new Fusions.Relu(), List.of(IMAGE)),
        Map.entry(new Fusions.Relu6(), List.of(IMAGE)),
        Map.entry(new Fusions.Softplus(), List.of(IMAGE)),
        Map.entry(new Fusions.Softmax(3), List.of(IMAGE)),
        Map.entry(new Fusions.LogSoftmax(1), List.of(IMAGE)),
        Map.entry(new BatchNormalize(3, 1e-3), List.of(IMAGE, CHANNELS, CHANNELS)),
        Map.entry(
            new BatchNormalizeGradient(3, 10), List.of(IMAGE, IMAGE, CHANNELS, CHANNELS, CHANNELS)),
        Map.entry(new Standardize(List.of(1, 3), 1e-3, true), List.of(IMAGE)),
        Map.entry(new Standardize(List.of(2), 1e-3, false), List.of(IMAGE)));
  }

  @ParameterizedTest
  @MethodSource("composites")
  void giveThePermutedResults(Map.Entry<Composite, List<TensorType>> use) {
    Composite permuted = use.getKey().permuted(ORDER).orElseThrow();
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    List<Value> plain = use.getValue().stream().map(t -> b.parameter("x", t)).toList();
    List<Value> moved = plain.stream().map(x -> turned(p, x)).toList();
    List<Value> outputs = new ArrayList<>();
    b.addAll(use.getKey(), plain).forEach(y -> outputs.add(turned(p, y)));
    outputs.addAll(b.addAll(permuted, moved));

    List<TensorData> values = Evaluate.graph(b.build(outputs), feeds(use.getValue()));
    int half = values.size() / 2;
    for (int i = 0; i < half; i++) {
      assertEquals(values.get(i).type(), values.get(half + i).type());
      for (long k = 0; k < values.get(i).size(); k++) {
        double expected = values.get(i).getDouble(k);
        double actual = values.get(half + i).getDouble(k);
        assertTrue(Math.abs(expected - actual) <= 1e-12, () -> expected + " but " + actual);
      }
    }
  }

  private static List<TensorData> feeds(List<TensorType> types) {
    Random random = new Random(4);
    List<TensorData> feeds = new ArrayList<>();
    for (TensorType type : types) {
      TensorData data = TensorData.zeros(type);
      for (long i = 0; i < data.size(); i++) {
        data.setDouble(i, random.nextGaussian());
      }
      feeds.add(data);
    }
    return feeds;
  }

  private static Value turned(Primitives p, Value x) {
    return x.type().rank() == ORDER.size() ? p.transpose(x, ORDER) : x;
  }
}
