package io.trihorn.caffe;

import static io.trihorn.caffe.Site.dims;
import static io.trihorn.caffe.Site.op;
import static io.trihorn.caffe.Site.rank;
import static io.trihorn.caffe.Site.reshape;

import io.trihorn.config.Constant;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pooling as Caffe has it: the number of windows is rounded up, windows may begin in the border and
 * are cut at its end, and an average counts the zeros of the border but nothing beyond it.
 */
final class PoolingRules {
  private static final double LOWEST = -Float.MAX_VALUE;

  private PoolingRules() {}

  static void addTo(Map<String, Rule> rules) {
    rules.put("Pooling", Rule.one(PoolingRules::pooling));
    rules.put("SPP", Rule.one(PoolingRules::pyramid));
  }

  private static KerasTensor pooling(Site site) {
    Part p = site.parameters("pooling_param");
    KerasTensor x = site.bottom();
    expectImages(site, x);
    if (p.flag("global_pooling")) {
      int[] whole = {dims(x)[2], dims(x)[3]};
      int[] ones = {1, 1};
      return pool(site, x, p.text("pool"), new Windows(whole, ones, new int[2], ones), true);
    }
    boolean up = p.text("round_mode").equals("CEIL");
    return pool(site, x, p.text("pool"), Windows.of(site, p, 2), up);
  }

  private static void expectImages(Site site, KerasTensor x) {
    if (rank(x) != 4) {
      throw site.error("expected (batch, channels, height, width), but got " + x.shape());
    }
  }

  private static KerasTensor pool(Site site, KerasTensor x, String method, Windows w, boolean up) {
    int[] counts = new int[2];
    List<List<Integer>> borders = new ArrayList<>(List.of(List.of(0, 0), List.of(0, 0)));
    for (int i = 0; i < 2; i++) {
      if (w.pad()[i] >= w.kernel()[i]) {
        throw site.error(
            "pad should be smaller than the window, %d, but is %d"
                .formatted(w.kernel()[i], w.pad()[i]));
      }
      counts[i] = count(dims(x)[i + 2], w, i, up);
      int end = (counts[i] - 1) * w.stride()[i] + w.kernel()[i];
      borders.add(List.of(w.pad()[i], Math.max(0, end - dims(x)[i + 2] - w.pad()[i])));
    }
    boolean bare = borders.stream().allMatch(List.of(0, 0)::equals);
    return switch (method) {
      case "MAX" -> windows("MaxPool", bare ? x : pad(x, borders, LOWEST), w);
      case "AVE" ->
          averages(windows("AveragePool", bare ? x : pad(x, borders, 0), w), x, w, counts);
      default ->
          throw site.error(
              "pool is " + method + ", which Caffe itself has on a GPU only; use MAX or AVE");
    };
  }

  /** How many windows there are; none begins beyond the image and its first border. */
  private static int count(int size, Windows w, int axis, boolean up) {
    double steps = (double) (size + 2 * w.pad()[axis] - w.kernel()[axis]) / w.stride()[axis];
    int count = (int) (up ? Math.ceil(steps) : Math.floor(steps)) + 1;
    boolean padded = w.pad()[0] > 0 || w.pad()[1] > 0;
    return padded && (count - 1) * w.stride()[axis] >= size + w.pad()[axis] ? count - 1 : count;
  }

  private static KerasTensor pad(KerasTensor x, List<List<Integer>> borders, double value) {
    Map<String, Object> widths = Map.of("pad_width", borders);
    return value == 0 ? op("Pad", widths, x) : op("Pad", widths, x, value);
  }

  private static KerasTensor windows(String operation, KerasTensor x, Windows w) {
    return op(
        operation,
        Map.of("pool_size", w.kernel(), "strides", w.stride(), "data_format", "channels_first"),
        x);
  }

  /** Means over whole windows as means over what is within the border. */
  private static KerasTensor averages(KerasTensor means, KerasTensor x, Windows w, int[] counts) {
    float[] factors = new float[counts[0] * counts[1]];
    boolean whole = true;
    for (int i = 0; i < factors.length; i++) {
      int within =
          within(dims(x)[2], w, 0, i / counts[1]) * within(dims(x)[3], w, 1, i % counts[1]);
      factors[i] = (float) (w.kernel()[0] * w.kernel()[1]) / within;
      whole &= factors[i] == 1;
    }
    return whole
        ? means
        : op("Multiply", means, Constant.of(TensorData.of(factors, 1, 1, counts[0], counts[1])));
  }

  private static int within(int size, Windows w, int axis, int window) {
    int begin = window * w.stride()[axis] - w.pad()[axis];
    return Math.min(begin + w.kernel()[axis], size + w.pad()[axis]) - begin;
  }

  /** Each level halves the windows of the one before; all together are one vector. */
  private static KerasTensor pyramid(Site site) {
    Part p = site.parameters("spp_param");
    KerasTensor x = site.bottom();
    expectImages(site, x);
    int height = p.integer("pyramid_height");
    List<KerasTensor> levels = new ArrayList<>();
    for (int level = 0; level < height; level++) {
      int bins = 1 << level;
      int[] kernel = new int[2];
      int[] pad = new int[2];
      for (int i = 0; i < 2; i++) {
        kernel[i] = (dims(x)[i + 2] + bins - 1) / bins;
        pad[i] = (kernel[i] * bins - dims(x)[i + 2] + 1) / 2;
      }
      Windows w = new Windows(kernel, kernel, pad, new int[] {1, 1});
      KerasTensor y = pool(site, x, p.text("pool"), w, true);
      if (height == 1) {
        return y;
      }
      levels.add(reshape(y, dims(x)[0], Site.count(y, 1, 4)));
    }
    return op("Concatenate", Map.of("axis", 1), levels);
  }
}
