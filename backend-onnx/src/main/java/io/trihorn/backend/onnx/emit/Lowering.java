package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a lowering is given besides the op.
 *
 * @param emit writes ONNX operators
 * @param node the node to lower: look here for shapes, not for element types
 * @param inputs its operands; half-precision floats have become float32 where the op does
 *     arithmetic
 * @param broadcasts what operands were broadcast from
 * @param uses how often each value is read
 * @param pooledBorders see {@link PooledBorders}
 */
record Lowering(
    Emit emit,
    Node node,
    List<Operand> inputs,
    Broadcasts broadcasts,
    Map<Value, Integer> uses,
    Set<Value> pooledBorders) {
  Operand input(int i) {
    return inputs.get(i);
  }

  /** Whether nobody else reads an operand. */
  boolean readOnce(int i) {
    return uses.get(node.input(i)) == 1;
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

  /** The operator that does what the op does, with some operands more. */
  List<Operand> by(String operator, List<Operand> more, AttributeProto... attributes) {
    List<long[]> dims = node.outputTypes().stream().map(TensorType::dims).toList();
    List<Operand> operands = Stream.concat(inputs.stream(), more.stream()).toList();
    return emit.widened(operator, dims, operands, attributes);
  }
}
