package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Ref;
import java.util.ArrayList;
import java.util.List;

/**
 * How arrays of one shape are walked through together, a stretch of elements at a time: as few axes
 * as they can have together, of which a stretch takes whole rows along the last, or a part of one.
 *
 * @param dims the extents of the merged axes, at least one
 * @param strides by array, its strides along them
 * @param rows how many rows a stretch takes
 * @param columns how many elements of a row a stretch takes at most
 */
public record Tiling(int[] dims, List<int[]> strides, int rows, int columns) {
  /** Elements at a time: a dozen arrays of them fit the processor's first cache. */
  public static final int STRETCH = 1024;

  /** Of views of one shape. */
  public static Tiling of(long[] shape, List<Ref> views) {
    List<Integer> dims = new ArrayList<>();
    List<List<Integer>> steps = new ArrayList<>();
    views.forEach(v -> steps.add(new ArrayList<>()));
    for (int axis = 0; axis < shape.length; axis++) {
      int extent = Math.toIntExact(shape[axis]);
      if (extent == 1) {
        continue;
      }
      int last = dims.size() - 1;
      int at = axis;
      boolean even = last >= 0;
      for (int i = 0; even && i < views.size(); i++) {
        even = steps.get(i).get(last) == views.get(i).strides()[at] * extent;
      }
      if (even) {
        dims.set(last, dims.get(last) * extent);
        last--;
      } else {
        dims.add(extent);
      }
      for (int i = 0; i < views.size(); i++) {
        int step = Math.toIntExact(views.get(i).strides()[at]);
        if (even) {
          steps.get(i).set(last + 1, step);
        } else {
          steps.get(i).add(step);
        }
      }
    }
    if (dims.isEmpty()) {
      dims.add(1);
      steps.forEach(s -> s.add(1));
    }
    int length = dims.get(dims.size() - 1);
    return new Tiling(
        ints(dims),
        steps.stream().map(Tiling::ints).toList(),
        Math.max(1, STRETCH / length),
        Math.min(STRETCH, length));
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The extent of a row. */
  int length() {
    return dims[dims.length - 1];
  }

  /** The number of rows. */
  int allRows() {
    int n = 1;
    for (int i = 0; i < dims.length - 1; i++) {
      n *= dims[i];
    }
    return n;
  }

  /** The number of stretches that a row, or as many rows as one takes, is divided in. */
  int parts() {
    return (length() + columns - 1) / columns;
  }

  /** The number of stretches. */
  int stretches() {
    return parts() * ((allRows() + rows - 1) / rows);
  }

  /** Where a row of an array starts. */
  int rowStart(int array, int row) {
    int[] steps = strides.get(array);
    int at = 0;
    int rest = row;
    for (int i = dims.length - 2; i >= 0; i--) {
      at += rest % dims[i] * steps[i];
      rest /= dims[i];
    }
    return at;
  }

  /** Whether an array's elements lie one after another. */
  boolean isFlat(int array) {
    int[] steps = strides.get(array);
    int step = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      if (steps[i] != step) {
        return false;
      }
      step *= dims[i];
    }
    return true;
  }

  /** Whether all stretches of an array show the same elements. */
  public boolean repeats(int array) {
    if (isFlat(array)) {
      return false;
    }
    int[] steps = strides.get(array);
    for (int i = 0; i < dims.length - 1; i++) {
      if (steps[i] != 0) {
        return false;
      }
    }
    return steps[dims.length - 1] == 0 || parts() == 1;
  }

  /** Whether rows are dense or repeat one element. */
  public boolean isEasy(int array) {
    int step = strides.get(array)[dims.length - 1];
    return step == 0 || step == 1;
  }
}
