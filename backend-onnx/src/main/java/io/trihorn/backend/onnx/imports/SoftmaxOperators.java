package io.trihorn.backend.onnx.imports;

import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * Softmax and its kin. Before version 13 they took all axes from one on, by default the second, as
 * one.
 */
final class SoftmaxOperators {
  private SoftmaxOperators() {}

  /** A function along an axis. */
  private interface Along {
    Tensor apply(Tensor x, int axis);
  }

  static void addTo(Operators.Builder table) {
    add(table, "Softmax", Nn::softmax);
    add(table, "LogSoftmax", Nn::logSoftmax);
    add(table, "Hardmax", SoftmaxOperators::hardmax);
  }

  private static void add(Operators.Builder table, String name, Along function) {
    table.one(name, 1, call -> flattened(call, function));
    table.one(
        name,
        13,
        call -> function.apply(call.in(0), call.axis(call.integer("axis", -1), call.in(0).rank())));
  }

  private static Tensor flattened(OpCall call, Along function) {
    Tensor x = call.in(0);
    long given = call.integer("axis", 1);
    int axis = given == x.rank() ? x.rank() : call.axis(given, x.rank());
    long[] dims = x.type().dims();
    Tensor rows =
        Shapes.reshape(x, Values.product(dims, 0, axis), Values.product(dims, axis, dims.length));
    return Shapes.reshape(function.apply(rows, 1), dims);
  }

  private static Tensor hardmax(Tensor x, int axis) {
    Tensor hot = Shapes.oneHot(Ops.argmax(x, axis), x.dim(axis), x.dtype());
    return Shapes.moveaxis(hot, -1, axis);
  }
}
