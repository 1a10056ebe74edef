package io.trihorn.backend.dl4j.kernels;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Arrays on the heap for one thread at a time, each as long as the longest stretch. */
final class Registers {
  private float[][] arrays = new float[0][];
  private final Exponential exponential = new Exponential(Tiling.STRETCH);

  /** At least so many arrays; what is in them may be anything. */
  float[][] take(int count) {
    if (arrays.length < count) {
      int had = arrays.length;
      arrays = Arrays.copyOf(arrays, count);
      for (int i = had; i < count; i++) {
        arrays[i] = new float[Tiling.STRETCH];
      }
    }
    return arrays;
  }

  Exponential exponential() {
    return exponential;
  }

  /** Those of a plan: as many as its threads need at the same time, and no more. */
  static final class Pool {
    private final Queue<Registers> idle = new ConcurrentLinkedQueue<>();

    Registers borrow() {
      Registers kept = idle.poll();
      return kept != null ? kept : new Registers();
    }

    void giveBack(Registers registers) {
      idle.add(registers);
    }
  }
}
