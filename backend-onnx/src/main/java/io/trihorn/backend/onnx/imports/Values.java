package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Short forms on tensors that several operators need. */
final class Values {
  private Values() {}

  /** A function of two operands of one element type, which the result has too. */
  static Tensor binary(BinaryKind kind, Tensor x, Tensor y) {
    return x.with(new Primitives(x.builder()).binary(kind, x.value(), y.value()));
  }

  /** A quotient: of integers truncated towards zero. */
  static Tensor quotient(Tensor x, Tensor y) {
    return binary(BinaryKind.DIV, x, y);
  }

  /** A floating computation on any numbers, whose result has the operand's element type. */
  static Tensor inFloats(Tensor x, UnaryOperator<Tensor> function) {
    if (x.dtype().isFloating()) {
      return function.apply(x);
    }
    boolean exact = x.dtype() == DataType.INT64 || x.dtype() == DataType.INT32;
    Tensor wide = Ops.cast(x, exact ? DataType.FLOAT64 : DataType.FLOAT32);
    return Ops.cast(function.apply(wide), x.dtype());
  }

  /** Integers in a shape. */
  static TensorData longs(long... values) {
    return TensorData.of(values, values.length);
  }

  /** {@code first, first + step, ...} */
  static long[] range(long first, long step, int count) {
    return LongStream.range(0, count).map(i -> first + step * i).toArray();
  }

  /** The axes from one to another, which is not among them. */
  static int[] axes(int first, int limit) {
    return IntStream.range(first, limit).toArray();
  }

  /** The product of some extents. */
  static long product(long[] dims, int first, int limit) {
    long product = 1;
    for (int i = first; i < limit; i++) {
      product = Math.multiplyExact(product, dims[i]);
    }
    return product;
  }

  /** The product of all extents. */
  static long product(long[] dims) {
    return product(dims, 0, dims.length);
  }

  /** Extents from one axis to another, which is not among them. */
  static long[] part(long[] dims, int first, int limit) {
    return Arrays.copyOfRange(dims, first, limit);
  }

  /** Lists of extents one after the other. */
  static long[] join(long[]... parts) {
    return Arrays.stream(parts).flatMapToLong(LongStream::of).toArray();
  }

  /** The extents that a vector along axis 1 needs to be added to tensors of a rank. */
  static Tensor perChannel(Tensor vector, int rank) {
    return rank < 2 ? vector : Nn.alongAxis(vector, 1, rank);
  }

  /** A sum over axes; over none the tensor itself. */
  static Tensor sumKeep(Tensor x, int[] axes) {
    return axes.length == 0 ? x : Ops.sumKeep(x, axes);
  }

  /** A mean over axes; over none the tensor itself. */
  static Tensor meanKeep(Tensor x, int[] axes) {
    return axes.length == 0 ? x : Ops.meanKeep(x, axes);
  }

  /** Indices that may count from the end, counted from the start. */
  static Tensor fromStart(Tensor indices, long extent) {
    return Ops.where(Ops.less(indices, 0), Ops.add(indices, extent), indices);
  }

  /** A tensor whose only element is a number. */
  static Tensor flat(Tensor x) {
    return Shapes.reshape(x, x.size());
  }

  /** The smallest finite or infinite value of an element type: what never wins a maximum. */
  static double lowest(DataType dtype) {
    return switch (dtype) {
      case UINT8, BOOLEAN -> 0;
      case INT8 -> Byte.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      default -> Double.NEGATIVE_INFINITY;
    };
  }

  /** What never wins a minimum. */
  static double highest(DataType dtype) {
    return switch (dtype) {
      case BOOLEAN -> 1;
      case UINT8 -> 255;
      case INT8 -> Byte.MAX_VALUE;
      case INT32 -> Integer.MAX_VALUE;
      case INT64 -> Long.MAX_VALUE;
      default -> Double.POSITIVE_INFINITY;
    };
  }

  /** Tensors in a list without nulls in front of it. */
  static List<Tensor> list(Tensor... tensors) {
    return Arrays.asList(tensors);
  }
}
