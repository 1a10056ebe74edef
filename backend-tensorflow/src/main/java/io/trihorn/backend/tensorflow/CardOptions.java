package io.trihorn.backend.tensorflow;

import io.trihorn.backend.GpuRuntime;
import io.trihorn.backend.GpuSettings;
import java.util.List;
import java.util.function.Supplier;
import org.tensorflow.proto.GPUOptions;

/** TensorFlow's options for graphics cards. */
final class CardOptions {
  private CardOptions() {}

  /**
   * The options for some cards. Memory is taken as it is needed, and limited by a share of each
   * card: that of the largest, so that none takes more.
   *
   * @param cards asked for only if there is a limit, as the driver has to be loaded for them
   */
  static GPUOptions of(GpuSettings settings, Supplier<List<GpuRuntime.Card>> cards) {
    GPUOptions.Builder options = GPUOptions.newBuilder().setAllowGrowth(true);
    if (settings.memoryBytes() > 0) {
      cards.get().stream()
          .mapToLong(GpuRuntime.Card::memoryBytes)
          .max()
          .ifPresent(
              largest ->
                  options.setPerProcessGpuMemoryFraction(
                      Math.min(1, (double) settings.memoryBytes() / largest)));
    }
    return options.build();
  }
}
