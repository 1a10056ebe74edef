package io.trihorn.state;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.random.SplitMix64;

/**
 * The random state of a layer: a seed and a counter in one int32 variable {@code (2)}. Each draw
 * takes the present state as its key and counts on, so that one seed gives one run.
 */
public final class SeedGenerator {
  private final Weight state;

  /**
   * A random state.
   *
   * @param path what it belongs to, for its name
   * @param seed null where the seed of the model decides
   */
  public SeedGenerator(String path, Integer seed) {
    state =
        Weight.state(
            "seed_generator_state",
            path + "/seed_generator_state",
            TensorType.of(DataType.INT32, 2),
            new SeedInitializer(seed));
  }

  /** The variable. */
  public Weight state() {
    return state;
  }

  /** A fresh key {@code (2)}, int32. */
  public Tensor next(Trace trace) {
    Tensor key = trace.read(state.variable());
    Tensor step = key.constant(TensorData.of(new int[] {0, 1}, 2));
    trace.assign(state.variable(), Ops.add(key, step));
    return key;
  }

  private record SeedInitializer(Integer seed) implements Initializer {
    @Override
    public void configure(Config config) {
      config.nullableInteger("seed", seed);
    }

    @Override
    public TensorData generate(TensorType type, long fallback) {
      long mixed = SplitMix64.mix(seed != null ? seed : fallback, 0);
      return TensorData.of(new int[] {(int) mixed, 0}, 2);
    }
  }
}
