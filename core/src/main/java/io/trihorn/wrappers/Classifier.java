package io.trihorn.wrappers;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A model as a classifier, as Keras's {@code SKLearnClassifier}: {@code new
 * Classifier<String>(model, epochs(60)).fit(x, names).score(others, theirs)}. Its model is compiled
 * with {@code sparse_categorical_crossentropy} and gives a probability for each class, or with
 * {@code binary_crossentropy} and gives that of the second of two. The score is the share of rows
 * that are right.
 *
 * @param <L> labels; the classes are those that {@code fit} sees, in their natural order
 */
public final class Classifier<L extends Comparable<? super L>> extends Estimator<List<L>> {
  private List<L> classes = List.of();

  /** Trains copies of a compiled model, whose own weights stay as they are. */
  public Classifier(Model prototype, FitOptions options) {
    this(x -> copyFor(x, prototype), options);
  }

  /** Trains what a function makes of the rows to learn from: a compiled model. */
  public Classifier(Function<TensorData, Model> maker, FitOptions options) {
    super(maker, options);
  }

  @Override
  public Classifier<L> fit(Object x, List<L> y) {
    List<L> found = y.stream().distinct().sorted().toList();
    train(x, y.stream().mapToInt(found::indexOf).toArray());
    classes = found;
    return this;
  }

  /** The classes of the last {@link #fit}, in the order of {@link #probabilities}. */
  public List<L> classes() {
    return classes;
  }

  /** The probability of each class {@code (rows, classes)}. */
  public float[][] probabilities(Object x) {
    float[] given = outputs(x).toFloatArray();
    int columns = (int) model().outputs().get(0).shape().get(1);
    float[][] rows = new float[given.length / columns][classes.size()];
    for (int row = 0; row < rows.length; row++) {
      if (columns == 1) {
        rows[row][1] = given[row];
        rows[row][0] = 1 - given[row];
      } else {
        System.arraycopy(given, row * columns, rows[row], 0, classes.size());
      }
    }
    return rows;
  }

  /** The likeliest class of each row. */
  @Override
  public List<L> predict(Object x) {
    List<L> predicted = new ArrayList<>();
    for (float[] row : probabilities(x)) {
      int best = 0;
      for (int i = 1; i < row.length; i++) {
        best = row[i] > row[best] ? i : best;
      }
      predicted.add(classes.get(best));
    }
    return predicted;
  }

  @Override
  public double score(Object x, List<L> y) {
    List<L> predicted = predict(x);
    if (predicted.size() != y.size()) {
      throw new ShapeException(
          "there are " + predicted.size() + " rows, but " + y.size() + " labels");
    }
    long right =
        IntStream.range(0, y.size()).filter(i -> predicted.get(i).equals(y.get(i))).count();
    return (double) right / y.size();
  }
}
