package io.trihorn.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Work on DJL's arrays, of whatever engine. */
public final class ArrayWork implements AutoCloseable {
  /** Elements of the long arrays. */
  public static final int LONG = 4_000_000;

  /** Rows and columns of the small ones. */
  public static final int SMALL = 4;

  private static final int MIDDLE = 64;

  private final NDManager manager;
  private final NDArray wide;
  private final NDArray wideFactor;
  private final NDArray small;
  private final NDArray factor;
  private final NDArray term;
  private final NDArray middle;

  /**
   * Work on arrays of this manager.
   *
   * @param manager closed with this
   */
  public ArrayWork(NDManager manager) {
    this.manager = manager;
    wide = manager.full(new Shape(LONG), 0.75f);
    wideFactor = manager.ones(new Shape(LONG));
    small = manager.full(new Shape(SMALL, SMALL), 0.5f);
    factor = manager.full(new Shape(SMALL, SMALL), 0.3f);
    term = manager.ones(new Shape(SMALL, SMALL));
    middle = manager.full(new Shape(MIDDLE, MIDDLE), 0.01f);
  }

  /** Does the work once, until one element is known. */
  public float run(Computing.Work work) {
    if (work == Computing.Work.LOOK) {
      try (NDArray product = small.mul(factor)) {
        return product.getFloat(0, 0);
      }
    }
    try (NDManager scope = manager.newSubManager()) {
      NDArray y = work == Computing.Work.CHAIN ? chain(scope) : tiny(scope, work.operations());
      return y.getFloat(new long[y.getShape().dimension()]);
    }
  }

  /** The same elements, such that what is computed from them goes with the scope. */
  private static NDArray attached(NDManager scope, NDArray array) {
    NDArray view = array.reshape(array.getShape());
    view.attach(scope);
    return view;
  }

  private NDArray chain(NDManager scope) {
    NDArray x = attached(scope, wide);
    NDArray y = x;
    for (int i = 0; i < 5; i++) {
      y = y.mul(wideFactor).add(1.5f).abs().sub(x);
    }
    return y;
  }

  private NDArray tiny(NDManager scope, int operations) {
    NDArray x = attached(scope, small);
    NDArray y = x;
    for (int i = 0; i < operations / 4; i++) {
      y = y.mul(factor).add(term).sub(x).tanh();
    }
    return y;
  }

  /**
   * A loop of three operations, whose result is looked at.
   *
   * @param closing whether each array is closed, or left to the garbage collector
   */
  public float iterate(int times, boolean closing) {
    float sum = 0;
    for (int i = 0; i < times; i++) {
      NDArray y = middle.mul(1.0001f);
      NDArray z = y.add(0.5f);
      NDArray s = z.sum();
      sum += s.getFloat();
      if (closing) {
        y.close();
        z.close();
        s.close();
      }
    }
    return sum;
  }

  @Override
  public void close() {
    manager.close();
  }
}
