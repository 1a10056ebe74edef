package io.trihorn.quantizers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Integers;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Two numbers of four bits in one of eight. */
public final class Int4 {
  private Int4() {}

  /**
   * Packed numbers.
   *
   * @param values int8 or uint8, half as long along the axis, rounded up
   * @param length the extent of the axis before
   */
  public record Packed(Tensor values, long length) {}

  private static void check(String function, Tensor x, DataType dtype) {
    if (dtype != DataType.INT8 && dtype != DataType.UINT8) {
      throw new ShapeException(function + ": the dtype should be int8 or uint8, but is " + dtype);
    }
    if (x.dtype() != DataType.INT8 && x.dtype() != DataType.UINT8) {
      throw new ShapeException(function + ": expected int8 or uint8, but got " + x.type());
    }
  }

  /**
   * Numbers of four bits in pairs: the first of a pair in the low half, the second in the high one;
   * a last one that is alone is paired with 0.
   *
   * @param x of the element type {@code dtype}: from -8 to 7 for int8, from 0 to 15 for uint8
   * @param axis along which numbers are paired, negative from the last
   * @throws ShapeException if a type is neither, or the two differ
   */
  public static Packed packInt4(Tensor x, int axis, DataType dtype) {
    check("pack_int4", x, dtype);
    if (x.dtype() != dtype) {
      throw new ShapeException("pack_int4: expected " + dtype + ", but got " + x.type());
    }
    Tensor front = Ops.cast(Shapes.moveaxis(x, axis, 0), DataType.INT32);
    long length = front.dim(0);
    long[] none = new long[x.rank()];
    long[] high = none.clone();
    high[0] = length % 2;
    Tensor even = Shapes.pad(front, none, high, 0);
    long[] dims = even.type().dims();
    long[] pairs = new long[dims.length + 1];
    System.arraycopy(dims, 1, pairs, 2, dims.length - 1);
    pairs[0] = dims[0] / 2;
    pairs[1] = 2;
    List<Tensor> halves = Shapes.splitEqually(Shapes.reshape(even, pairs), 1, 2);
    Tensor low = Integers.bitwiseAnd(Shapes.squeeze(halves.get(0), 1), even.scalar(15));
    Tensor upper = Shapes.squeeze(halves.get(1), 1);
    if (dtype == DataType.UINT8) {
      upper = Integers.bitwiseAnd(upper, even.scalar(15));
    }
    Tensor packed = Ops.add(Ops.multiply(upper, 16), low);
    return new Packed(Ops.cast(Shapes.moveaxis(packed, 0, axis), dtype), length);
  }

  /**
   * The numbers that {@link #packInt4} packed.
   *
   * @param length the extent of the axis before it was packed
   * @param axis the axis they were paired along
   * @param dtype int8 for numbers from -8 to 7, uint8 for numbers from 0 to 15
   * @throws ShapeException if {@code packed} or {@code dtype} is of another type
   */
  public static Tensor unpackInt4(Tensor packed, long length, int axis, DataType dtype) {
    check("unpack_int4", packed, dtype);
    Tensor front = Ops.cast(Shapes.moveaxis(packed, axis, 0), DataType.INT32);
    Tensor mask = front.scalar(15);
    Tensor low = Integers.bitwiseAnd(front, mask);
    Tensor high = Integers.bitwiseAnd(Integers.rightShift(front, front.scalar(4)), mask);
    long[] dims = front.type().dims();
    dims[0] *= 2;
    Tensor both = Shapes.reshape(Shapes.stack(List.of(low, high), 1), dims);
    if (dtype == DataType.INT8) {
      // 0 to 7 stay, 8 to 15 become -8 to -1.
      both = Ops.subtract(Integers.bitwiseXor(both, both.scalar(8)), 8);
    }
    return Ops.cast(Shapes.moveaxis(Shapes.slice(both, 0, 0, length), 0, axis), dtype);
  }
}
