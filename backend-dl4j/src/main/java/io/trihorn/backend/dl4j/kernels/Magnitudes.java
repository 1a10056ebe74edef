package io.trihorn.backend.dl4j.kernels;

import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.plan.Slot;
import io.trihorn.backend.dl4j.plan.Workspace;
import io.trihorn.backend.dl4j.threads.Parallel;
import java.nio.IntBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How large the elements of arrays of float32 are at most: told by the steps that make them, where
 * these know it, else found by going through them.
 */
final class Magnitudes {
  private static final int TILE = 1024;
  private static final int WITHOUT_SIGN = Integer.MAX_VALUE;

  /** Of one array. */
  static final class Magnitude {
    private double told = Double.NaN;

    /** Tells of what has just been made; NaN where it is not known. */
    void tell(double most) {
      told = most;
    }
  }

  /** An array in a frame, each of which has a workspace of its own. */
  private record Place(Workspace frame, Slot slot) {}

  private final Map<Place, Magnitude> byPlace = new ConcurrentHashMap<>();

  /** That of an array, which its maker tells to whoever reads it in the same frame. */
  static Magnitude of(Ref x, Frame f) {
    return f.resources()
        .shared(Magnitudes.class, Magnitudes::new)
        .byPlace
        .computeIfAbsent(new Place(f.workspace(), x.slot()), place -> new Magnitude());
  }

  /** An array that steps read. */
  static final class Reading {
    private final Magnitude magnitude;
    private final IntBuffer bits;

    /** Of a dense array. */
    Reading(Ref x, Frame f) {
      magnitude = of(x, f);
      bits = f.bytes(x).asIntBuffer();
    }

    /** At least the largest absolute value, as its maker told; NaN if it did not. */
    double told() {
      return magnitude.told;
    }

    /** The largest absolute value; NaN if an element is. */
    double found() {
      return largest(bits);
    }

    /** What was told, or else what is found. */
    double known() {
      return Double.isNaN(told()) ? found() : told();
    }
  }

  /** The largest absolute value of some floats; NaN if one is. */
  static float largest(IntBuffer bits) {
    int tiles = (bits.limit() + TILE - 1) / TILE;
    int[] found = new int[tiles];
    Parallel.loop(
        tiles,
        bits.limit() / 2,
        (first, end) -> {
          int[] tile = new int[TILE];
          for (int i = first; i < end; i++) {
            int n = Math.min(TILE, bits.limit() - i * TILE);
            bits.get(i * TILE, tile, 0, n);
            found[i] = largest(tile, n);
          }
        });
    return Float.intBitsToFloat(largest(found, tiles));
  }

  /** Without their sign, bits of floats are in the order of their values, and NaN's above all. */
  private static int largest(int[] bits, int n) {
    int most = 0;
    for (int i = 0; i < n; i++) {
      most = Math.max(most, bits[i] & WITHOUT_SIGN);
    }
    return most;
  }
}
