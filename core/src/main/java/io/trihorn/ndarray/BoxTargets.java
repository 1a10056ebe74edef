package io.trihorn.ndarray;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What single-shot detectors are trained towards (Liu et al., 2016): each true box gets the anchor
 * that overlaps it most, and every other anchor that overlaps one enough.
 *
 * @param overlap from which on an anchor stands for a true box
 * @param ignored the class of anchors that are neither found nor chosen as background
 * @param miningRatio so many background anchors for each that was found; none are left out if it is
 *     not above 0
 * @param miningOverlap below which an anchor may be background when they are chosen
 * @param leastBackground the least number of background anchors when they are chosen
 */
record BoxTargets(
    double overlap, double ignored, double miningRatio, double miningOverlap, int leastBackground) {
  /** Below it boxes do not touch. */
  private static final double TOUCH = 1e-6;

  /**
   * The targets.
   *
   * @param anchors {@code (1, anchors, 4)}
   * @param labels {@code (batch, boxes, 5)}: class and corners, class -1 after the last box
   * @param scores {@code (batch, classes, anchors)}, background first
   * @return offsets and their mask {@code (batch, 4 anchors)}, and classes {@code (batch, anchors)}
   *     with 0 for background
   */
  List<TensorData> of(TensorData anchors, TensorData labels, TensorData scores) {
    require("anchors", anchors, 1, -1, 4);
    long batch = labels.shape().get(0);
    int count = Math.toIntExact(anchors.shape().get(1));
    require("labels", labels, batch, -1, 5);
    require("class predictions", scores, batch, -1, count);
    TensorData offsets = TensorData.zeros(TensorType.of(DataType.FLOAT32, batch, 4L * count));
    TensorData mask = TensorData.zeros(TensorType.of(DataType.FLOAT32, batch, 4L * count));
    TensorData classes = TensorData.zeros(TensorType.of(DataType.FLOAT32, batch, count));
    Box[] boxes =
        IntStream.range(0, count).mapToObj(i -> Box.at(anchors, 4L * i)).toArray(Box[]::new);
    for (long row = 0; row < batch; row++) {
      Truth truth = Truth.of(labels, row);
      double[][] overlaps = overlaps(boxes, truth.boxes);
      int[] found = match(overlaps, truth.boxes.length);
      boolean[] background = background(found, overlaps, scores, row);
      for (int i = 0; i < count; i++) {
        long at = row * count + i;
        if (found[i] < 0) {
          classes.setDouble(at, background[i] ? 0 : ignored);
          continue;
        }
        classes.setDouble(at, truth.classes[found[i]] + 1);
        double[] moves = boxes[i].offsetsTo(truth.boxes[found[i]]);
        for (int k = 0; k < 4; k++) {
          offsets.setDouble(4 * at + k, moves[k]);
          mask.setDouble(4 * at + k, 1);
        }
      }
    }
    return List.of(offsets, mask, classes);
  }

  private record Truth(Box[] boxes, double[] classes) {
    static Truth of(TensorData labels, long row) {
      int most = Math.toIntExact(labels.shape().get(1));
      int count = 0;
      while (count < most && labels.getDouble((row * most + count) * 5) != -1) {
        count++;
      }
      Box[] boxes = new Box[count];
      double[] classes = new double[count];
      for (int i = 0; i < count; i++) {
        long at = (row * most + i) * 5;
        classes[i] = labels.getDouble(at);
        boxes[i] = Box.at(labels, at + 1);
      }
      return new Truth(boxes, classes);
    }
  }

  private static void require(String name, TensorData data, long... dims) {
    long[] actual = data.shape().getShape();
    boolean fits = actual.length == dims.length;
    for (int i = 0; fits && i < dims.length; i++) {
      fits = dims[i] == -1 || dims[i] == actual[i];
    }
    if (!fits) {
      throw new ShapeException(
          "multiBoxTarget: expected "
              + name
              + " of "
              + Arrays.toString(dims)
              + " (-1 is any), but got "
              + data.shape());
    }
  }

  private static double[][] overlaps(Box[] anchors, Box[] boxes) {
    return Arrays.stream(anchors)
        .map(a -> Arrays.stream(boxes).mapToDouble(a::overlap).toArray())
        .toArray(double[][]::new);
  }

  /** For each anchor the box that it stands for, or -1. */
  private int[] match(double[][] overlaps, int boxes) {
    int[] found = new int[overlaps.length];
    Arrays.fill(found, -1);
    boolean[] taken = new boolean[boxes];
    for (int round = 0; round < boxes; round++) {
      int anchor = -1;
      int box = -1;
      double best = TOUCH;
      for (int i = 0; i < overlaps.length; i++) {
        for (int j = 0; found[i] < 0 && j < boxes; j++) {
          if (!taken[j] && overlaps[i][j] > best) {
            best = overlaps[i][j];
            anchor = i;
            box = j;
          }
        }
      }
      if (anchor < 0) {
        break;
      }
      found[anchor] = box;
      taken[box] = true;
    }
    for (int i = 0; i < overlaps.length; i++) {
      int best = nearest(overlaps[i]);
      if (found[i] < 0 && best >= 0 && overlaps[i][best] > overlap) {
        found[i] = best;
      }
    }
    return found;
  }

  private static int nearest(double[] overlaps) {
    return IntStream.range(0, overlaps.length)
        .boxed()
        .max(Comparator.comparingDouble(j -> overlaps[j]))
        .orElse(-1);
  }

  /** Which anchors are trained to be background: those that look least like it, if chosen. */
  private boolean[] background(int[] found, double[][] overlaps, TensorData scores, long row) {
    boolean[] chosen = new boolean[found.length];
    if (miningRatio <= 0) {
      Arrays.fill(chosen, true);
      return chosen;
    }
    long positive = Arrays.stream(found).filter(f -> f >= 0).count();
    long wanted = Math.max(leastBackground, (long) (positive * miningRatio));
    IntStream.range(0, found.length)
        .filter(i -> found[i] < 0)
        .filter(i -> overlaps[i].length == 0 || overlaps[i][nearest(overlaps[i])] < miningOverlap)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> backgroundShare(scores, row, i)))
        .limit(wanted)
        .forEach(i -> chosen[i] = true);
    return chosen;
  }

  /** The softmax of the background's score. */
  private static double backgroundShare(TensorData scores, long row, int anchor) {
    long classes = scores.shape().get(1);
    long anchors = scores.shape().get(2);
    double first = scores.getDouble(row * classes * anchors + anchor);
    double sum = 0;
    for (long k = 0; k < classes; k++) {
      sum += Math.exp(scores.getDouble((row * classes + k) * anchors + anchor) - first);
    }
    return 1 / sum;
  }
}
