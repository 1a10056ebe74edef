package io.trihorn.backend.tensorflow;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

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

  /** An int32 scalar. */
  Wire number(int value) {
    return emit.scalar(DataType.INT32, value);
  }

  /** The operation that does what the op does, with some operands more. */
  List<Wire> by(String kind, Wire... more) {
    return by(kind, w -> w, more);
  }

  /** The same, with attributes. */
  List<Wire> by(String kind, UnaryOperator<OperationWriter> attributes, Wire... more) {
    List<Wire> operands = Stream.concat(inputs.stream(), Stream.of(more)).toList();
    return emit.widened(kind, node.outputTypes(), operands, attributes);
  }
}
