package io.trihorn.backend.around;

import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A backend whose programs fail where a layer gives NaN or an infinity; the message names the layer
 * and its first op that did. In training the layer is that of the forward or the backward part.
 *
 * <pre>{@code
 * model.on(new GuardingBackend(Backends.get("tensorflow")));
 * model.fit(x, y);
 * }</pre>
 */
public final class GuardingBackend extends ForwardingBackend {
  /** Guards this backend. */
  public GuardingBackend(Backend inner) {
    super(inner);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    return new PartwiseExecutable(inner(), this::check, graph, store, Node::scope);
  }

  private void check(
      Segment part,
      VariableStore store,
      List<? extends TensorValue> feeds,
      List<DeviceTensor> results,
      long nanos) {
    for (DeviceTensor result : results) {
      long bad = firstBad(result);
      if (bad >= 0) {
        throw new BackendException(
            "%s: element %d of a result %s is %s; %s"
                .formatted(
                    part.name().isEmpty() ? "outside of layers" : "layer '" + part.name() + "'",
                    bad,
                    result.type(),
                    result.toHost().getDouble(bad),
                    origin(part, store, feeds)));
      }
    }
  }

  /** Where the first element is that is not finite; -1 if all are. */
  private static long firstBad(TensorValue value) {
    if (value.dtype().isFloating()) {
      TensorData data = value.toHost();
      for (long i = 0; i < data.size(); i++) {
        if (!Double.isFinite(data.getDouble(i))) {
          return i;
        }
      }
    }
    return -1;
  }

  /** What the layer was given that was bad already, or else its first op that gave such. */
  private String origin(Segment part, VariableStore store, List<? extends TensorValue> feeds) {
    if (feeds.stream().anyMatch(feed -> firstBad(feed) >= 0)) {
      return "what the layer is given has such elements already";
    }
    for (Variable variable : part.graph().reads().keySet()) {
      if (firstBad(store.read(variable)) >= 0) {
        return "variable '" + variable.name() + "' has such elements already";
      }
    }
    List<String> found = new ArrayList<>();
    PartwiseExecutable.Watcher watcher =
        (op, variables, given, results, nanos) -> {
          if (results.stream().anyMatch(result -> firstBad(result) >= 0)) {
            found.add(op.name());
          }
        };
    try (Executable ops =
        new PartwiseExecutable(
            inner(),
            watcher,
            part.graph(),
            store,
            node -> "%s (node %d)".formatted(node.op().label(), node.id()))) {
      ops.call(feeds, new BitSet());
    }
    return found.isEmpty()
        ? "its ops one by one give none, so the engine's fusion of them does"
        : "the first op that gives such is " + found.get(0);
  }
}
