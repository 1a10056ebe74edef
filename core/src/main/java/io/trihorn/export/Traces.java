package io.trihorn.export;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.KerasTensor;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/**
 * A model's prediction traced at some batch sizes. Graphs are static; what differs between these is
 * what depends on the batch size, and an export writes it as such.
 *
 * @param batches the batch sizes: one if the model's batch size is fixed, else several
 * @param graphs the graph at each
 */
public record Traces(List<Long> batches, List<Graph> graphs) {
  /**
   * Batch sizes to trace at: primes that extents of models seldom are, and long enough not to be
   * treated as short runs. Where one coincides with something else, the next three are taken.
   */
  private static final List<List<Long>> SIZES =
      List.of(List.of(37L, 41L, 43L), List.of(53L, 59L, 61L), List.of(67L, 71L, 73L));

  /**
   * Traces a model and makes one thing of the traces.
   *
   * @param shapes of the inputs, -1 for an open batch
   * @param prepare what a graph is put through
   * @param merge makes the thing; throws {@link BatchDependence} if the traces do not fit together
   * @throws BatchDependence if no choice of batch sizes gives traces that fit together
   */
  public static <R> R merge(
      Model model, List<Shape> shapes, UnaryOperator<Graph> prepare, Function<Traces, R> merge) {
    boolean open = shapes.stream().anyMatch(s -> s.dimension() > 0 && s.get(0) < 0);
    List<List<Long>> choices = open ? SIZES : List.of(List.of(1L));
    BatchDependence failure = null;
    for (List<Long> sizes : choices) {
      List<Graph> graphs =
          sizes.stream()
              .map(n -> prepare.apply(model.predictionGraph(types(model, shapes, n))))
              .toList();
      try {
        return merge.apply(new Traces(sizes, graphs));
      } catch (BatchDependence e) {
        failure = e;
      }
    }
    throw failure;
  }

  private static TensorType[] types(Model model, List<Shape> shapes, long batch) {
    List<TensorType> types = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      KerasTensor input = model.inputs().get(i);
      long[] dims = LongStream.of(shapes.get(i).getShape()).map(d -> d < 0 ? batch : d).toArray();
      types.add(TensorType.of(input.dtype(), dims));
    }
    return types.toArray(TensorType[]::new);
  }
}
