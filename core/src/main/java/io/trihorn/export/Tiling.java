package io.trihorn.export;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Constants whose extents grow because one piece is repeated in them. */
final class Tiling {
  private Tiling() {}

  /**
   * The piece of these extents, if some values are made of it.
   *
   * @param seen values whose extents are multiples of the piece's
   * @param dims the piece's extents
   */
  static Optional<TensorData> unit(List<TensorData> seen, long[] dims) {
    TensorData unit = piece(seen.get(0), dims);
    return seen.stream().allMatch(data -> isTiledBy(data, unit))
        ? Optional.of(unit)
        : Optional.empty();
  }

  private static TensorData piece(TensorData data, long[] dims) {
    TensorData piece = TensorData.zeros(TensorType.of(data.dtype(), dims));
    for (long i = 0; i < piece.type().size(); i++) {
      long at = position(i, dims, dims, data.type().dims());
      if (data.dtype().isFloating()) {
        piece.setDouble(i, data.getDouble(at));
      } else {
        piece.setLong(i, data.getLong(at));
      }
    }
    return piece;
  }

  private static boolean isTiledBy(TensorData data, TensorData unit) {
    long[] dims = data.type().dims();
    long[] small = unit.type().dims();
    return LongStream.range(0, data.type().size())
        .allMatch(i -> isSame(data, i, unit, position(i, dims, small, small)));
  }

  private static boolean isSame(TensorData a, long i, TensorData b, long j) {
    return a.dtype().isFloating()
        ? Double.compare(a.getDouble(i), b.getDouble(j)) == 0
        : a.getLong(i) == b.getLong(j);
  }

  /** Where the i-th element of an array stands, its position taken modulo, in another array. */
  private static long position(long i, long[] dims, long[] modulo, long[] target) {
    long rest = i;
    long at = 0;
    long step = 1;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      at += rest % dims[axis] % modulo[axis] * step;
      rest /= dims[axis];
      step *= target[axis];
    }
    return at;
  }
}
