package io.trihorn.initializers;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Map;

/**
 * The real or the imaginary part of the kernels {@code (length, 1, frequencies)} with which a
 * convolution is a short-time Fourier transform.
 */
final class Stft implements PureInitializer {
  /** Windows of the form a0 - a1 cos t + a2 cos 2t. */
  private static final Map<String, double[]> WINDOWS =
      Map.of(
          "hann", new double[] {0.5, 0.5, 0},
          "hamming", new double[] {0.54, 0.46, 0},
          "blackman", new double[] {0.42, 0.5, 0.08},
          "boxcar", new double[] {1, 0, 0},
          "rectangular", new double[] {1, 0, 0});

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
    scaling = config.text("scaling", scaling);
    periodic = config.bool("periodic", periodic);
    check("side", side, side != null && (side.equals("real") || side.equals("imag")), "real, imag");
    check(
        "window",
        window,
        window == null || WINDOWS.containsKey(window),
        "null or one of " + WINDOWS.keySet());
    check(
        "scaling",
        scaling,
        scaling == null || scaling.equals("density") || scaling.equals("spectrum"),
        "density, spectrum or null");
  }

  private static void check(String key, String value, boolean fits, String expected) {
    if (!fits) {
      throw new ConfigException("STFT: '" + key + "' should be " + expected + ", but is " + value);
    }
  }

  @Override
  public void fill(TensorData place, long seed) {
    TensorType type = place.type();
    if (type.rank() != 3 || type.dim(1) != 1 || type.dim(2) < 2) {
      throw new ConfigException(
          "STFT: the weight should be (length, 1, frequencies), but is " + type);
    }
    int length = Math.toIntExact(type.dim(0));
    int frequencies = Math.toIntExact(type.dim(2));
    double[] weights = weights(length);
    for (int t = 0; t < length; t++) {
      for (int f = 0; f < frequencies; f++) {
        double angle = -Math.PI * f * t / (frequencies - 1);
        double wave = side.equals("real") ? Math.cos(angle) : Math.sin(angle);
        place.setDouble((long) t * frequencies + f, wave * weights[t]);
      }
    }
  }

  /** The window, divided by its scale. */
  private double[] weights(int length) {
    double[] weights = new double[length];
    double[] a = window == null ? new double[] {1, 0, 0} : WINDOWS.get(window);
    int period = periodic ? length : Math.max(length - 1, 1);
    double squares = 0;
    double sum = 0;
    for (int t = 0; t < length; t++) {
      double angle = 2 * Math.PI * t / period;
      weights[t] = a[0] - a[1] * Math.cos(angle) + a[2] * Math.cos(2 * angle);
      squares += weights[t] * weights[t];
      sum += Math.abs(weights[t]);
    }
    double scale = 1;
    if (window != null && scaling != null) {
      scale = scaling.equals("density") ? Math.sqrt(squares) : sum;
    }
    for (int t = 0; t < length; t++) {
      weights[t] /= scale;
    }
    return weights;
  }
}
