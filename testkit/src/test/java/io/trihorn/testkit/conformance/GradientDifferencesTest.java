package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The gradients of the suite, in float64 on the reference, against differences along a random
 * direction: what the outputs, weighted by the cotangents, change by, must be what the gradients
 * say.
 */
class GradientDifferencesTest {
  private static final double STEP = 1e-5;
  private static final double NEAR = 1e-6;

  private static final Backend REFERENCE = Backends.get("reference");

  @TestFactory
  Stream<DynamicTest> agreeWithDifferences() {
    return GradientCases.functions().stream()
        .filter(GradientDifferencesTest::smooth)
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> check(c)));
  }

  /**
   * Cases with ties have no derivative, stopped gradients are not meant to be one, loops and casts
   * name float32 themselves, and no step is small beside both 1e30 and 1e-30.
   */
  private static boolean smooth(OpCase c) {
    return Stream.of(
            "ties", "top_k float32", "stop gradient", "loop", "scan/", "cast/", "stability/")
        .noneMatch(c.name()::contains);
  }

  private static void check(OpCase c) {
    CaseBuilder builder = c.builder(true);
    CaseBuilder.Derivative places = builder.differentiate();
    OpCase.Built built = builder.build();
    List<TensorData> feeds = built.feeds();
    List<TensorData> results = CaseRunner.run(REFERENCE, Device.cpu(), built.graph(), feeds);
    Random random = new Random(3);
    List<TensorData> directions = new ArrayList<>();
    double expected = 0;
    double scale = 1;
    for (int i = 0; i < places.inputs().size(); i++) {
      TensorData direction =
          Fill.tensor(feeds.get(places.inputs().get(i)).type(), Fill.NORMAL, random);
      directions.add(direction);
      int at = places.gradients().get(i);
      for (long k = 0; at >= 0 && k < direction.size(); k++) {
        double part = direction.getDouble(k) * results.get(at).getDouble(k);
        expected += part;
        scale += Math.abs(part);
      }
    }
    // Central differences of fourth order.
    double[] near = new double[5];
    for (int k = -2; k <= 2; k++) {
      near[k + 2] = along(built.graph(), feeds, places, directions, k * STEP);
    }
    double actual = (8 * (near[3] - near[1]) - (near[4] - near[0])) / (12 * STEP);
    assertEquals(actual, expected, NEAR * scale, () -> "in this graph:\n" + built.graph());
  }

  /** The weighted outputs with the inputs moved by so much along their directions. */
  private static double along(
      Graph graph,
      List<TensorData> feeds,
      CaseBuilder.Derivative places,
      List<TensorData> directions,
      double step) {
    List<TensorData> moved = new ArrayList<>(feeds);
    for (int i = 0; i < directions.size(); i++) {
      int at = places.inputs().get(i);
      TensorData x = feeds.get(at).copy();
      for (long k = 0; k < x.size(); k++) {
        x.setDouble(k, x.getDouble(k) + step * directions.get(i).getDouble(k));
      }
      moved.set(at, x);
    }
    List<TensorData> results = CaseRunner.run(REFERENCE, Device.cpu(), graph, moved);
    double sum = 0;
    for (int i = 0; i < places.functions().size(); i++) {
      TensorData y = results.get(places.functions().get(i));
      TensorData weight = feeds.get(places.cotangents().get(i));
      for (long k = 0; k < y.size(); k++) {
        sum += weight.getDouble(k) * y.getDouble(k);
      }
    }
    return sum;
  }
}
