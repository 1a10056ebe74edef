package io.trihorn.ndarray;

import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.index.dim.NDIndexAll;
import ai.djl.ndarray.index.dim.NDIndexBooleans;
import ai.djl.ndarray.index.dim.NDIndexElement;
import ai.djl.ndarray.index.dim.NDIndexFixed;
import ai.djl.ndarray.index.dim.NDIndexNull;
import ai.djl.ndarray.index.dim.NDIndexSlice;
import ai.djl.ndarray.index.dim.NDIndexTake;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What an index selects: the view that its positions, slices and new axes make, and the positions
 * that its arrays pick on axes of the view.
 */
final class Selection {
  private final NDIndex index;
  private final List<Integer> axes = new ArrayList<>();
  private final List<TensorData> positions = new ArrayList<>();
  private View view;
  private int axis;

  /**
   * What an index selects from a view.
   *
   * @throws IndexOutOfBoundsException if it has more axes than the view, or a position outside
   * @throws IllegalArgumentException for steps that are not positive, as PyTorch has none
   */
  Selection(NDIndex index, View whole) {
    this.index = index;
    this.view = whole;
    List<NDIndexElement> elements = index.getIndices();
    long taken = elements.stream().mapToLong(Selection::axesOf).sum();
    if (taken > whole.shape().dimension()) {
      throw new IndexOutOfBoundsException(
          "the index has " + taken + " axes, but the array is " + whole.shape());
    }
    for (int i = 0; i < elements.size(); i++) {
      if (i == index.getEllipsisIndex()) {
        axis += whole.shape().dimension() - Math.toIntExact(taken);
      }
      take(elements.get(i));
    }
  }

  /** The view; the axes that arrays pick from are whole in it. */
  View view() {
    return view;
  }

  /** Whether arrays pick from axes of the view, so that the result is a copy. */
  boolean picks() {
    return !axes.isEmpty();
  }

  /** The picks of the arrays. */
  Picking picking() {
    return Picking.of(view.shape(), axes, positions);
  }

  private static int axesOf(NDIndexElement element) {
    if (element instanceof NDIndexBooleans booleans) {
      return booleans.getIndex().getShape().dimension();
    }
    return element instanceof NDIndexNull ? 0 : 1;
  }

  private void take(NDIndexElement element) {
    if (element instanceof NDIndexFixed fixed) {
      view = view.select(axis, position(fixed.getIndex()));
    } else if (element instanceof NDIndexSlice slice) {
      slice(slice);
    } else if (element instanceof NDIndexNull) {
      long[] dims = view.shape().getShape();
      long[] wider =
          LongStream.concat(
                  LongStream.concat(Arrays.stream(dims, 0, axis), LongStream.of(1)),
                  Arrays.stream(dims, axis, dims.length))
              .toArray();
      view = view.reshape(new Shape(wider)).orElseThrow();
      axis++;
    } else if (element instanceof NDIndexAll) {
      axis++;
    } else if (element instanceof NDIndexTake take) {
      pick(Positions.of(take.getIndex()));
    } else if (element instanceof NDIndexBooleans booleans) {
      mask(HostValues.of(booleans.getIndex()));
    } else {
      throw new IllegalArgumentException(
          "the index "
              + index
              + " holds a "
              + element.getClass().getSimpleName()
              + ", which goes with whole axes only");
    }
  }

  private long position(long given) {
    long extent = view.shape().get(axis);
    if (given < -extent || given >= extent) {
      throw new IndexOutOfBoundsException(
          "axis " + axis + " of " + view.shape() + " has no position " + given);
    }
    return given < 0 ? given + extent : given;
  }

  private void slice(NDIndexSlice slice) {
    long extent = view.shape().get(axis);
    long step = slice.getStep() == null ? 1 : slice.getStep();
    if (step <= 0) {
      throw new IllegalArgumentException(
          "expected a slice with a positive step, but got " + step + "; flip the axis instead");
    }
    long min = slice.getMin() == null ? 0 : bound(slice.getMin(), extent);
    long max = slice.getMax() == null ? extent : bound(slice.getMax(), extent);
    int rank = view.shape().dimension();
    long[] starts = new long[rank];
    long[] extents = view.shape().getShape().clone();
    long[] steps = new long[rank];
    Arrays.fill(steps, 1);
    extents[axis] = Math.max(0, (max - min + step - 1) / step);
    starts[axis] = extents[axis] == 0 ? 0 : min;
    steps[axis] = step;
    view = view.box(starts, extents, steps);
    axis++;
  }

  private static long bound(long given, long extent) {
    return Math.max(0, Math.min(extent, given < 0 ? given + extent : given));
  }

  private void pick(TensorData picked) {
    if (picked.type().rank() == 0) {
      view = view.select(axis, position(picked.getLong(0)));
      return;
    }
    axes.add(axis);
    positions.add(Positions.inside(picked, view.shape().get(axis)));
    axis++;
  }

  private void mask(TensorData mask) {
    for (int i = 0; i < mask.type().rank(); i++) {
      if (mask.shape().get(i) != view.shape().get(axis + i)) {
        throw new ShapeException(
            "booleanMask: expected a mask of the axes from "
                + axis
                + " on of "
                + view.shape()
                + ", but got "
                + mask.type());
      }
    }
    Positions.where(mask).forEach(this::pick);
  }
}
