package io.trihorn.testkit.mistakes;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.testkit.mistakes.Mistake.once;

import io.trihorn.data.Dataset;
import io.trihorn.graph.RowException;
import io.trihorn.graph.ShapeException;
import io.trihorn.model.Sequential;
import io.trihorn.testkit.mistakes.Mistake.Place;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Targets that do not fit the loss, or are none. */
final class TargetMistakes {
  private static final float[][] X = {{1, 2}, {3, 4}, {5, 6}, {7, 8}};
  private static final int[] LABELS = {0, 1, 2, 0};

  private TargetMistakes() {}

  static Sequential classifier(Place on, String loss) {
    Sequential model = on.model(input(2).name("x"), dense(3, "softmax").name("out"));
    model.name("classifier").compile("sgd", loss, "accuracy");
    return model;
  }

  private static Mistake targets(
      String name, String loss, Object targets, Class<? extends Exception> type, String message) {
    return new Mistake(name, on -> classifier(on, loss).fit(X, targets, once()), type, message);
  }

  private static Sequential yesOrNo(Place on, String loss) {
    Sequential model = on.model(input(2).name("x"), dense(1, "sigmoid").name("out"));
    model.name("judge").compile("sgd", loss);
    return model;
  }

  private static Mistake yesNo(String name, String loss, Object targets, String message) {
    return new Mistake(
        name, on -> yesOrNo(on, loss).fit(X, targets, once()), RowException.class, message);
  }

  static final List<Mistake> ALL =
      List.of(
          targets(
              "one-hot labels for a sparse loss",
              "sparse_categorical_crossentropy",
              new float[4][3],
              ShapeException.class,
              "output 'out': loss 'sparse_categorical_crossentropy' needs class indices [4] for predictions float32[4,3], but the targets are float32[4,3]; one-hot targets are for the loss 'categorical_crossentropy'"),
          targets(
              "class numbers for a one-hot loss",
              "categorical_crossentropy",
              LABELS,
              ShapeException.class,
              "output 'out': loss 'categorical_crossentropy' needs one-hot targets [4,3] for predictions float32[4,3], but the targets are int32[4]; class indices are for the loss 'sparse_categorical_crossentropy', or make them one-hot by Labels.toCategorical(labels, 3)"),
          targets(
              "a column of class numbers for a one-hot loss",
              "categorical_crossentropy",
              new int[4][1],
              ShapeException.class,
              "output 'out': loss 'categorical_crossentropy' needs one-hot targets [4,3] for predictions float32[4,3], but the targets are int32[4,1]; class indices are for the loss 'sparse_categorical_crossentropy', or make them one-hot by Labels.toCategorical(labels, 3)"),
          targets(
              "a binary loss on three outputs",
              "binary_crossentropy",
              new int[] {0, 1, 1, 0},
              ShapeException.class,
              "output 'out': loss 'binary_crossentropy' needs targets [4,3] for predictions float32[4,3], but the targets are int32[4]; one label of several classes is for the loss 'sparse_categorical_crossentropy' over softmax; one label of yes or no needs a last layer of 1 unit"),
          targets(
              "targets of another width",
              "mse",
              new float[4][2],
              ShapeException.class,
              "output 'out': loss 'mean_squared_error' needs targets [4,3] for predictions float32[4,3], but the targets are float32[4,2]; give the last layer as many units as there are numbers in a target"),
          targets(
              "fewer targets than inputs",
              "mse",
              new float[3][3],
              ShapeException.class,
              "targets[0] is float32[3,3] and so has 3 rows, but inputs[0] has 4; the first axis counts the rows, and each needs its own"),
          targets(
              "ragged rows",
              "mse",
              new float[][] {{1, 2, 3}, {1, 2}, {1, 2, 3}, {1, 2, 3}},
              ShapeException.class,
              "targets: array[1] has length 2, but its first sibling has 3: the rows of a tensor are of one length (pad the shorter ones)"),
          targets(
              "ragged lists",
              "mse",
              List.of(List.of(1f, 2f, 3f), List.of(1f, 2f)),
              ShapeException.class,
              "targets: element[1] has length 2, but its first sibling has 3: the rows of a tensor are of one length (pad the shorter ones)"),
          targets(
              "a null row",
              "mse",
              new float[][] {{1, 2, 3}, null},
              ShapeException.class,
              "targets: array[1] is null: every row of a tensor must be there"),
          targets(
              "a null in a list",
              "mse",
              Arrays.asList(1f, null, 2f, 3f),
              ShapeException.class,
              "targets: element[1] is null: every number of a tensor must be there"),
          targets(
              "nulls only in a list",
              "mse",
              Collections.singletonList(null),
              IllegalArgumentException.class,
              "targets: expected an NDArray, a TensorData, a Java array or list of numbers or booleans, or a number, but got null"),
          targets(
              "texts as labels",
              "sparse_categorical_crossentropy",
              new String[] {"a", "b", "c", "a"},
              IllegalArgumentException.class,
              "targets should be numbers, but texts are among them; number the classes first, for example by stringLookup().numOovIndices(0)"),
          targets(
              "a list of texts as labels",
              "sparse_categorical_crossentropy",
              List.of("a", "b", "c", "a"),
              IllegalArgumentException.class,
              "targets should be numbers, but texts are among them; number the classes first, for example by stringLookup().numOovIndices(0)"),
          targets(
              "objects as targets",
              "mse",
              new Object[] {"a", 1f},
              IllegalArgumentException.class,
              "targets should be numbers, but texts are among them; number the classes first, for example by stringLookup().numOovIndices(0)"),
          targets(
              "characters as labels",
              "sparse_categorical_crossentropy",
              new char[] {'a'},
              IllegalArgumentException.class,
              "targets: expected an NDArray, a TensorData, a Java array or list of numbers or booleans, or a number, but got char[]"),
          targets(
              "a number as targets",
              "mse",
              3f,
              ShapeException.class,
              "targets[0] is a scalar: the first axis of a dataset's tensors counts the rows, so give an array"),
          targets(
              "a class that is not there",
              "sparse_categorical_crossentropy",
              new int[] {0, 1, 3, 0},
              RowException.class,
              "output 'out': loss 'sparse_categorical_crossentropy' needs whole numbers from 0 to 2 for predictions (-1, 3), but label 3 in row 2 of the data is none; number the classes from 0, or give the last layer more units"),
          targets(
              "a negative class",
              "sparse_categorical_crossentropy",
              new int[] {0, 1, -1, 0},
              RowException.class,
              "output 'out': loss 'sparse_categorical_crossentropy' needs whole numbers from 0 to 2 for predictions (-1, 3), but label -1 in row 2 of the data is none; number the classes from 0, or give the last layer more units"),
          targets(
              "a fractional class",
              "sparse_categorical_crossentropy",
              new float[] {0, 1, 0.5f, 0},
              RowException.class,
              "output 'out': loss 'sparse_categorical_crossentropy' needs whole numbers from 0 to 2 for predictions (-1, 3), but label 0.5 in row 2 of the data is none; number the classes from 0, or give the last layer more units"),
          yesNo(
              "labels -1 and 1 for a binary loss",
              "binary_crossentropy",
              new int[] {1, -1, 1, -1},
              "output 'out': loss 'binary_crossentropy' needs the labels 0 and 1, or probabilities, but label -1 in row 3 of the data is none; several classes are for the loss 'sparse_categorical_crossentropy', and what should not count has the sample weight 0"),
          yesNo(
              "labels 1 and 2 for a focal loss",
              "binary_focal_crossentropy",
              new float[] {1, 1, 2, 1},
              "output 'out': loss 'binary_focal_crossentropy' needs the labels 0 and 1, or probabilities, but label 2.0 in row 2 of the data is none; several classes are for the loss 'sparse_categorical_crossentropy', and what should not count has the sample weight 0"),
          yesNo(
              "a label that is no number for a binary loss",
              "binary_crossentropy",
              new float[] {1, 0, 1, Float.NaN},
              "output 'out': loss 'binary_crossentropy' needs the labels 0 and 1, or probabilities, but label NaN in row 3 of the data is none; several classes are for the loss 'sparse_categorical_crossentropy', and what should not count has the sample weight 0"),
          yesNo(
              "labels 1 and 2 for a hinge loss",
              "hinge",
              new int[] {2, 1, 1, 2},
              "output 'out': loss 'hinge' needs the labels -1 and 1, or 0 and 1, but label 2 in row 3 of the data is none; several classes are for the loss 'sparse_categorical_crossentropy', and what should not count has the sample weight 0"),
          new Mistake(
              "labels -1 of which one counts",
              on ->
                  yesOrNo(on, "binary_crossentropy")
                      .fit(
                          Dataset.of(X, new int[] {-1, 0, -1, 1}, new float[] {0, 1, 1, 1}),
                          once()),
              RowException.class,
              "output 'out': loss 'binary_crossentropy' needs the labels 0 and 1, or probabilities, but label -1 in row 2 of the data is none; several classes are for the loss 'sparse_categorical_crossentropy', and what should not count has the sample weight 0"),
          targets(
              "a negative class for a generalized cross-entropy",
              "categorical_generalized_cross_entropy",
              new int[] {0, 1, -1, 0},
              RowException.class,
              "output 'out': loss 'categorical_generalized_cross_entropy' needs whole numbers from 0 to 2 for predictions (-1, 3), but label -1 in row 2 of the data is none; number the classes from 0, or give the last layer more units"),
          new Mistake(
              "class weights for classes that are not there",
              on ->
                  classifier(on, "sparse_categorical_crossentropy")
                      .fit(X, LABELS, once().classWeight(Map.of(4, 1.0, 3, 2.0))),
              IllegalArgumentException.class,
              "output 'out': loss 'sparse_categorical_crossentropy' tells the classes 0 to 2 apart, but there are class weights for [3, 4]; number the classes from 0"),
          new Mistake(
              "a class weight of a yes and no for another class",
              on ->
                  yesOrNo(on, "binary_crossentropy")
                      .fit(X, new int[] {0, 1, 1, 0}, once().classWeight(Map.of(2, 2.0))),
              IllegalArgumentException.class,
              "output 'out': loss 'binary_crossentropy' tells the classes 0 to 1 apart, but there are class weights for [2]; number the classes from 0"),
          new Mistake(
              "NaN as a class weight",
              on ->
                  classifier(on, "sparse_categorical_crossentropy")
                      .fit(X, LABELS, once().classWeight(Map.of(1, Double.NaN))),
              IllegalArgumentException.class,
              "class weights should be finite numbers, but that of class 1 is NaN"),
          targets(
              "two targets for one output",
              "mse",
              List.of(new float[4][3], new float[4][3]),
              ShapeException.class,
              "model 'classifier' has the outputs [out], but got 2 targets; training and evaluation need one for each"),
          targets(
              "no targets",
              "mse",
              List.of(),
              ShapeException.class,
              "model 'classifier' has the outputs [out], but got 0 targets; training and evaluation need one for each"),
          targets(
              "null targets",
              "mse",
              null,
              IllegalArgumentException.class,
              "the targets are null; give an NDArray, a TensorData, a Java array or a list"));
}
