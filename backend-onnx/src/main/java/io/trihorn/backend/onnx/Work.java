package io.trihorn.backend.onnx;

import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;

/** A rough count of the operations that a graph takes. */
final class Work {
  private Work() {}

  static double of(Graph graph) {
    return graph.nodes().stream().mapToDouble(Work::of).sum();
  }

  private static double of(Node node) {
    if (node.op() instanceof Leaf) {
      return 0;
    }
    if (node.op() instanceof Control.Scan scan) {
      return scan.length() * of(scan.body());
    }
    if (node.op() instanceof Linear.MatMul op) {
      return 2.0
          * node.output().type().size()
          * node.input(0).type().dim(op.transposeA() ? -2 : -1);
    }
    if (node.op() instanceof Linear.Conv op) {
      return products(node.output().type(), node.input(1).type());
    }
    if (node.op() instanceof Linear.ConvInputGradient op) {
      return products(node.input(0).type(), node.input(1).type());
    }
    if (node.op() instanceof Linear.ConvKernelGradient op) {
      return products(node.input(1).type(), node.output().type());
    }
    return node.outputs().stream().map(Value::type).mapToDouble(TensorType::size).sum();
  }

  /** Of a convolution: each output element takes the kernel's elements for one filter. */
  private static double products(TensorType output, TensorType kernel) {
    return 2.0 * output.size() * kernel.size() / Math.max(1, kernel.dim(-1));
  }
}
