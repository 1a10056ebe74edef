package io.trihorn.backend.reference;

import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/** Rules for {@link Shaping}: each takes or puts elements by position. */
final class ShapingKernels {
  private ShapingKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Shaping.Reshape.class, (op, node) -> in -> List.of(in.get(0).as(node.output().type())))
        .on(
            Shaping.Transpose.class,
            (op, node) -> taking(node, Positions.permuted(x(node).dims(), op.permutation())))
        .on(Shaping.Broadcast.class, Kernel.of((op, type, in) -> in.get(0).spread(type)))
        .on(
            Shaping.Slice.class,
            (op, node) -> taking(node, box(x(node), y(node), op.starts()::get, op.strides()::get)))
        .on(Shaping.Reverse.class, ShapingKernels::reverse)
        .on(
            Shaping.Pad.class,
            (op, node) -> putting(node, op.value(), box(y(node), x(node), op.low()::get, i -> 1)))
        .on(
            Shaping.Concat.class,
            (op, node) -> putting(node, 0, parts(y(node), op.axis(), node.inputTypes())))
        .on(
            Shaping.Split.class,
            (op, node) -> taking(node, parts(x(node), op.axis(), node.outputTypes())));
  }

  private static TensorType x(Node node) {
    return node.input(0).type();
  }

  private static TensorType y(Node node) {
    return node.output().type();
  }

  /** Each result has the operand's elements at some positions. */
  private static Kernel taking(Node node, int[]... positions) {
    List<TensorType> types = node.outputTypes();
    return in ->
        IntStream.range(0, positions.length)
            .mapToObj(i -> in.get(0).take(types.get(i), positions[i]))
            .toList();
  }

  /** The result has each operand's elements at some positions, and else a value. */
  private static Kernel putting(Node node, double value, int[]... positions) {
    TensorType type = y(node);
    Array border = Array.from(TensorData.scalar(type.dtype(), value));
    return in -> {
      Array out = border.take(type, new int[Math.toIntExact(type.size())]);
      for (int i = 0; i < positions.length; i++) {
        out.put(positions[i], in.get(i));
      }
      return List.of(out);
    };
  }

  /** Where a box lies in an array: on each axis from a start on, by a step. */
  private static int[] box(
      TensorType whole, TensorType box, IntToLongFunction start, IntToLongFunction step) {
    int[] strides = Positions.strides(whole.dims());
    int base = 0;
    for (int i = 0; i < strides.length; i++) {
      base += (int) start.applyAsLong(i) * strides[i];
      strides[i] *= (int) step.applyAsLong(i);
    }
    return Positions.of(box.dims(), strides, base);
  }

  private static Kernel reverse(Shaping.Reverse op, Node node) {
    TensorType x = x(node);
    IntPredicate turned = op.axes()::contains;
    return taking(
        node, box(x, x, i -> turned.test(i) ? x.dim(i) - 1 : 0, i -> turned.test(i) ? -1 : 1));
  }

  /** Where parts that are end to end along an axis lie in the whole. */
  private static int[][] parts(TensorType whole, int axis, List<TensorType> parts) {
    int[][] positions = new int[parts.size()][];
    long start = 0;
    for (int p = 0; p < positions.length; p++) {
      long first = start;
      positions[p] = box(whole, parts.get(p), i -> i == axis ? first : 0, i -> 1);
      start += parts.get(p).dim(axis);
    }
    return positions;
  }
}
