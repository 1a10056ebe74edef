package io.trihorn.backend.around;

import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorValue;
import java.util.List;

/**
 * A backend that runs each program layer by layer on another one, so that a subclass sees what
 * passes between them. What layers give stays on the device. Slower than the other backend alone,
 * as nothing is fused across layers; the values are the same but for rounding.
 */
abstract class LayerwiseBackend extends ForwardingBackend {
  LayerwiseBackend(Backend inner) {
    super(inner);
  }

  /** A layer's part of a program was run; see {@link PartwiseExecutable.Watcher#ran}. */
  abstract void ran(
      Segment part,
      VariableStore store,
      List<? extends TensorValue> feeds,
      List<DeviceTensor> results,
      long nanos);

  @Override
  public final Executable compile(Graph graph, VariableStore store) {
    return new PartwiseExecutable(inner(), this::ran, graph, store, Node::scope);
  }
}
