package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.flag;
import static io.trihorn.backend.onnx.emit.Attributes.integer;
import static io.trihorn.backend.onnx.emit.Attributes.integers;
import static io.trihorn.backend.onnx.emit.Attributes.text;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import io.trihorn.graph.Permutations;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * ONNX operators as methods on operands, with the types of the results worked out: what lowerings
 * are written with. An element type without a kernel is widened on the way in and narrowed on the
 * way out.
 *
 * @param writer where the nodes go
 */
record Emit(NodeWriter writer) {
  /** The number of repetitions below which tiling is faster than expanding. */
  private static final int SHORT_RUN = 32;

  /** Any operator of one result. */
  Operand node(
      String operator, TensorType type, List<Operand> inputs, AttributeProto... attributes) {
    return writer.write(operator, List.of(type), inputs, attributes).get(0);
  }

  /** An operator that keeps the element type of its first operand. */
  Operand widened(
      String operator, long[] dims, List<Operand> inputs, AttributeProto... attributes) {
    return widened(operator, List.of(dims), inputs, attributes).get(0);
  }

  /** The same of several results, with these extents. */
  List<Operand> widened(
      String operator, List<long[]> dims, List<Operand> inputs, AttributeProto... attributes) {
    DataType dtype = inputs.get(0).dtype();
    DataType compute = writer.kernels().compute(operator, dtype);
    List<Operand> wide =
        inputs.stream().map(i -> i.dtype() == dtype ? cast(i, compute) : i).toList();
    List<TensorType> types = dims.stream().map(each -> TensorType.of(compute, each)).toList();
    List<Operand> results = writer.write(operator, types, wide, attributes);
    return results.stream().map(result -> cast(result, dtype)).toList();
  }

  /** An operand in the type that an operator is computed in. */
  Operand wide(String operator, Operand x) {
    return cast(x, writer.kernels().compute(operator, x.dtype()));
  }

  /** A constant. */
  Operand constant(TensorData data) {
    return writer.constant(data);
  }

  /** A constant list of integers. */
  Operand longs(long... values) {
    return constant(TensorData.of(values, values.length));
  }

  /** A constant list of integers. */
  Operand longs(List<? extends Number> values) {
    return longs(values.stream().mapToLong(Number::longValue).toArray());
  }

  /** A constant scalar. */
  Operand scalar(DataType dtype, double value) {
    return constant(TensorData.scalar(dtype, value));
  }

  /** A constant scalar of an operand's element type. */
  Operand scalar(Operand like, double value) {
    return scalar(like.dtype(), value);
  }

  /** A tensor without elements. */
  Operand empty(TensorType type) {
    return constant(TensorData.zeros(type));
  }

  /** A tensor of one value, stored as a scalar. */
  Operand full(DataType dtype, double value, long... dims) {
    return expand(constant(TensorData.scalar(dtype, value)), dims);
  }

  /** A function of one argument. */
  Operand unary(String operator, Operand x) {
    return widened(operator, x.dims(), List.of(x));
  }

  /** Whether there is a kernel of an operator for an element type. */
  boolean has(String operator, DataType dtype) {
    return writer.kernels().has(operator, dtype);
  }

  /** Whether the kernel of an operator is wrong for some values. */
  boolean errs(String operator) {
    return writer.kernels().errs(operator);
  }

  /** A broadcasting function of two arguments. */
  Operand binary(String operator, Operand x, Operand y) {
    if (ByteTables.has(operator) && !has(operator, x.dtype())) {
      return ByteTables.joined(this, operator, x, y);
    }
    return widened(operator, broadcast(x, y), List.of(x, y));
  }

  /** A broadcasting comparison. */
  Operand compare(String operator, Operand x, Operand y) {
    List<Operand> wide = List.of(wide(operator, x), wide(operator, y));
    return node(operator, TensorType.of(DataType.BOOLEAN, broadcast(x, y)), wide);
  }

  private static long[] broadcast(Operand x, Operand y) {
    return ShapeRules.broadcastShape(x.type().shape(), y.type().shape()).getShape();
  }

  Operand add(Operand x, Operand y) {
    return binary("Add", x, y);
  }

  Operand sub(Operand x, Operand y) {
    return binary("Sub", x, y);
  }

  Operand mul(Operand x, Operand y) {
    return binary("Mul", x, y);
  }

  Operand div(Operand x, Operand y) {
    return binary("Div", x, y);
  }

  Operand add(Operand x, double y) {
    return add(x, scalar(x, y));
  }

  Operand mul(Operand x, double y) {
    return y == 1 ? x : mul(x, scalar(x, y));
  }

  /** {@code condition ? x : y}, broadcast. */
  Operand where(Operand condition, Operand x, Operand y) {
    List<Operand> inputs = List.of(condition, wide("Where", x), wide("Where", y));
    Shape shape = ShapeRules.broadcastShape(x.type().shape(), y.type().shape());
    shape = ShapeRules.broadcastShape(condition.type().shape(), shape);
    TensorType type = new TensorType(inputs.get(1).dtype(), shape);
    return cast(node("Where", type, inputs), x.dtype());
  }

  Operand cast(Operand x, DataType dtype) {
    return x.dtype() == dtype
        ? x
        : node("Cast", x.type().withDtype(dtype), List.of(x), integer("to", OnnxTypes.code(dtype)));
  }

  Operand reshape(Operand x, long... dims) {
    return Arrays.equals(x.dims(), dims)
        ? x
        : node("Reshape", x.type().withShape(dims), List.of(x, longs(dims)));
  }

  Operand transpose(Operand x, int... permutation) {
    return transpose(x, IntStream.of(permutation).boxed().toList());
  }

  Operand transpose(Operand x, List<Integer> permutation) {
    TensorType type = x.type().withShape(permutation.stream().mapToLong(x::dim).toArray());
    if (Permutations.isIdentity(permutation)) {
      return x;
    }
    return Permutations.movesNothing(permutation, x.type())
        ? reshape(x, type.dims())
        : node("Transpose", type, List.of(x), integers("perm", permutation));
  }

  /** Repetition to a larger shape of the same or a higher rank. */
  Operand expand(Operand x, long... dims) {
    if (Arrays.equals(x.dims(), dims)) {
      return x;
    }
    long run = 1;
    int added = dims.length - x.rank();
    for (int i = dims.length - 1; i >= added && x.dim(i - added) == 1; i--) {
      run *= dims[i];
    }
    if (run == 1 || run >= SHORT_RUN || x.type().size() == 1) {
      return widened("Expand", dims, List.of(x, longs(dims)));
    }
    // Of single elements repeated a few times, Expand makes heavy weather.
    long[] same =
        LongStream.concat(LongStream.generate(() -> 1).limit(added), LongStream.of(x.dims()))
            .toArray();
    long[] times = IntStream.range(0, dims.length).mapToLong(i -> dims[i] / same[i]).toArray();
    return widened("Tile", dims, List.of(reshape(x, same), longs(times)));
  }

  /** The elements in opposite order along axes. */
  Operand reverse(Operand x, List<Integer> axes) {
    List<Integer> turned = axes.stream().filter(a -> x.dim(a) > 1).toList();
    if (turned.isEmpty()) {
      return x;
    }
    int n = turned.size();
    Operand starts = longs(LongStream.generate(() -> -1).limit(n).toArray());
    Operand limits = longs(LongStream.generate(() -> Long.MIN_VALUE).limit(n).toArray());
    return node("Slice", x.type(), List.of(x, starts, limits, longs(turned), starts));
  }

  /** A strided box of positive steps. */
  Operand slice(Operand x, long[] starts, long[] limits, long[] steps) {
    List<Long> axes = new ArrayList<>();
    long[] dims = x.dims();
    for (int i = 0; i < x.rank(); i++) {
      if (starts[i] != 0 || limits[i] != x.dim(i) || steps[i] != 1) {
        axes.add((long) i);
        dims[i] = Math.max(0, (limits[i] - starts[i] + steps[i] - 1) / steps[i]);
      }
    }
    if (axes.isEmpty()) {
      return x;
    }
    List<Operand> inputs = new ArrayList<>(List.of(x));
    for (long[] all : List.of(starts, limits)) {
      inputs.add(longs(axes.stream().map(a -> all[a.intValue()]).toList()));
    }
    inputs.add(longs(axes));
    if (axes.stream().anyMatch(a -> steps[a.intValue()] != 1)) {
      inputs.add(longs(axes.stream().map(a -> steps[a.intValue()]).toList()));
    }
    return node("Slice", x.type().withShape(dims), inputs);
  }

  /** A box of step 1 along one axis. */
  Operand slice(Operand x, int axis, long start, long limit) {
    long[] starts = new long[x.rank()];
    long[] limits = x.dims();
    long[] steps = LongStream.generate(() -> 1).limit(x.rank()).toArray();
    starts[axis] = start;
    limits[axis] = limit;
    return slice(x, starts, limits, steps);
  }

  /** A border of one value. */
  Operand pad(Operand x, long[] low, long[] high, double value) {
    long[] dims = x.dims();
    long[] widths = new long[2 * x.rank()];
    boolean any = false;
    for (int i = 0; i < x.rank(); i++) {
      widths[i] = low[i];
      widths[x.rank() + i] = high[i];
      dims[i] += low[i] + high[i];
      any |= low[i] != 0 || high[i] != 0;
    }
    if (!any) {
      return x;
    }
    return has("Pad", writer.kernels().compute("Pad", x.dtype()))
        ? widened("Pad", dims, List.of(x, longs(widths), scalar(x, value)))
        : framed(x, low, high, value);
  }

  /** A border of one value, made of tensors beside the operand. */
  Operand framed(Operand x, long[] low, long[] high, double value) {
    Operand result = x;
    for (int axis = 0; axis < x.rank(); axis++) {
      List<Operand> parts = new ArrayList<>();
      for (long width : new long[] {low[axis], high[axis]}) {
        if (width > 0) {
          long[] dims = result.dims();
          dims[axis] = width;
          parts.add(full(x.dtype(), value, dims));
        }
      }
      parts.add(low[axis] > 0 ? 1 : 0, result);
      result = concat(parts, axis);
    }
    return result;
  }

  Operand concat(List<Operand> values, int axis) {
    if (values.size() == 1) {
      return values.get(0);
    }
    long[] dims = values.get(0).dims();
    dims[axis] = values.stream().mapToLong(v -> v.dim(axis)).sum();
    return node("Concat", values.get(0).type().withShape(dims), values, integer("axis", axis));
  }

  /** A reduction over axes, by ONNX's name for it. */
  Operand reduce(String operator, Operand x, List<Integer> axes, boolean keepDims) {
    long[] dims =
        IntStream.range(0, x.rank())
            .filter(i -> keepDims || !axes.contains(i))
            .mapToLong(i -> axes.contains(i) ? 1 : x.dim(i))
            .toArray();
    int opset = writer.opset();
    if (x.dtype() == DataType.BOOLEAN && opset < Opsets.BOOLEAN_EXTREMES) {
      return cast(reduce(operator, cast(x, DataType.UINT8), axes, keepDims), DataType.BOOLEAN);
    }
    if (opset < Opsets.AXES_AS_OPERAND && !operator.equals("ReduceSum")) {
      return widened(
          operator, dims, List.of(x), flag("keepdims", keepDims), integers("axes", axes));
    }
    return widened(operator, dims, List.of(x, longs(axes)), flag("keepdims", keepDims));
  }

  /** Product of matrices, or of stacks of them with equal leading axes. */
  Operand matmul(Operand a, Operand b, boolean transposeA, boolean transposeB) {
    int r = a.rank();
    long[] dims = a.dims();
    dims[r - 2] = a.dim(transposeA ? r - 1 : r - 2);
    dims[r - 1] = b.dim(transposeB ? r - 2 : r - 1);
    TensorType type = a.type().withShape(dims);
    if (r == 2) {
      return node(
          "Gemm", type, List.of(a, b), flag("transA", transposeA), flag("transB", transposeB));
    }
    // ONNX Runtime fuses these transposes into the product.
    return node("MatMul", type, List.of(transposeA ? swapped(a) : a, transposeB ? swapped(b) : b));
  }

  private Operand swapped(Operand x) {
    int[] permutation = IntStream.range(0, x.rank()).toArray();
    permutation[x.rank() - 2] = x.rank() - 1;
    permutation[x.rank() - 1] = x.rank() - 2;
    return transpose(x, permutation);
  }

  /** Slices along an axis at positions known to be inside. */
  Operand gather(Operand x, Operand indices, int axis) {
    long[] dims =
        LongStream.concat(
                LongStream.concat(
                    LongStream.of(x.dims()).limit(axis), LongStream.of(indices.dims())),
                LongStream.of(x.dims()).skip(axis + 1))
            .toArray();
    return node("Gather", x.type().withShape(dims), List.of(x, indices), integer("axis", axis));
  }

  /** The elements with updates added at positions, counted over all elements. */
  Operand addedAt(Operand x, Operand positions, Operand updates) {
    List<Operand> flat =
        Stream.of(x, positions, updates).map(each -> reshape(each, each.type().size())).toList();
    TensorType type = flat.get(0).type();
    Operand sums =
        node("ScatterElements", type, flat, integer("axis", 0), text("reduction", "add"));
    return reshape(sums, x.dims());
  }
}
