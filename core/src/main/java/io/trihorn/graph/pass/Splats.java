package io.trihorn.graph.pass;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Values that are one number repeated, and operands without their repetition. */
final class Splats {
  private static final long LOOKED_AT = 1 << 14;

  private Splats() {}

  /** The number of which a value consists, or null if it is not a constant of that kind. */
  static Double of(Value value) {
    Value v = value;
    while (v.op() instanceof Shaping.Broadcast || v.op() instanceof Shaping.Reshape) {
      v = v.node().input(0);
    }
    if (!(v.op() instanceof Leaf.Constant constant)) {
      return null;
    }
    TensorData data = constant.value();
    if (data.size() == 0 || data.size() > LOOKED_AT) {
      return null;
    }
    double first = data.getDouble(0);
    for (long i = 1; i < data.size(); i++) {
      if (Double.compare(data.getDouble(i), first) != 0) {
        return null;
      }
    }
    return first;
  }

  /** Whether a value consists of this number, the sign of a zero included. */
  static boolean is(Value value, double number) {
    Double splat = of(value);
    return splat != null && Double.compare(splat, number) == 0;
  }

  /**
   * What is left of an operand without broadcasts, and reshapes that only add leading axes, as long
   * as its shape will do.
   */
  static Value peel(Value value, Predicate<Shape> willDo) {
    Value v = value;
    while (v.op() instanceof Shaping.Broadcast
        || (v.op() instanceof Shaping.Reshape && addsLeadingOnes(v.node().input(0), v))) {
      Value inner = v.node().input(0);
      if (!willDo.test(inner.type().shape())) {
        break;
      }
      v = inner;
    }
    return v;
  }

  private static boolean addsLeadingOnes(Value inner, Value outer) {
    int added = outer.type().rank() - inner.type().rank();
    return added >= 0
        && IntStream.range(0, outer.type().rank())
            .allMatch(i -> outer.type().dim(i) == (i < added ? 1 : inner.type().dim(i - added)));
  }
}
