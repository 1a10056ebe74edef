package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.activations.Activations;
import io.trihorn.backend.Backends;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import io.trihorn.losses.Loss;
import io.trihorn.losses.Losses;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The gradients of every activation and of every loss with respect to predictions, in float64 on
 * the interpreter, against differences along a random direction.
 */
class FormulaGradientsTest {
  private static final double STEP = 1e-5;
  private static final double NEAR = 1e-6;
  private static final Set<String> BY_INDEX =
      Set.of("SparseCategoricalCrossentropy", "CategoricalGeneralizedCrossEntropy", "Circle");

  @TestFactory
  Stream<DynamicTest> activations() {
    TensorData x = Fill.tensor(TensorType.of(DataType.FLOAT64, 3, 4), Fill.NORMAL, new Random(4));
    return Activations.names().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(name, () -> check(x, y -> Activations.get(name).call(y))));
  }

  @TestFactory
  Stream<DynamicTest> losses() {
    return Losses.REGISTRY.names().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> loss(name)));
  }

  private static void loss(String name) {
    Random random = new Random(6);
    boolean ctc = name.equals("CTC");
    TensorType type =
        ctc ? TensorType.of(DataType.FLOAT64, 2, 5, 4) : TensorType.of(DataType.FLOAT64, 3, 4);
    TensorData prediction = Fill.tensor(type, Fill.uniform(0.1, 0.9), random);
    TensorData target = Fill.tensor(type, Fill.uniform(0.1, 0.9), random);
    if (ctc) {
      target = TensorData.of(new int[] {1, 2, 3, 0}, 2, 2);
    } else if (BY_INDEX.contains(name)) {
      target = TensorData.of(new int[] {2, 0, 2}, 3);
    }
    TensorData truth = target;
    Loss loss = Losses.get(name, Map.of("dtype", "float64"));
    check(prediction, p -> loss.compute(p.constant(truth), p, null, null));
  }

  private static void check(TensorData x, UnaryOperator<Tensor> function) {
    GraphBuilder b = new GraphBuilder();
    Tensor in = new Tensor(b, b.parameter("x", x.type()));
    Tensor y = function.apply(in);
    TensorData weights = Fill.tensor(y.type(), Fill.uniform(0.5, 1.5), new Random(9));
    Tensor sum = Ops.sum(Ops.multiply(y, y.constant(weights)));
    Graph plain = b.build(List.of(sum.value()));
    Value gradient = Gradients.of(b, sum.value(), List.of(in.value())).get(0);
    TensorData made = run(b.build(List.of(gradient)), x);
    TensorData direction = Fill.tensor(x.type(), Fill.NORMAL, new Random(5));
    double expected = 0;
    double scale = 1;
    for (long k = 0; k < x.size(); k++) {
      expected += direction.getDouble(k) * made.getDouble(k);
      scale += Math.abs(direction.getDouble(k) * made.getDouble(k));
    }
    double[] near = new double[5];
    for (int step = -2; step <= 2; step++) {
      TensorData moved = x.copy();
      for (long k = 0; k < x.size(); k++) {
        moved.setDouble(k, x.getDouble(k) + step * STEP * direction.getDouble(k));
      }
      near[step + 2] = run(plain, moved).getDouble(0);
    }
    double actual = (8 * (near[3] - near[1]) - (near[4] - near[0])) / (12 * STEP);
    assertEquals(actual, expected, NEAR * scale);
  }

  private static TensorData run(Graph graph, TensorData x) {
    return CaseRunner.run(Backends.get("reference"), Device.cpu(), graph, List.of(x)).get(0);
  }
}
