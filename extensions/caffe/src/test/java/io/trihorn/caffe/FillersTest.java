package io.trihorn.caffe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** First values by Caffe's formulas, looked at in Caffe's order of axes. */
class FillersTest {
  private static List<TensorData> blobs(String input, String type, String parameters) {
    String text =
        "layer { name: 'd' type: 'Input' top: 'd' input_param { shape { "
            + input
            + " } } } layer { name: 'n' type: '"
            + type
            + "' bottom: 'd' top: 'n' "
            + parameters
            + " }";
    CaffeNet net = CaffeNet.parse(text, new NetOptions());
    net.model().on("reference");
    return net.blobs().get("n");
  }

  private static double largest(TensorData blob) {
    double largest = 0;
    for (long i = 0; i < blob.size(); i++) {
      largest = Math.max(largest, Math.abs(blob.getDouble(i)));
    }
    return largest;
  }

  private static double deviation(TensorData blob) {
    double sum = 0;
    for (long i = 0; i < blob.size(); i++) {
      sum += blob.getDouble(i) * blob.getDouble(i);
    }
    return Math.sqrt(sum / blob.size());
  }

  /** Limits are {@code sqrt(3 / n)}, n the elements for an output, for an input, or their mean. */
  @ParameterizedTest
  @CsvSource({
    "FAN_IN, false, 60",
    "FAN_OUT, false, 40",
    "AVERAGE, false, 50",
    "FAN_IN, true, 40",
    "FAN_OUT, true, 60"
  })
  void xavierAndMsraGoByTheBlobsAxes(String norm, boolean transposed, double fan) {
    String given =
        "inner_product_param { num_output: 40 transpose: %s weight_filler { type: '%s' variance_norm: %s } }";
    TensorData xavier =
        blobs("dim: 2 dim: 60", "InnerProduct", given.formatted(transposed, "xavier", norm)).get(0);
    double limit = Math.sqrt(3 / fan);
    assertTrue(largest(xavier) <= limit && largest(xavier) > 0.98 * limit);
    TensorData msra =
        blobs("dim: 2 dim: 60", "InnerProduct", given.formatted(transposed, "msra", norm)).get(0);
    assertEquals(Math.sqrt(2 / fan), deviation(msra), 0.05 * Math.sqrt(2 / fan));
  }

  @Test
  void rowsOfTheUnitBallSumToOne() {
    TensorData blob =
        blobs(
                "dim: 1 dim: 3 dim: 5 dim: 5",
                "Convolution",
                "convolution_param { num_output: 4 kernel_size: 2 weight_filler { type: 'positive_unitball' } }")
            .get(0);
    assertEquals(List.of(4L, 3L, 2L, 2L), List.of(boxed(blob.type().dims())));
    for (int row = 0; row < 4; row++) {
      double sum = 0;
      for (int i = 0; i < 12; i++) {
        assertTrue(blob.getDouble(12L * row + i) > 0);
        sum += blob.getDouble(12L * row + i);
      }
      assertEquals(1, sum, 1e-6);
    }
  }

  private static Long[] boxed(long... dims) {
    return Arrays.stream(dims).boxed().toArray(Long[]::new);
  }

  /** The kernel that doubles an image: products of 1/4, 3/4, 3/4, 1/4. */
  @Test
  void bilinearKernelsEnlarge() {
    TensorData blob =
        blobs(
                "dim: 1 dim: 2 dim: 3 dim: 3",
                "Deconvolution",
                "convolution_param { num_output: 2 kernel_size: 4 stride: 2 pad: 1 group: 2 bias_term: false weight_filler { type: 'bilinear' } }")
            .get(0);
    double[] side = {0.25, 0.75, 0.75, 0.25};
    for (int i = 0; i < 32; i++) {
      assertEquals(side[i / 4 % 4] * side[i % 4], blob.getDouble(i), 1e-7);
    }
  }
}
