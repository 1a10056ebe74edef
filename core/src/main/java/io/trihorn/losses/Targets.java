package io.trihorn.losses;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.IndexScan;
import io.trihorn.graph.RowException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Arrays;

/** Whether targets can belong to predictions, and what was meant where they cannot. */
final class Targets {
  private Targets() {}

  /** Class indices: the axes of predictions without that of the classes, which may be 1. */
  static void indices(String loss, TensorType targets, TensorType prediction, int axis) {
    if (prediction.rank() < 2) {
      return;
    }
    long[] wanted = without(prediction.dims(), axis < 0 ? axis + prediction.rank() : axis);
    long[] got = targets.dims();
    boolean extra = got.length == wanted.length + 1 && got[got.length - 1] == 1;
    if (Arrays.equals(got, wanted)
        || (extra && Arrays.equals(Arrays.copyOf(got, wanted.length), wanted))) {
      return;
    }
    String hint =
        Arrays.equals(got, prediction.dims())
            ? "one-hot targets are for the loss 'categorical_crossentropy'"
            : "give one class index for each prediction";
    throw mismatch(loss, "class indices " + shape(wanted), targets, prediction, hint);
  }

  /**
   * The numbers of classes, all of them from 0.
   *
   * @param classes how many there are; negative where that is open
   * @param ignored another number that may be there, or null
   */
  static void classes(
      String loss, TensorData targets, long classes, Integer ignored, Shape prediction) {
    long at = classes < 0 ? -1 : IndexScan.firstUnknown(targets, classes, ignored);
    if (at >= 0) {
      throw RowException.of(
          "loss '%s' needs whole numbers from 0 to %d for predictions %s, but label %s"
              .formatted(loss, classes - 1, prediction, label(targets, at)),
          targets,
          at,
          " is none; number the classes from 0, or give the last layer more units");
    }
  }

  /**
   * Labels of yes and no, or probabilities. What is nearer to another whole number is none; what is
   * off by less, as resized images are, does no harm.
   *
   * @param no the lower label: 0, or -1 where that stands beside 0
   */
  static void labels(String loss, TensorData targets, int no) {
    long at = IndexScan.firstBeyond(targets, no - 0.5, 1.5);
    if (at >= 0) {
      throw RowException.of(
          "loss '%s' needs %s, but label %s"
              .formatted(
                  loss,
                  no < 0
                      ? "the labels -1 and 1, or 0 and 1"
                      : "the labels 0 and 1, or probabilities",
                  label(targets, at)),
          targets,
          at,
          " is none; several classes are for the loss 'sparse_categorical_crossentropy', and what"
              + " should not count has the sample weight 0");
    }
  }

  /** How many classes predictions tell apart along an axis, which may be counted from the end. */
  static long classesAlong(Shape prediction, int axis) {
    return prediction.get(axis < 0 ? axis + prediction.dimension() : axis);
  }

  /** How many classes a yes or no tells apart: 2 where there is one for a row, else none. */
  static long yesAndNo(Shape prediction) {
    return classesAlong(prediction, -1) == 1 ? 2 : -1;
  }

  private static String label(TensorData targets, long at) {
    return targets.dtype().isFloating()
        ? Double.toString(targets.getDouble(at))
        : Long.toString(targets.getLong(at));
  }

  /** Class probabilities: the shape of the predictions. */
  static void probabilities(String loss, TensorType targets, TensorType prediction) {
    long[] wanted = prediction.dims();
    if (Arrays.equals(targets.dims(), wanted)) {
      return;
    }
    String hint =
        isIndex(targets, prediction)
            ? "class indices are for the loss 'sparse_categorical_crossentropy', or make them one-hot"
                + " by Labels.toCategorical(labels, "
                + wanted[wanted.length - 1]
                + ")"
            : "give as many classes as the last layer has units";
    throw mismatch(loss, "one-hot targets " + shape(wanted), targets, prediction, hint);
  }

  /** Yes or no for each output, where a last axis of 1 may be missing on either side. */
  static void binary(String loss, TensorType targets, TensorType prediction) {
    if (aligned(targets, prediction)) {
      return;
    }
    String hint =
        isIndex(targets, prediction)
            ? "one label of several classes is for the loss 'sparse_categorical_crossentropy' over"
                + " softmax; one label of yes or no needs a last layer of 1 unit"
            : "give a yes or no for each output";
    throw mismatch(loss, "targets " + shape(prediction.dims()), targets, prediction, hint);
  }

  /** Numbers whose extents agree with those of the predictions or are 1. */
  static void numbers(String loss, TensorType targets, TensorType prediction) {
    long[] t = targets.dims();
    long[] p = prediction.dims();
    if (aligned(targets, prediction) || broadcast(t, p)) {
      return;
    }
    throw mismatch(
        loss,
        "targets " + shape(p),
        targets,
        prediction,
        isIndex(targets, prediction)
            ? "class indices are for the loss 'sparse_categorical_crossentropy'; for numbers give"
                + " one for each unit of the last layer"
            : "give the last layer as many units as there are numbers in a target");
  }

  /** One class for each prediction instead of a value for each output. */
  private static boolean isIndex(TensorType targets, TensorType prediction) {
    long[] p = prediction.dims();
    if (p.length < 2 || p[p.length - 1] == 1) {
      return false;
    }
    long[] index = without(p, p.length - 1);
    long[] got = targets.dims();
    boolean extra = got.length == p.length && got[got.length - 1] == 1;
    return Arrays.equals(got, index)
        || (extra && Arrays.equals(Arrays.copyOf(got, index.length), index));
  }

  private static boolean aligned(TensorType targets, TensorType prediction) {
    long[] t = targets.dims();
    long[] p = prediction.dims();
    return Arrays.equals(t, p) || isColumn(t, p) || isColumn(p, t);
  }

  /** Whether the longer shape has one axis of extent 1 more. */
  private static boolean isColumn(long[] longer, long[] shorter) {
    return longer.length == shorter.length + 1
        && longer[longer.length - 1] == 1
        && Arrays.equals(Arrays.copyOf(longer, shorter.length), shorter);
  }

  private static boolean broadcast(long[] a, long[] b) {
    for (int i = 1; i <= Math.min(a.length, b.length); i++) {
      long x = a[a.length - i];
      long y = b[b.length - i];
      if (x != y && x != 1 && y != 1) {
        return false;
      }
    }
    return true;
  }

  private static long[] without(long[] dims, int axis) {
    long[] rest = new long[dims.length - 1];
    for (int i = 0; i < rest.length; i++) {
      rest[i] = dims[i < axis ? i : i + 1];
    }
    return rest;
  }

  private static String shape(long[] dims) {
    return Arrays.toString(dims).replace(" ", "");
  }

  private static ShapeException mismatch(
      String loss, String wanted, TensorType got, TensorType prediction, String hint) {
    return new ShapeException(
        "loss '"
            + loss
            + "' needs "
            + wanted
            + " for predictions "
            + prediction
            + ", but the targets are "
            + got
            + "; "
            + hint);
  }
}
