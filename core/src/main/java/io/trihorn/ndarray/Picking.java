package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Elements picked by arrays of positions on some axes: the arrays are broadcast together, and their
 * axes stand where the first picked axis was, or in front if the picked axes are apart.
 *
 * @param source the array that is picked from
 * @param axes the picked axes, rising
 * @param picks the broadcast shape of the positions
 * @param flat the places among the picked axes' elements, in one row
 */
record Picking(Shape source, int[] axes, Shape picks, TensorData flat) {
  /** The picks of these positions, which are from 0 on. */
  static Picking of(Shape source, List<Integer> axes, List<TensorData> positions) {
    Shape picks = positions.stream().map(TensorData::shape).reduce(new Shape(), Picking::broadcast);
    TensorData flat = TensorData.zeros(TensorType.of(DataType.INT64, picks.size()));
    for (int i = 0; i < axes.size(); i++) {
      View spread = View.whole(positions.get(i).shape()).broadcast(picks);
      TensorData wide = StridedCopy.of(positions.get(i), spread);
      for (long at = 0; at < flat.size(); at++) {
        flat.setLong(at, flat.getLong(at) * source.get(axes.get(i)) + wide.getLong(at));
      }
    }
    return new Picking(source, axes.stream().mapToInt(a -> a).toArray(), picks, flat);
  }

  private static Shape broadcast(Shape x, Shape y) {
    long[] dims = new long[Math.max(x.dimension(), y.dimension())];
    for (int i = 1; i <= dims.length; i++) {
      long a = i > x.dimension() ? 1 : x.get(x.dimension() - i);
      long b = i > y.dimension() ? 1 : y.get(y.dimension() - i);
      if (a != b && a != 1 && b != 1) {
        throw new ShapeException("positions of " + x + " and " + y + " do not go together");
      }
      dims[dims.length - i] = a == 1 ? b : a;
    }
    return new Shape(dims);
  }

  /** {@code (array, flat) -> picked}. */
  Operation reading() {
    return new Operation("pick", in -> List.of(read(in.get(0), in.get(1))), axes, picks);
  }

  /** {@code (array, value, flat, last) -> array}: the value, broadcast, at the picked places. */
  Operation writing() {
    return new Operation(
        "picked", in -> List.of(written(in.get(0), in.get(1), in.get(2), in.get(3))), axes, picks);
  }

  /** The places as an operand. */
  Cell places() {
    return Cell.of(flat);
  }

  /** Which place is the last of its kind, so that of several for one the last stays. */
  Cell lasts() {
    return lasts(flat);
  }

  static Cell lasts(TensorData flat) {
    Map<Long, Long> last = new HashMap<>();
    for (long i = 0; i < flat.size(); i++) {
      last.put(flat.getLong(i), i);
    }
    TensorData lasts = TensorData.zeros(TensorType.of(DataType.BOOLEAN, flat.size()));
    last.values().forEach(i -> lasts.setLong(i, 1));
    return Cell.of(lasts);
  }

  /** The picked axes, then the others. */
  private int[] front() {
    return IntStream.concat(Arrays.stream(axes), others()).toArray();
  }

  private IntStream others() {
    return IntStream.range(0, source.dimension())
        .filter(axis -> Arrays.stream(axes).noneMatch(a -> a == axis));
  }

  private long[] rest() {
    return others().mapToLong(source::get).toArray();
  }

  private long rows() {
    return Arrays.stream(axes).mapToLong(source::get).reduce(1, (a, b) -> a * b);
  }

  /** From the picks' axes in front to where they stand. */
  private int[] places(int picked, int rank) {
    boolean together = axes[axes.length - 1] - axes[0] == axes.length - 1;
    int before = together ? axes[0] : 0;
    return IntStream.concat(
            IntStream.concat(IntStream.range(picked, picked + before), IntStream.range(0, picked)),
            IntStream.range(picked + before, rank))
        .toArray();
  }

  private Tensor matrix(Tensor array) {
    long rest = LongStream.of(rest()).reduce(1, (a, b) -> a * b);
    return Shapes.reshape(Shapes.transpose(array, front()), rows(), rest);
  }

  private Tensor read(Tensor array, Tensor places) {
    Tensor taken = Shapes.take(matrix(array), places, 0);
    long[] dims =
        LongStream.concat(LongStream.of(picks.getShape()), LongStream.of(rest())).toArray();
    Tensor shaped = Shapes.reshape(taken, dims);
    return dims.length == 0
        ? shaped
        : Shapes.transpose(shaped, places(picks.dimension(), dims.length));
  }

  private Tensor written(Tensor array, Tensor value, Tensor places, Tensor lasts) {
    long[] dims =
        LongStream.concat(LongStream.of(picks.getShape()), LongStream.of(rest())).toArray();
    int[] order = places(picks.dimension(), dims.length);
    long[] seen = Arrays.stream(order).mapToLong(i -> dims[i]).toArray();
    int[] back = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      back[order[i]] = i;
    }
    Tensor wide = Shapes.broadcastTo(value, seen);
    Tensor front = order.length == 0 ? wide : Shapes.transpose(wide, back);
    Tensor rows = matrix(array);
    Tensor given = Shapes.reshape(front, picks.size(), rows.dim(1));
    Tensor changed = replaced(rows, places, given, lasts);
    long[] moved = Arrays.stream(front()).mapToLong(source::get).toArray();
    int[] home = new int[moved.length];
    for (int i = 0; i < home.length; i++) {
      home[front()[i]] = i;
    }
    return Shapes.transpose(Shapes.reshape(changed, moved), home);
  }

  /** Rows replaced by others; only the last of several for one place counts. */
  static Tensor replaced(Tensor rows, Tensor places, Tensor given, Tensor lasts) {
    // Of what is not a number to add up, the number.
    DataType type = rows.dtype() == DataType.BOOLEAN ? DataType.INT32 : rows.dtype();
    Tensor numbers = Ops.cast(given, type);
    Tensor last = Shapes.expandDims(lasts, 1);
    Tensor counted = Ops.where(last, numbers, numbers.scalar(type, 0));
    Tensor none = Shapes.full(rows, 0, type, rows.type().dims());
    Tensor sum = Ops.cast(Shapes.scatterAdd(none, places, counted), rows.dtype());
    Tensor hits =
        Shapes.scatterAdd(
            Shapes.full(rows, 0, DataType.FLOAT32, rows.dim(0), 1),
            places,
            Ops.cast(last, DataType.FLOAT32));
    Tensor hit = Shapes.broadcastTo(Ops.greater(hits, 0), rows.type().dims());
    return Ops.where(hit, sum, rows);
  }
}
