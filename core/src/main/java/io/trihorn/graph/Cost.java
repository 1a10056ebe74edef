package io.trihorn.graph;

import java.util.List;

/** Estimates of what a graph computes, for backends that treat small programs differently. */
public final class Cost {
  /** What making one element takes, memory and all, in multiply-adds of a matrix product. */
  private static final long ELEMENT = 8;

  /** The work of what only an engine knows: surely not small. */
  private static final long UNKNOWN = 1L << 40;

  private Cost() {}

  /** The work of one run, in multiply-adds of a matrix product. */
  public static long of(Graph graph) {
    return graph.nodes().stream().mapToLong(Cost::of).sum();
  }

  private static long of(Node node) {
    if (node.op() instanceof Leaf) {
      return 0;
    }
    if (node.op() instanceof Control.Scan scan) {
      return scan.length() * of(scan.body());
    }
    if (node.op() instanceof Composite composite) {
      return of(composite, node);
    }
    long elements = ELEMENT * node.outputTypes().stream().mapToLong(TensorType::size).sum();
    return node.op() instanceof Linear op ? elements + multiplyAdds(op, node) : elements;
  }

  private static long of(Composite op, Node node) {
    if (!op.decomposes()) {
      return UNKNOWN;
    }
    GraphBuilder builder = new GraphBuilder();
    List<Value> inputs =
        node.inputs().stream().map(input -> builder.parameter("x", input.type())).toList();
    return of(builder.build(op.decompose(builder, inputs)));
  }

  private static long multiplyAdds(Linear op, Node node) {
    List<TensorType> in = node.inputs().stream().map(Value::type).toList();
    if (op instanceof Linear.MatMul product) {
      int rank = in.get(0).rank();
      return node.output().type().size()
          * in.get(0).dim(product.transposeA() ? rank - 2 : rank - 1);
    }
    if (op instanceof Linear.ConvKernelGradient gradient) {
      return in.get(1).size() * taps(gradient.kernelShape().getShape());
    }
    TensorType large = op instanceof Linear.Conv ? node.output().type() : in.get(0);
    return large.size() * taps(in.get(1).shape().getShape());
  }

  /** Of a kernel {@code (spatial..., channels, outChannels)}, what one output element takes. */
  private static long taps(long[] kernel) {
    long taps = 1;
    for (int i = 0; i < kernel.length - 1; i++) {
      taps *= kernel[i];
    }
    return taps;
  }
}
