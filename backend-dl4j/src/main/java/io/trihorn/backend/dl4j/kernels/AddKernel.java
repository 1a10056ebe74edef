package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Elements;
import io.trihorn.backend.dl4j.plan.Ref;

/** Adds one array to another, views of any kind, in Java. */
public final class AddKernel {
  private AddKernel() {}

  /** The step that adds the view of one memory to the view of another, of the same shape. */
  public static Runnable bind(Ref to, Elements z, Ref from, Elements x) {
    return () -> add(to, z, (int) to.offset(), from, x, (int) from.offset(), 0);
  }

  private static void add(Ref to, Elements z, int zAt, Ref from, Elements x, int xAt, int axis) {
    int zStep = (int) to.strides()[axis];
    int xStep = (int) from.strides()[axis];
    int extent = (int) to.dim(axis);
    if (axis < to.rank() - 1) {
      for (int i = 0; i < extent; i++) {
        add(to, z, zAt + i * zStep, from, x, xAt + i * xStep, axis + 1);
      }
    } else {
      for (int i = 0; i < extent; i++) {
        int at = zAt + i * zStep;
        z.set(at, z.get(at) + x.get(xAt + i * xStep));
      }
    }
  }
}
