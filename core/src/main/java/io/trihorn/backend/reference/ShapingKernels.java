package io.trihorn.backend.reference;

import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;

/** Rules for {@link Shaping}: each takes or puts elements by position. */
final class ShapingKernels {
  private ShapingKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(Shaping.Reshape.class, (op, node) -> in -> List.of(in.get(0).as(node.output().type())))
        .on(
            Shaping.Transpose.class,
            (op, node) -> {
              int[] order = op.permutation().stream().mapToInt(i -> i).toArray();
              int[] from = Positions.permuted(node.input(0).type().dims(), order);
              return taking(node, from);
            })
        .on(Shaping.Broadcast.class, Kernel.of((op, type, in) -> in.get(0).spread(type)))
        .on(Shaping.Slice.class, ShapingKernels::slice)
        .on(Shaping.Reverse.class, ShapingKernels::reverse)
        .on(Shaping.Pad.class, ShapingKernels::pad)
        .on(Shaping.Concat.class, ShapingKernels::concat)
        .on(Shaping.Split.class, ShapingKernels::split);
  }

  private static Kernel taking(Node node, int[] positions) {
    return in -> List.of(in.get(0).take(node.output().type(), positions));
  }

  private static Kernel slice(Shaping.Slice op, Node node) {
    int[] strides = Positions.strides(node.input(0).type().dims());
    int base = 0;
    for (int i = 0; i < strides.length; i++) {
      base += (int) (op.starts().get(i) * strides[i]);
      strides[i] *= op.strides().get(i).intValue();
    }
    return taking(node, Positions.of(node.output().type().dims(), strides, base));
  }

  private static Kernel reverse(Shaping.Reverse op, Node node) {
    long[] dims = node.input(0).type().dims();
    int[] strides = Positions.strides(dims);
    int base = 0;
    for (int axis : op.axes()) {
      base += (int) (dims[axis] - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    return taking(node, Positions.of(dims, strides, base));
  }

  private static Kernel pad(Shaping.Pad op, Node node) {
    TensorType type = node.output().type();
    int[] strides = Positions.strides(type.dims());
    int base = 0;
    for (int i = 0; i < strides.length; i++) {
      base += (int) (op.low().get(i) * strides[i]);
    }
    int[] positions = Positions.of(node.input(0).type().dims(), strides, base);
    Array border = Array.from(TensorData.scalar(type.dtype(), op.value()));
    return in -> {
      Array out = border.take(type, new int[Math.toIntExact(type.size())]);
      out.put(positions, in.get(0));
      return List.of(out);
    };
  }

  /** Where the parts along an axis lie in the whole. */
  private static List<int[]> parts(TensorType whole, int axis, List<TensorType> parts) {
    int[] strides = Positions.strides(whole.dims());
    List<int[]> positions = new ArrayList<>();
    int start = 0;
    for (TensorType part : parts) {
      positions.add(Positions.of(part.dims(), strides, start * strides[axis]));
      start += (int) part.dim(axis);
    }
    return positions;
  }

  private static Kernel concat(Shaping.Concat op, Node node) {
    TensorType type = node.output().type();
    List<int[]> positions = parts(type, op.axis(), node.inputTypes());
    return in -> {
      Array out = Array.zeros(type);
      for (int i = 0; i < in.size(); i++) {
        out.put(positions.get(i), in.get(i));
      }
      return List.of(out);
    };
  }

  private static Kernel split(Shaping.Split op, Node node) {
    List<TensorType> types = node.outputTypes();
    List<int[]> positions = parts(node.input(0).type(), op.axis(), types);
    return in -> {
      List<Array> out = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        out.add(in.get(0).take(types.get(i), positions.get(i)));
      }
      return out;
    };
  }
}
