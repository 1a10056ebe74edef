package io.trihorn.backend.onnx.imports;

import io.trihorn.graph.TensorData;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** Operators that give shapes, or other shapes to the same elements. */
final class ShapeOperators {
  private ShapeOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("Shape", ShapeOperators::shape);
    table.one("Size", call -> call.in(0).constant(scalar(call.in(0).size())));
    table.one("Reshape", ShapeOperators::reshape);
    table.one("Flatten", ShapeOperators::flatten);
    table.one("Transpose", ShapeOperators::transpose);
    table.one("Squeeze", ShapeOperators::squeeze);
    table.one("Unsqueeze", ShapeOperators::unsqueeze);
    table.one("Expand", ShapeOperators::expand);
    table.one("Tile", 1, ShapeOperators::oldTile);
    table.one("Tile", 6, call -> Shapes.tile(call.in(0), call.longs(1)));
    table.one("DepthToSpace", ShapeOperators::depthToSpace);
    table.one("SpaceToDepth", ShapeOperators::spaceToDepth);
  }

  private static TensorData scalar(long value) {
    return Values.longs(value).reshape();
  }

  private static Tensor shape(OpCall call) {
    Tensor x = call.in(0);
    int start = bound(call.integer("start", 0), x.rank());
    int end = bound(call.integer("end", x.rank()), x.rank());
    return x.constant(Values.longs(Values.part(x.type().dims(), start, Math.max(start, end))));
  }

  private static int bound(long value, int rank) {
    return (int) Math.max(0, Math.min(value < 0 ? value + rank : value, rank));
  }

  private static Tensor reshape(OpCall call) {
    Tensor x = call.in(0);
    long[] dims = call.longsOr(1, "shape");
    if (dims == null) {
      throw call.wrong("needs a shape");
    }
    if (!call.flag("allowzero", false)) {
      for (int i = 0; i < dims.length; i++) {
        if (dims[i] == 0) {
          dims[i] = x.dim(call.axis(i, x.rank()));
        }
      }
    }
    long known = Arrays.stream(dims).filter(d -> d != -1).reduce(1, Math::multiplyExact);
    boolean open = Arrays.stream(dims).anyMatch(d -> d == -1);
    if (!open && known != x.size() && ofAnotherFirst(x, dims)) {
      dims[0] = x.dim(0);
      known = x.size();
    }
    if (Arrays.stream(dims).anyMatch(d -> d < -1) || (!open && known != x.size())) {
      throw call.wrong("cannot give " + x.type() + " the shape " + Arrays.toString(dims));
    }
    return Shapes.reshape(x, dims);
  }

  /**
   * Whether only the first extent of a shape is wrong: it was counted when the model was traced,
   * for a batch of one, or as the length that PyTorch's attention writes down for its keys.
   */
  private static boolean ofAnotherFirst(Tensor x, long[] dims) {
    return dims.length > 1
        && x.rank() > 1
        && Values.product(dims, 1, dims.length) == Values.product(x.type().dims(), 1, x.rank());
  }

  private static Tensor flatten(OpCall call) {
    Tensor x = call.in(0);
    long given = call.integer("axis", 1);
    int axis = given == x.rank() ? x.rank() : call.axis(given, x.rank());
    long[] dims = x.type().dims();
    return Shapes.reshape(
        x, Values.product(dims, 0, axis), Values.product(dims, axis, dims.length));
  }

  private static Tensor transpose(OpCall call) {
    Tensor x = call.in(0);
    long[] given = call.integers("perm");
    if (given == null) {
      return x.rank() == 0 ? x : Shapes.transpose(x);
    }
    int[] permutation = call.axes(given, x.rank());
    if (Arrays.stream(permutation).distinct().count() != x.rank()) {
      throw call.wrong("has the permutation " + Arrays.toString(given) + " of " + x.type());
    }
    return x.rank() == 0 ? x : Shapes.transpose(x, permutation);
  }

  private static Tensor squeeze(OpCall call) {
    Tensor x = call.in(0);
    long[] axes = call.longsOr(1, "axes");
    if (axes != null && axes.length == 0) {
      return x;
    }
    return axes == null ? Shapes.squeeze(x) : Shapes.squeeze(x, call.axes(axes, x.rank()));
  }

  private static Tensor unsqueeze(OpCall call) {
    Tensor x = call.in(0);
    long[] axes = call.longsOr(1, "axes");
    if (axes == null) {
      throw call.wrong("needs axes");
    }
    int[] places = call.axes(axes, x.rank() + axes.length);
    Arrays.sort(places);
    List<Long> dims = new ArrayList<>(LongStream.of(x.type().dims()).boxed().toList());
    for (int place : places) {
      dims.add(place, 1L);
    }
    return Shapes.reshape(x, dims.stream().mapToLong(d -> d).toArray());
  }

  /** Both the tensor and the shape may have what the other lacks. */
  private static Tensor expand(OpCall call) {
    Tensor x = call.in(0);
    long[] wanted = call.longs(1);
    int rank = Math.max(wanted.length, x.rank());
    long[] dims = new long[rank];
    for (int i = 0; i < rank; i++) {
      int w = i - rank + wanted.length;
      int d = i - rank + x.rank();
      long extent = d < 0 ? 1 : x.dim(d);
      dims[i] = extent == 1 && w >= 0 ? wanted[w] : extent;
    }
    return Shapes.broadcastTo(x, dims);
  }

  private static Tensor oldTile(OpCall call) {
    Tensor x = call.in(0);
    long[] times = new long[x.rank()];
    Arrays.fill(times, 1);
    times[call.axis((long) call.number(2, 0), x.rank())] = (long) call.number(1, 1);
    return Shapes.tile(x, times);
  }

  private static long block(OpCall call) {
    long block = call.integer("blocksize", 0);
    if (call.in(0).rank() != 4 || block < 1) {
      throw call.wrong("needs a tensor of rank 4 and a positive blocksize");
    }
    return block;
  }

  private static Tensor depthToSpace(OpCall call) {
    Tensor x = call.in(0);
    long b = block(call);
    long[] d = x.type().dims();
    boolean columnsFirst = call.text("mode", "DCR").equals("CRD");
    Tensor wide =
        columnsFirst
            ? Shapes.reshape(x, d[0], d[1] / (b * b), b, b, d[2], d[3])
            : Shapes.reshape(x, d[0], b, b, d[1] / (b * b), d[2], d[3]);
    Tensor moved =
        columnsFirst
            ? Shapes.transpose(wide, 0, 1, 4, 2, 5, 3)
            : Shapes.transpose(wide, 0, 3, 4, 1, 5, 2);
    return Shapes.reshape(moved, d[0], d[1] / (b * b), d[2] * b, d[3] * b);
  }

  private static Tensor spaceToDepth(OpCall call) {
    Tensor x = call.in(0);
    long b = block(call);
    long[] d = x.type().dims();
    Tensor wide = Shapes.reshape(x, d[0], d[1], d[2] / b, b, d[3] / b, b);
    Tensor moved = Shapes.transpose(wide, 0, 3, 5, 1, 2, 4);
    return Shapes.reshape(moved, d[0], d[1] * b * b, d[2] / b, d[3] / b);
  }
}
