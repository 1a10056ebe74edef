package io.trihorn.examples;

import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.sgd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import ai.djl.Device;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Ratings;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training touches the rows of tables that were looked up, and no others. */
class RecommenderTest {
  private static final Ratings RATINGS = Ratings.make(256, 300, 200, 3);
  private static final Dataset DATA =
      Dataset.of(List.of(RATINGS.people(), RATINGS.films()), RATINGS.stars());

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void rowsThatWereNotLookedUpAreBitEqual(String backend) {
    try (Model model = Recommender.network()) {
      model.on(backend).compile(sgd(1), "mse");
      List<TensorData> before = model.weightValues().stream().map(TensorData::copy).toList();
      model.fit(DATA, epochs(2).batchSize(64).verbose(false));
      List<TensorData> after = model.weightValues();
      check(before.get(0), after.get(0), RATINGS.people());
      check(before.get(1), after.get(1), RATINGS.films());
    }
  }

  private static void check(TensorData before, TensorData after, int[] lookedUp) {
    Set<Integer> touched = Arrays.stream(lookedUp).boxed().collect(Collectors.toSet());
    for (int row = 0; row < before.type().dim(0); row++) {
      if (touched.contains(row)) {
        assertNotEquals(before.rows(row, 1), after.rows(row, 1), "row " + row);
      } else {
        assertEquals(before.rows(row, 1), after.rows(row, 1), "row " + row);
      }
    }
  }

  /** No gradient as large as a table is made: rows are added to the table itself. */
  @ParameterizedTest
  @ValueSource(strings = {"onnx", "tensorflow", "dl4j"})
  void theGradientIsAsLargeAsTheBatch(String backend) {
    try (Model model = Recommender.network()) {
      model.on(backend).compile(sgd(1), "mse");
      Graph traced = model.trainingGraph(DATA.batch(64));
      Graph step = GraphCompiler.prepare(model.backend(), traced, Device.cpu());
      Set<String> large =
          step.nodes().stream()
              .filter(node -> !(node.op() instanceof Leaf))
              .filter(node -> node.outputTypes().stream().anyMatch(type -> type.size() > 100_000))
              .map(node -> node.op().label())
              .collect(Collectors.toSet());
      assertEquals(Set.of("scatter_add"), large);
    }
  }
}
