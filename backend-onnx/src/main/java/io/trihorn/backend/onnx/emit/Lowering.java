package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Node;
import java.util.List;

/**
 * What a lowering is given besides the op.
 *
 * @param emit writes ONNX operators
 * @param node the node to lower: look here for shapes, not for element types
 * @param inputs its operands; half-precision floats have become float32 where the op does
 *     arithmetic
 * @param broadcasts what operands were broadcast from
 */
record Lowering(Emit emit, Node node, List<Operand> inputs, Broadcasts broadcasts) {
  Operand input(int i) {
    return inputs.get(i);
  }

  /** The element type of the first operand. */
  DataType dtype() {
    return inputs.get(0).dtype();
  }

  /** The extents of a result. */
  long[] dims(int i) {
    return node.outputs().get(i).type().dims();
  }

  /** The extents of the only result. */
  long[] dims() {
    return node.output().type().dims();
  }
}
