package io.trihorn.layers.preprocessing;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;

/** The constants of a mel spectrogram, in double precision. */
final class MelFilters {
  private MelFilters() {}

  /**
   * A matrix {@code (frequencies, bands)} of triangles that peak at 1, evenly spaced and linear on
   * the mel scale of the Hidden Markov Model Toolkit, {@code 1127 log(1 + f / 700)}. The frequency
   * 0 is in no band.
   */
  static TensorData triangles(int frequencies, int bands, double rate, double low, double high) {
    double first = mel(low);
    double width = (mel(high) - first) / (bands + 1);
    TensorData matrix = TensorData.zeros(TensorType.of(DataType.FLOAT64, frequencies, bands));
    for (int f = 1; f < frequencies; f++) {
      double place = (mel(rate / 2 * f / (frequencies - 1)) - first) / width;
      for (int band = 0; band < bands; band++) {
        double height = 1 - Math.abs(place - (band + 1));
        matrix.setDouble((long) f * bands + band, Math.max(0, height));
      }
    }
    return matrix;
  }

  private static double mel(double hertz) {
    return 1127 * Math.log(1 + hertz / 700);
  }

  /**
   * Windowed waves {@code (length, 2 * frequencies)}: cosines, then sines.
   *
   * @param window its values, one for each sample
   * @param transform the length of the whole transform
   * @param first the sample of the transform at which the window starts
   */
  static TensorData waves(double[] window, int transform, int first) {
    int frequencies = transform / 2 + 1;
    TensorData matrix =
        TensorData.zeros(TensorType.of(DataType.FLOAT64, window.length, 2L * frequencies));
    for (int t = 0; t < window.length; t++) {
      for (int f = 0; f < frequencies; f++) {
        // The angle from whole turns taken off, which long signals would lose precision to.
        double angle = -2 * Math.PI * ((long) f * (t + first) % transform) / transform;
        long row = 2L * frequencies * t;
        matrix.setDouble(row + f, window[t] * Math.cos(angle));
        matrix.setDouble(row + frequencies + f, window[t] * Math.sin(angle));
      }
    }
    return matrix;
  }
}
