package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.Affine;
import io.trihorn.export.BatchDependence;
import io.trihorn.export.Progression;
import io.trihorn.export.Tiling;
import io.trihorn.export.Traces;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** How the extents of each value of a graph depend on the batch size, from traces at several. */
final class BatchShapes {
  private final List<Long> batches;
  private final Map<Value, Affine> shapes = new HashMap<>();
  private final Map<Node, Tiling> tilings = new HashMap<>();
  private final Map<Node, Progression> progressions = new HashMap<>();

  BatchShapes(Traces traces) {
    this.batches = traces.batches();
    align(traces.graphs());
  }

  /** Whether the batch is open. */
  boolean open() {
    return batches.size() > 1;
  }

  /** The extents of a value of the first trace. */
  Affine of(Value value) {
    return shapes.get(value);
  }

  /** The piece of which a constant consists that grows with the batch, or null. */
  Tiling tiling(Node constant) {
    return tilings.get(constant);
  }

  /** The beginning of a constant that goes on with the batch, or null. */
  Progression progression(Node constant) {
    return progressions.get(constant);
  }

  private void align(List<Graph> graphs) {
    int count = graphs.get(0).nodes().size();
    if (graphs.stream().anyMatch(g -> g.nodes().size() != count)) {
      throw new BatchDependence("the number of operations depends on the batch size");
    }
    for (int i = 0; i < count; i++) {
      int at = i;
      align(graphs.get(0).nodes().get(i), graphs.stream().map(g -> g.nodes().get(at)).toList());
    }
  }

  private void align(Node first, List<Node> same) {
    checkOp(first, same);
    for (int k = 0; k < first.outputs().size(); k++) {
      int at = k;
      List<long[]> seen = same.stream().map(n -> n.outputs().get(at).type().dims()).toList();
      shapes.put(first.outputs().get(k), fit(first, seen));
    }
    if (first.op() instanceof Control.Scan) {
      align(same.stream().map(n -> ((Control.Scan) n.op()).body()).toList());
    }
    if (first.op() instanceof Leaf.Constant
        && same.stream().anyMatch(n -> !n.op().equals(first.op()))) {
      List<TensorData> seen = same.stream().map(n -> ((Leaf.Constant) n.op()).value()).toList();
      Optional<Tiling> tiling = Tiling.fit(batches, seen);
      if (tiling.isPresent()) {
        tilings.put(first, tiling.get());
      } else {
        Progression progression =
            Progression.fit(batches, seen)
                .orElseThrow(() -> new BatchDependence("a constant depends on the batch size"));
        progressions.put(first, progression);
      }
    }
  }

  private Affine fit(Node node, List<long[]> seen) {
    int rank = seen.get(0).length;
    if (batches.size() == 1) {
      return new Affine(new long[rank], seen.get(0));
    }
    return Affine.fit(batches, seen)
        .orElseThrow(
            () -> new BatchDependence(node.op().label() + " gives shapes of no known form"));
  }

  /** The ops must be the same but for shapes that the writer takes from the values. */
  private static void checkOp(Node first, List<Node> same) {
    for (Node node : same) {
      boolean fits =
          node.op().getClass() == first.op().getClass()
              && (node.op().equals(first.op()) || mayDiffer(first.op()));
      if (!fits) {
        throw new BatchDependence(
            "layer '%s': %s becomes %s for another batch size"
                .formatted(first.scope(), first.op(), node.op()));
      }
    }
  }

  private static boolean mayDiffer(Op op) {
    return op instanceof Leaf
        || op instanceof Control.Scan
        || op instanceof Shaping.Reshape
        || op instanceof Shaping.Broadcast
        || op instanceof Shaping.Slice
        || op instanceof Linear.ConvInputGradient;
  }

  /** Whether an axis of a value grows with the batch. */
  boolean grows(Value value, int axis) {
    return of(value).factors()[axis] != 0;
  }

  /** How many axes of a value grow with the batch. */
  long growing(Value value) {
    return IntStream.range(0, value.type().rank()).filter(i -> grows(value, i)).count();
  }
}
