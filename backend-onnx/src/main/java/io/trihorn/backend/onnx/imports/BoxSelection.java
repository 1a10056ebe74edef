package io.trihorn.backend.onnx.imports;

import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Boxes chosen by falling score, without those that overlap a chosen one too much ({@code
 * NonMaxSuppression}).
 *
 * @param boxes {@code (batch, boxes, 4)}
 * @param scores {@code (batch, classes, boxes)}
 * @param most how many are chosen of each batch and class
 * @param overlap the largest part of the area that two boxes cover which they may share
 * @param lowest what the score of a chosen box is above
 * @param centers whether boxes are centers and sizes, and not two corners
 */
record BoxSelection(
    TensorData boxes,
    TensorData scores,
    double most,
    double overlap,
    double lowest,
    boolean centers) {

  /** Batch, class and box of what is chosen, {@code (chosen, 3)}. */
  TensorData find() {
    List<long[]> chosen = new ArrayList<>();
    for (int batch = 0; batch < boxes.type().dim(0); batch++) {
      for (int c = 0; c < scores.type().dim(1); c++) {
        choose(batch, c, chosen);
      }
    }
    long[] all = chosen.stream().flatMapToLong(Arrays::stream).toArray();
    return TensorData.of(all, chosen.size(), 3);
  }

  private void choose(int batch, int kind, List<long[]> chosen) {
    int count = Math.toIntExact(boxes.type().dim(1));
    long offset = (batch * scores.type().dim(1) + kind) * count;
    List<Integer> ranked =
        IntStream.range(0, count)
            .filter(i -> scores.getDouble(offset + i) > lowest)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -scores.getDouble(offset + i)))
            .toList();
    List<double[]> kept = new ArrayList<>();
    for (int i : ranked) {
      double[] box = corners((long) batch * count + i);
      if (kept.size() < most && kept.stream().allMatch(k -> shared(k, box) <= overlap)) {
        kept.add(box);
        chosen.add(new long[] {batch, kind, i});
      }
    }
  }

  /** A box as the lower and the upper corner. */
  private double[] corners(long box) {
    double a = boxes.getDouble(4 * box);
    double b = boxes.getDouble(4 * box + 1);
    double c = boxes.getDouble(4 * box + 2);
    double d = boxes.getDouble(4 * box + 3);
    return centers
        ? new double[] {a - c / 2, b - d / 2, a + c / 2, b + d / 2}
        : new double[] {Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)};
  }

  /** The area two boxes share, as a part of the area both cover. */
  private static double shared(double[] a, double[] b) {
    double width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
    double height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
    double both = Math.max(width, 0) * Math.max(height, 0);
    double union = area(a) + area(b) - both;
    return union <= 0 ? 0 : both / union;
  }

  private static double area(double[] box) {
    return (box[2] - box[0]) * (box[3] - box[1]);
  }
}
