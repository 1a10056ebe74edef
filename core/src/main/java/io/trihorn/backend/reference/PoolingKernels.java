package io.trihorn.backend.reference;

import io.trihorn.graph.Layout;
import io.trihorn.graph.Node;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.List;

/** Rules for {@link Pooling}. */
final class PoolingKernels {
  private PoolingKernels() {}

  static void addTo(OpTable<Node, Kernel> table) {
    table
        .on(
            Pooling.MaxPool.class,
            (op, node) -> in -> List.of(max(op.spec(), node.output().type(), in.get(0))))
        .on(
            Pooling.MaxPoolGradient.class,
            (op, node) -> in -> List.of(maxGradient(op.spec(), in.get(0), in.get(2))))
        .on(
            Pooling.AveragePool.class,
            (op, node) -> in -> List.of(average(op.spec(), node.output().type(), in.get(0))))
        .on(
            Pooling.AveragePoolGradient.class,
            (op, node) ->
                in -> List.of(averageGradient(op.spec(), node.output().type(), in.get(0))));
  }

  private static int channels(Array image) {
    return (int) image.type().dim(-1);
  }

  private static Array max(PoolSpec spec, TensorType type, Array image) {
    Layout layout = spec.layout();
    Array input = Images.channelsLast(image, layout);
    Array output = Array.zeros(Images.channelsLast(type, layout));
    double[] x = input.doubles();
    double[] y = output.doubles();
    Arrays.fill(y, Double.NEGATIVE_INFINITY);
    int channels = channels(input);
    Windows.of(spec, input.type(), output.type())
        .forEach(
            (inputPixel, outputPixel, tap) -> {
              for (int c = 0; c < channels; c++) {
                int to = outputPixel * channels + c;
                y[to] = Math.max(y[to], x[inputPixel * channels + c]);
              }
            });
    return Images.toLayout(output, layout, type);
  }

  private static Array maxGradient(PoolSpec spec, Array image, Array gradient) {
    Layout layout = spec.layout();
    Array input = Images.channelsLast(image, layout);
    Array output = Images.channelsLast(gradient, layout);
    double[] x = input.doubles();
    int channels = channels(input);
    // The position of the largest element of each window, the first of equals.
    int[] winner = new int[output.size()];
    Arrays.fill(winner, -1);
    Windows.of(spec, input.type(), output.type())
        .forEach(
            (inputPixel, outputPixel, tap) -> {
              for (int c = 0; c < channels; c++) {
                int from = inputPixel * channels + c;
                int to = outputPixel * channels + c;
                if (winner[to] < 0 || x[from] > x[winner[to]]) {
                  winner[to] = from;
                }
              }
            });
    Array result = Array.zeros(input.type());
    for (int i = 0; i < winner.length; i++) {
      result.doubles()[winner[i]] += output.doubles()[i];
    }
    return Images.toLayout(result, layout, image.type());
  }

  /** How many elements of each window are not padding, by output pixel. */
  private static int[] counts(Windows windows, TensorType output) {
    int[] counts = new int[Math.toIntExact(output.size() / Math.max(output.dim(-1), 1))];
    windows.forEach((inputPixel, outputPixel, tap) -> counts[outputPixel]++);
    return counts;
  }

  private static Array average(PoolSpec spec, TensorType type, Array image) {
    Layout layout = spec.layout();
    Array input = Images.channelsLast(image, layout);
    Array output = Array.zeros(Images.channelsLast(type, layout));
    double[] x = input.doubles();
    double[] y = output.doubles();
    int channels = channels(input);
    Windows windows = Windows.of(spec, input.type(), output.type());
    windows.forEach(
        (inputPixel, outputPixel, tap) -> {
          for (int c = 0; c < channels; c++) {
            y[outputPixel * channels + c] += x[inputPixel * channels + c];
          }
        });
    int[] counts = counts(windows, output.type());
    for (int i = 0; i < y.length; i++) {
      y[i] /= counts[i / channels];
    }
    return Images.toLayout(output, layout, type);
  }

  private static Array averageGradient(PoolSpec spec, TensorType type, Array gradient) {
    Layout layout = spec.layout();
    Array output = Images.channelsLast(gradient, layout);
    Array input = Array.zeros(Images.channelsLast(type, layout));
    double[] x = input.doubles();
    double[] y = output.doubles();
    int channels = channels(output);
    Windows windows = Windows.of(spec, input.type(), output.type());
    int[] counts = counts(windows, output.type());
    windows.forEach(
        (inputPixel, outputPixel, tap) -> {
          for (int c = 0; c < channels; c++) {
            double share = y[outputPixel * channels + c] / counts[outputPixel];
            x[inputPixel * channels + c] += share;
          }
        });
    return Images.toLayout(input, layout, type);
  }
}
