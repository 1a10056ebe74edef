package io.trihorn.backend.around;

import io.trihorn.backend.Backend;
import io.trihorn.backend.ForwardingExecutable;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.OpTime;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorValue;
import java.util.List;

/**
 * A program whose ops are measured where the engine has nothing for that: each is a program of its
 * own, what they give stays on the device. Nothing is fused, so that values may differ in their
 * rounding.
 */
final class OneByOne extends ForwardingExecutable implements MeasuredExecutable {
  OneByOne(Backend backend, Graph graph, VariableStore store, Sink sink) {
    super(
        new PartwiseExecutable(
            backend,
            (part, variables, feeds, results, nanos) -> tell(sink, part, results, nanos),
            graph,
            store,
            // Each node has a number of its own.
            node -> Integer.toString(node.id())));
  }

  private static void tell(Sink sink, Segment part, List<DeviceTensor> results, long nanos) {
    Node node =
        part.graph().nodes().stream()
            .filter(n -> !(n.op() instanceof Leaf))
            .findFirst()
            .orElse(null);
    long start = OpTime.now() - nanos;
    long bytes = results.stream().map(TensorValue::type).mapToLong(t -> t.bytes()).sum();
    sink.accept(
        List.of(
            node == null
                ? new OpTime("", part.name(), start, nanos, bytes)
                : new OpTime(node.scope(), node.op().label(), start, nanos, bytes)));
  }

  /** All is told when it was run. */
  @Override
  public void flush() {
    // Nothing is kept back.
  }
}
