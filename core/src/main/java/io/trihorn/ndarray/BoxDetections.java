package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a single-shot detector found: of boxes of one class that overlap, the likeliest.
 *
 * @param clip whether boxes are cut to 0 to 1
 * @param threshold of the probability
 * @param background the class that is nothing
 * @param overlap from which on the less likely box is dropped
 * @param acrossClasses whether boxes of other classes are dropped too
 * @param most how many of the likeliest are looked at; all if it is not above 0
 */
record BoxDetections(
    boolean clip,
    double threshold,
    int background,
    double overlap,
    boolean acrossClasses,
    int most) {
  private record Found(int kind, double score, Box box) {}

  /**
   * Detections.
   *
   * @param scores {@code (batch, classes, anchors)}
   * @param offsets {@code (batch, 4 anchors)}
   * @param anchors {@code (1, anchors, 4)}
   * @return {@code (batch, anchors, 6)}: class without background, probability and corners, from
   *     the likeliest on; class -1 where nothing was found or a box was dropped
   */
  TensorData of(TensorData scores, TensorData offsets, TensorData anchors) {
    long batch = scores.shape().get(0);
    long count = scores.shape().dimension() == 3 ? scores.shape().get(2) : -1;
    if (count < 0 || anchors.size() != 4 * count || offsets.size() != 4 * count * batch) {
      throw new ShapeException(
          "multiBoxDetection: expected probabilities (batch, classes, anchors), offsets (batch, 4"
              + " anchors) and anchors (1, anchors, 4), but got "
              + scores.shape()
              + ", "
              + offsets.shape()
              + ", "
              + anchors.shape());
    }
    TensorData out = TensorData.full(TensorType.of(DataType.FLOAT32, batch, count, 6), -1);
    for (long row = 0; row < batch; row++) {
      List<Found> found = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        Box anchor = Box.at(anchors, 4 * i);
        Box box = anchor.moved(Box.at(offsets, 4 * (row * count + i)));
        found.add(likeliest(scores, row, i, clip ? box.clipped() : box));
      }
      List<Found> kept = found.stream().filter(f -> f.kind >= 0).sorted(byScore()).toList();
      write(out, row * count, most > 0 ? kept.subList(0, Math.min(most, kept.size())) : kept);
    }
    return out;
  }

  private static Comparator<Found> byScore() {
    return Comparator.comparingDouble(Found::score).reversed();
  }

  private Found likeliest(TensorData scores, long row, long anchor, Box box) {
    int classes = Math.toIntExact(scores.shape().get(1));
    long anchors = scores.shape().get(2);
    int best = -1;
    double score = -1;
    for (int k = 0; k < classes; k++) {
      double value = scores.getDouble((row * classes + k) * anchors + anchor);
      if (k != background && value > score) {
        best = k;
        score = value;
      }
    }
    boolean seen = best >= 0 && score >= threshold;
    return new Found(seen ? best - (best > background ? 1 : 0) : -1, score, box);
  }

  private void write(TensorData out, long first, List<Found> found) {
    boolean[] dropped = new boolean[found.size()];
    for (int i = 0; i < found.size(); i++) {
      Found one = found.get(i);
      for (int j = i + 1; !dropped[i] && j < found.size(); j++) {
        Found other = found.get(j);
        boolean rivals = acrossClasses || one.kind == other.kind;
        dropped[j] |= rivals && one.box.overlap(other.box) >= overlap;
      }
      double[] values = {
        dropped[i] ? -1 : one.kind,
        one.score,
        one.box.left(),
        one.box.top(),
        one.box.right(),
        one.box.bottom()
      };
      for (int k = 0; k < 6; k++) {
        out.setDouble(6 * (first + i) + k, values[k]);
      }
    }
  }
}
