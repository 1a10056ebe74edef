package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.pending.ArrayRuntime;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One step from an array to what a view of it has, and back: how a changed view is written into the
 * array it was taken from. Positions that a loop may vary are operands, so that its body is
 * compiled once.
 *
 * @param from the shape before the step
 * @param read {@code (array, operands...) -> view}
 * @param write {@code (array, view, operands...) -> array}; null if elements are repeated
 * @param operands what both are given beside
 * @param kind what it does to the order of elements
 */
record ViewStep(Shape from, Operation read, Operation write, List<Cell> operands, Kind kind) {
  /** What a step does to the order of elements. */
  enum Kind {
    /** Another shape. */
    RESHAPE,
    /** Nothing; gradients end. */
    STOP,
    /** Another order, or fewer or more of them. */
    MOVE
  }

  private ViewStep(Shape from, Operation read, Operation write) {
    this(from, read, write, List.of(), Kind.MOVE);
  }

  /** What the view has. */
  Cell read(ArrayRuntime runtime, Cell array) {
    List<Cell> all = new ArrayList<>(List.of(array));
    all.addAll(operands);
    return runtime.append(read, all).get(0);
  }

  /** The array with the view's elements changed. */
  Cell write(ArrayRuntime runtime, Cell array, Cell view) {
    List<Cell> all = new ArrayList<>(List.of(array, view));
    all.addAll(operands);
    return runtime.append(write, all).get(0);
  }

  static ViewStep reshape(Shape from, Shape to) {
    return new ViewStep(
        from,
        reshaping(to),
        second("reshaped", v -> Shapes.reshape(v, from.getShape()), from),
        List.of(),
        Kind.RESHAPE);
  }

  static ViewStep stop(Shape from) {
    Operation read = Operation.constant("stopGradient", in -> List.of(Ops.stopGradient(in.get(0))));
    Operation write = second("stopped", v -> v);
    return new ViewStep(from, read, write, List.of(), Kind.STOP);
  }

  static Operation reshaping(Shape to) {
    return LazyArray.operation("reshape", x -> Shapes.reshape(x, to.getShape()), to);
  }

  /** An operation that gives the array a value made of the view's alone. */
  private static Operation second(
      String name, UnaryOperator<Tensor> function, Object... attributes) {
    return new Operation(name, in -> List.of(function.apply(in.get(1))), attributes);
  }

  static ViewStep transpose(Shape from, int... axes) {
    int[] back = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      back[axes[i]] = i;
    }
    // A scalar has no axes; without any, they would be turned round.
    return new ViewStep(
        from,
        LazyArray.operation("transpose", x -> transposed(x, axes), axes),
        second("transposed", v -> transposed(v, back), back));
  }

  private static Tensor transposed(Tensor x, int... axes) {
    return axes.length == 0 ? x : Shapes.transpose(x, axes);
  }

  static ViewStep broadcast(Shape from, Shape to) {
    Operation read =
        LazyArray.operation("broadcast", x -> Shapes.broadcastTo(x, to.getShape()), to);
    return new ViewStep(from, read, null);
  }

  static ViewStep select(Shape from, int axis, long position) {
    Operation read =
        new Operation("select", in -> List.of(Shapes.take(in.get(0), in.get(1), axis)), axis);
    Operation write =
        new Operation(
            "selected",
            in -> {
              Tensor array = in.get(0);
              Tensor here =
                  Ops.equal(Shapes.arange(array, array.dim(axis), DataType.INT64), in.get(2));
              Tensor mask = Shapes.reshape(here, along(axis, array.rank(), array.dim(axis)));
              return List.of(replaced(array, Shapes.expandDims(in.get(1), axis), mask));
            },
            axis);
    return new ViewStep(
        from, read, write, List.of(Cell.scalar(DataType.INT64, position)), Kind.MOVE);
  }

  private static Tensor replaced(Tensor array, Tensor values, Tensor mask) {
    long[] dims = array.type().dims();
    return Ops.where(Shapes.broadcastTo(mask, dims), Shapes.broadcastTo(values, dims), array);
  }

  private static long[] along(int axis, int rank, long extent) {
    return IntStream.range(0, rank).mapToLong(i -> i == axis ? extent : 1).toArray();
  }

  static ViewStep box(Shape from, long[] starts, long[] extents, long[] distances) {
    long[] limits = new long[starts.length];
    for (int axis = 0; axis < limits.length; axis++) {
      limits[axis] = Math.min(from.get(axis), starts[axis] + extents[axis] * distances[axis]);
    }
    Operation read =
        LazyArray.operation(
            "slice", x -> Shapes.slice(x, starts, limits, distances), starts, limits, distances);
    Operation write =
        new Operation(
            "sliced",
            in -> List.of(boxReplaced(in.get(0), in.get(1), starts, distances)),
            starts,
            extents,
            distances);
    return new ViewStep(from, read, write);
  }

  private static Tensor boxReplaced(Tensor array, Tensor box, long[] starts, long[] distances) {
    if (box.size() == 0) {
      return array;
    }
    Tensor spread = box;
    Tensor inside = null;
    for (int axis = 0; axis < starts.length; axis++) {
      long extent = array.dim(axis);
      if (box.dim(axis) == extent) {
        continue;
      }
      TensorData places = TensorData.zeros(TensorType.of(DataType.INT32, extent));
      TensorData here = TensorData.zeros(TensorType.of(DataType.BOOLEAN, extent));
      for (long i = 0; i < box.dim(axis); i++) {
        long at = starts[axis] + i * distances[axis];
        places.setLong(at, i);
        here.setLong(at, 1);
      }
      spread = Shapes.take(spread, array.constant(places), axis);
      Tensor mask = Shapes.reshape(array.constant(here), along(axis, starts.length, extent));
      inside = inside == null ? mask : Ops.logicalAnd(inside, mask);
    }
    return inside == null ? spread : replaced(array, spread, inside);
  }

  /** A diagonal is every (columns + 1)-th element of a matrix laid out in one row. */
  static ViewStep diagonal(Shape from, int shift, int axis1, int axis2, Shape seen) {
    int rank = from.dimension();
    int[] axes =
        IntStream.concat(
                IntStream.range(0, rank).filter(a -> a != axis1 && a != axis2),
                IntStream.of(axis1, axis2))
            .toArray();
    long rows = from.get(axis1);
    long columns = from.get(axis2);
    long[] moved = IntStream.of(axes).mapToLong(from::get).toArray();
    long[] flat = seen.getShape().clone();
    flat[rank - 2] = rows * columns;
    long[] starts = new long[rank - 1];
    long[] distances = new long[rank - 1];
    Arrays.fill(distances, 1);
    starts[rank - 2] = shift < 0 ? -shift * columns : shift;
    distances[rank - 2] = columns + 1;
    ViewStep turn = transpose(from, axes);
    ViewStep row = reshape(new Shape(moved), new Shape(flat));
    ViewStep cut = box(new Shape(flat), starts, seen.getShape(), distances);
    return chain("diagonal", List.of(turn, row, cut), from, shift, axis1, axis2);
  }

  /** Steps without operands of their own as one. */
  private static ViewStep chain(
      String name, List<ViewStep> steps, Shape from, Object... attributes) {
    List<Object> all = new ArrayList<>(List.of(from));
    all.addAll(List.of(attributes));
    Operation read =
        new Operation(
            name,
            in -> {
              Tensor x = in.get(0);
              for (ViewStep step : steps) {
                x = step.read.apply(List.of(x)).get(0);
              }
              return List.of(x);
            },
            all.toArray());
    Operation write =
        new Operation(
            name + "Written",
            in -> {
              List<Tensor> before = new ArrayList<>(List.of(in.get(0)));
              for (ViewStep step : steps) {
                before.add(step.read.apply(List.of(before.get(before.size() - 1))).get(0));
              }
              Tensor value = in.get(1);
              for (int i = steps.size() - 1; i >= 0; i--) {
                value = steps.get(i).write.apply(List.of(before.get(i), value)).get(0);
              }
              return List.of(value);
            },
            all.toArray());
    return new ViewStep(from, read, write);
  }
}
