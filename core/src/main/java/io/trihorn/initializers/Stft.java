package io.trihorn.initializers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The kernel {@code (frame, 1, frequencies)} of a short-time Fourier transform: {@code cos} or
 * {@code sin} of {@code -2 pi t f / fftLength}, times a window.
 */
final class Stft implements Initializer {
  /** Windows as functions of a share of the way, from 0 to 1. */
  private static final Map<String, DoubleUnaryOperator> WINDOWS =
      Map.of(
          "hann", x -> 0.5 - 0.5 * Math.cos(2 * Math.PI * x),
          "hamming", x -> 0.54 - 0.46 * Math.cos(2 * Math.PI * x),
          "blackman",
              x -> 0.42 - 0.5 * Math.cos(2 * Math.PI * x) + 0.08 * Math.cos(4 * Math.PI * x),
          "bartlett", x -> 1 - Math.abs(2 * x - 1),
          "boxcar", x -> 1);

  private String side = "real";
  private String window = "hann";
  private String scaling = "density";
  private boolean periodic;

  @Override
  public String className() {
    return "STFT";
  }

  @Override
  public void configure(Config config) {
    side = config.text("side", side);
    window = config.text("window", window);
    periodic = config.bool("periodic", periodic);
    scaling = config.text("scaling", scaling);
    if (window != null && !WINDOWS.containsKey(window)) {
      throw new ConfigException(
          "STFT: unknown window '" + window + "'; known are " + WINDOWS.keySet());
    }
  }

  @Override
  public TensorData generate(TensorType type, long seed) {
    if (type.rank() != 3 || type.dim(1) != 1) {
      throw new ConfigException(
          "STFT: the kernel should be (frame, 1, frequencies), but is " + type);
    }
    int frame = Math.toIntExact(type.dim(0));
    int frequencies = Math.toIntExact(type.dim(2));
    double length = (frequencies - 1) * 2.0;
    double[] weights = weights(frame);
    TensorData data = TensorData.zeros(type);
    for (int t = 0; t < frame; t++) {
      for (int f = 0; f < frequencies; f++) {
        double angle = -2 * Math.PI * t * f / length;
        double wave = side.equals("real") ? Math.cos(angle) : Math.sin(angle);
        data.setDouble((long) t * frequencies + f, wave * weights[t]);
      }
    }
    return data;
  }

  private double[] weights(int frame) {
    double[] weights = new double[frame];
    Arrays.fill(weights, 1);
    if (window == null) {
      return weights;
    }
    double span = periodic ? frame : frame - 1;
    Arrays.setAll(
        weights, t -> span == 0 ? 1 : WINDOWS.get(window).applyAsDouble(t / span));
    double scale =
        scaling == null
            ? 1
            : scaling.equals("density")
                ? Math.sqrt(Arrays.stream(weights).map(w -> w * w).sum())
                : Arrays.stream(weights).map(Math::abs).sum();
    return Arrays.stream(weights).map(w -> w / scale).toArray();
  }
}
