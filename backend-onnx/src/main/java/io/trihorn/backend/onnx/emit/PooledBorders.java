package io.trihorn.backend.onnx.emit;

import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which borders of zeros are pooled. ONNX Runtime makes a {@code Pad} of zeros the padding of the
 * pooling behind it (its optimization {@code Pad_Fusion}), which takes no part in maxima and means
 * as the zeros do, and of which a pooling takes less than a window.
 */
final class PooledBorders {
  private static final Set<Class<? extends Op>> POOLINGS =
      Set.of(Pooling.MaxPool.class, Pooling.AveragePool.class, Pooling.MaxPoolGradient.class);

  /** What an optimization may look through or change places with. */
  private static final List<Class<? extends Op>> MOVES =
      List.of(Shaping.Transpose.class, Shaping.Reshape.class, Elementwise.Cast.class);

  private PooledBorders() {}

  /** The results of paddings with zeros in a graph that poolings read. */
  static Set<Value> of(Graph graph) {
    Set<Value> borders = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (POOLINGS.contains(node.op().getClass())) {
        Value pooled = node.input(0);
        while (MOVES.contains(pooled.node().op().getClass())) {
          pooled = pooled.node().input(0);
        }
        if (pooled.node().op() instanceof Shaping.Pad pad && pad.value() == 0) {
          borders.add(pooled);
        }
      }
    }
    return borders;
  }
}
