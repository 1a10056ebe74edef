package io.trihorn.initializers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.random.SplitMix64;
import java.nio.FloatBuffer;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Elements drawn one by one, on several threads where they are many; the same bits on any. */
final class Draws {
  private static final int BLOCK = 1 << 16;

  private Draws() {}

  /**
   * Sets each element to what a function makes of one number of a seed's sequence.
   *
   * @param draw takes exactly one number
   */
  static void each(TensorData place, long seed, ToDoubleFunction<SplitMix64> draw) {
    long size = place.size();
    IntStream.range(0, Math.toIntExact((size + BLOCK - 1) / BLOCK))
        .parallel()
        .forEach(block -> block(place, seed, draw, (long) block * BLOCK));
  }

  private static void block(
      TensorData place, long seed, ToDoubleFunction<SplitMix64> draw, long start) {
    SplitMix64 random = SplitMix64.after(seed, start);
    long end = Math.min(place.size(), start + BLOCK);
    if (place.dtype() == DataType.FLOAT32) {
      FloatBuffer floats = place.floats();
      for (long i = start; i < end; i++) {
        floats.put((int) i, (float) draw.applyAsDouble(random));
      }
    } else {
      for (long i = start; i < end; i++) {
        place.setDouble(i, draw.applyAsDouble(random));
      }
    }
  }
}
