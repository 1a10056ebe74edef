package io.trihorn.export;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.OpenAxes;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.state.NeedsValues;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * A model's prediction traced at some extents where it leaves these open. Graphs are static; what
 * differs between these is what depends on the extents, and an export writes it as such.
 */
public final class Traces {
  /** As many traces as tell formulas of extents apart, and of batch sizes only. */
  private static final int SAMPLES = 6;

  private static final int BATCH_SAMPLES = 3;
  private static final int ATTEMPTS = 3;

  private Traces() {}

  private static TensorType[] types(Model model, List<Shape> closed) {
    List<TensorType> types = new ArrayList<>();
    for (int i = 0; i < closed.size(); i++) {
      types.add(new TensorType(model.inputs().get(i).dtype(), closed.get(i)));
    }
    return types.toArray(TensorType[]::new);
  }

  /**
   * Traces a model with any open extents and makes one thing of the traces.
   *
   * @param shapes of the inputs, -1 where an extent is open
   * @param prepare what a graph is put through
   * @param merge makes the thing of the graphs, one if nothing is open; throws {@link
   *     BatchDependence} if they do not fit together
   * @throws BatchDependence if the traces do not fit together, or the model takes none of the
   *     extents that are tried
   */
  public static <R> R merge(
      Model model,
      List<Shape> shapes,
      UnaryOperator<Graph> prepare,
      Function<List<Graph>, R> merge) {
    OpenAxes axes = OpenAxes.of(shapes);
    if (!axes.any()) {
      return merge.apply(List.of(prepare.apply(model.predictionGraph(types(model, shapes)))));
    }
    for (OpenAxes.Choice choice : axes.plainChoices()) {
      // Other extents only where one coincides with something else. Of another kind they may not be
      // once these are taken: what holds for fewer would be wrong for others without a word.
      BatchDependence failure = null;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        List<Graph> graphs = sampled(model, choice, attempt, axes.anyInner());
        if (graphs.isEmpty()) {
          break;
        }
        try {
          return merge.apply(graphs.stream().map(prepare).toList());
        } catch (BatchDependence e) {
          failure = e;
        }
      }
      if (failure != null) {
        throw failure;
      }
    }
    throw new BatchDependence(
        ("model '%s' takes none of the extents that are tried where its inputs %s are open; give"
                + " the extents to export it with")
            .formatted(model.name(), shapes));
  }

  /** The traces at the extents of a choice; none if the model does not take them. */
  private static List<Graph> sampled(
      Model model, OpenAxes.Choice choice, int attempt, boolean inner) {
    try {
      return IntStream.range(0, inner ? SAMPLES : BATCH_SAMPLES)
          .mapToObj(n -> model.predictionGraph(types(model, choice.sample(attempt, n))))
          .toList();
    } catch (RuntimeException e) {
      // What has nothing to do with extents, such as a closed model.
      if (e instanceof NeedsValues || e instanceof ModelException) {
        throw e;
      }
      return List.of();
    }
  }
}
