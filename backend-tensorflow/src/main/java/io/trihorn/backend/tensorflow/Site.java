package io.trihorn.backend.tensorflow;

import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import java.util.List;

/**
 * What a lowering is given: where to write, and the node with its operands already lowered.
 *
 * @param emit where to write
 * @param node the node
 * @param inputs its operands
 */
record Site(Emitter emit, Node node, List<Wire> inputs) {
  Wire input(int i) {
    return inputs.get(i);
  }

  /** The type of the only result. */
  TensorType type() {
    return node.output().type();
  }
}
