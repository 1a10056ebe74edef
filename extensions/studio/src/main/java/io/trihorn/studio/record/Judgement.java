package io.trihorn.studio.record;

import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a classifier does on a sample.
 *
 * @param step when
 * @param labels the right class of each row
 * @param scores of the classes, {@code [rows][classes]}
 * @param confusion rows by {@code [right][predicted]}
 * @param roc one curve for each class against the others
 * @param wrong the rows that are predicted wrongly, the surest first
 */
record Judgement(
    long step, int[] labels, float[][] scores, int[][] confusion, List<Roc> roc, int[] wrong) {
  /**
   * Which part of the others is taken for a class, and which part of its own, as the threshold
   * falls.
   *
   * @param area under the curve; NaN where the sample has only one kind
   */
  record Roc(double[] falsePositive, double[] truePositive, double area) {}

  /**
   * Judges predictions.
   *
   * @param targets classes {@code (batch)} or {@code (batch, 1)}, or one-hot
   * @param outputs {@code (batch, classes)}, or {@code (batch, 1)} for two
   * @return empty where these are no classes
   */
  static Optional<Judgement> of(long step, TensorData targets, TensorData outputs) {
    if (outputs.type().rank() != 2) {
      return Optional.empty();
    }
    float[][] scores = scores(outputs);
    int[] labels = labels(targets, scores.length == 0 ? 0 : scores[0].length);
    return labels == null || labels.length != scores.length
        ? Optional.empty()
        : Optional.of(of(step, labels, scores));
  }

  private static Judgement of(long step, int[] labels, float[][] scores) {
    int classes = scores[0].length;
    int[][] confusion = new int[classes][classes];
    List<Integer> wrong = new ArrayList<>();
    for (int i = 0; i < labels.length; i++) {
      int predicted = largest(scores[i]);
      confusion[labels[i]][predicted]++;
      if (predicted != labels[i]) {
        wrong.add(i);
      }
    }
    wrong.sort(Comparator.comparingDouble(i -> -scores[i][largest(scores[i])]));
    List<Roc> roc = IntStream.range(0, classes).mapToObj(c -> roc(labels, scores, c)).toList();
    return new Judgement(
        step, labels, scores, confusion, roc, wrong.stream().mapToInt(i -> i).toArray());
  }

  static int largest(float[] row) {
    return IntStream.range(0, row.length).reduce((a, b) -> row[b] > row[a] ? b : a).orElseThrow();
  }

  private static Roc roc(int[] labels, float[][] scores, int wanted) {
    Integer[] order = IntStream.range(0, labels.length).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i][wanted]));
    long own = Arrays.stream(labels).filter(label -> label == wanted).count();
    long others = labels.length - own;
    List<double[]> points = new ArrayList<>(List.of(new double[2]));
    double area = 0;
    int hits = 0;
    for (int i = 0; i < order.length; i++) {
      hits += labels[order[i]] == wanted ? 1 : 0;
      // Equal scores are one threshold.
      boolean ends =
          i + 1 == order.length || scores[order[i + 1]][wanted] != scores[order[i]][wanted];
      if (ends) {
        double[] before = points.get(points.size() - 1);
        double[] now = {(i + 1 - hits) / (double) others, hits / (double) own};
        area += (now[0] - before[0]) * (now[1] + before[1]) / 2;
        points.add(now);
      }
    }
    return new Roc(
        points.stream().mapToDouble(p -> p[0]).toArray(),
        points.stream().mapToDouble(p -> p[1]).toArray(),
        own == 0 || others == 0 ? Double.NaN : area);
  }

  /** Scores that add up to 1: those given, or what softmax makes of them. */
  private static float[][] scores(TensorData outputs) {
    int rows = (int) outputs.type().dim(0);
    int classes = (int) outputs.type().dim(1);
    float[][] scores = new float[rows][];
    for (int i = 0; i < rows; i++) {
      if (classes == 1) {
        float p = (float) outputs.getDouble(i);
        scores[i] = new float[] {1 - p, p};
      } else {
        scores[i] = new float[classes];
        for (int c = 0; c < classes; c++) {
          scores[i][c] = (float) outputs.getDouble((long) i * classes + c);
        }
        normalize(scores[i]);
      }
    }
    return scores;
  }

  private static void normalize(float[] row) {
    double sum = 0;
    float most = Float.NEGATIVE_INFINITY;
    boolean negative = false;
    for (float value : row) {
      sum += value;
      most = Math.max(most, value);
      negative |= value < 0;
    }
    if (!negative && Math.abs(sum - 1) < 1e-2) {
      return;
    }
    double total = 0;
    for (float value : row) {
      total += Math.exp(value - most);
    }
    for (int c = 0; c < row.length; c++) {
      row[c] = (float) (Math.exp(row[c] - most) / total);
    }
  }

  /** The classes that targets say, null where they say none. */
  private static int[] labels(TensorData targets, int classes) {
    long[] dims = targets.type().dims();
    int rows = dims.length == 0 ? 0 : (int) dims[0];
    int[] labels = new int[rows];
    if (dims.length == 2 && dims[1] == classes && classes > 1) {
      for (int i = 0; i < rows; i++) {
        float[] row = new float[classes];
        for (int c = 0; c < classes; c++) {
          row[c] = (float) targets.getDouble((long) i * classes + c);
        }
        labels[i] = largest(row);
      }
      return labels;
    }
    if (rows == 0 || targets.size() != rows) {
      return null;
    }
    for (int i = 0; i < rows; i++) {
      double label = targets.getDouble(i);
      if (label != Math.rint(label) || label < 0 || label >= classes) {
        return null;
      }
      labels[i] = (int) label;
    }
    return labels;
  }
}
