package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.Affine;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * What a rule is given besides the op.
 *
 * @param writer where to write
 * @param shapes how extents depend on the batch
 * @param node the node
 * @param inputs its operands
 */
record Site(Writer writer, BatchShapes shapes, Node node, List<SDVariable> inputs) {
  SameDiff sd() {
    return writer.sd();
  }

  SDVariable input(int i) {
    return inputs.get(i);
  }

  TensorType inputType(int i) {
    return node.input(i).type();
  }

  /** The extents of the only result. */
  Affine target() {
    return shapes.of(node.output());
  }
}
