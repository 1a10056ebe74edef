package io.trihorn.testkit.mistakes;

import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.testkit.mistakes.Mistake.once;

import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetException;
import io.trihorn.data.Sample;
import io.trihorn.graph.RowException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Sequential;
import io.trihorn.testkit.mistakes.Mistake.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Inputs, targets and weights that do not fit. */
final class DataMistakes {
  private static final float[][] X = {{1, 2}, {3, 4}, {5, 6}, {7, 8}};
  private static final int[] LABELS = {0, 1, 2, 0};

  private DataMistakes() {}

  private static Sequential sparse(Place on) {
    return TargetMistakes.classifier(on, "sparse_categorical_crossentropy");
  }

  private static Model pair(Place on) {
    KerasTensor a = inputTensor(input(2).name("a"));
    KerasTensor b = inputTensor(input(1).name("b"));
    Model model =
        new Model(List.of(a, b), List.of(dense(1).name("out").apply(concatenate().apply(a, b))));
    model.name("pair").on(on.backend()).compile("sgd", "mse");
    return model;
  }

  private static Sequential words(Place on) {
    Sequential model =
        on.model(
            input(2).dtype("int32").name("ids"),
            embedding(5, 3).name("words"),
            flatten(),
            dense(1));
    model.name("reader").compile("sgd", "mse");
    return model;
  }

  static final List<Mistake> ALL =
      List.of(
          new Mistake(
              "null inputs",
              on -> sparse(on).fit(null, LABELS, once()),
              IllegalArgumentException.class,
              "the inputs are null; give an NDArray, a TensorData, a Java array or a list"),
          new Mistake(
              "null inputs of predict",
              on -> sparse(on).predict((Object) null),
              IllegalArgumentException.class,
              "the inputs are null; give an NDArray, a TensorData, a Java array or a list"),
          new Mistake(
              "fit without targets",
              on -> sparse(on).fit(Dataset.of(X), once()),
              ShapeException.class,
              "model 'classifier' has the outputs [out], but got 0 targets; training and evaluation need one for each"),
          new Mistake(
              "evaluate without targets",
              on -> sparse(on).evaluate(Dataset.of(X)),
              ShapeException.class,
              "model 'classifier' has the outputs [out], but got 0 targets; training and evaluation need one for each"),
          new Mistake(
              "fit on no rows",
              on -> sparse(on).fit(new float[0][2], new int[0], once()),
              ModelException.class,
              "model 'classifier': the dataset to train on has no rows"),
          new Mistake(
              "evaluate on no rows",
              on -> sparse(on).evaluate(new float[0][2], new int[0]),
              ModelException.class,
              "model 'classifier': the dataset to evaluate on has no rows"),
          new Mistake(
              "predict from no rows",
              on -> sparse(on).predict(new float[0][2]),
              ModelException.class,
              "model 'classifier': the dataset to predict from has no rows"),
          new Mistake(
              "predict from an empty array",
              on -> sparse(on).predict(new float[0][]),
              ModelException.class,
              "model 'classifier': the dataset to predict from has no rows"),
          new Mistake(
              "predict from an empty list",
              on -> sparse(on).predict(List.of()),
              ShapeException.class,
              "inputs: there are none in the list; give an array or a list of numbers"),
          new Mistake(
              "train on an empty batch",
              on -> sparse(on).trainOnBatch(new float[0][2], new int[0]),
              ModelException.class,
              "model 'classifier': the batch has no rows"),
          new Mistake(
              "a generator without rows",
              on -> sparse(on).fit(Dataset.generate(List.of()), once()),
              ModelException.class,
              "model 'classifier': the dataset to train on has no rows"),
          new Mistake(
              "a generator that changes its shapes",
              on ->
                  sparse(on)
                      .fit(
                          Dataset.generate(
                              List.of(Sample.of(new float[2], 0), Sample.of(new float[3], 1))),
                          once()),
              DatasetException.class,
              "the dataset failed while it was read ahead: sample 1 of a generated dataset: expected 1 inputs, inputs[0] of type float32[2] as in the first sample, but got [float32[3]]"),
          new Mistake(
              "a map without a result",
              on -> sparse(on).fit(Dataset.of(X, LABELS).map(batch -> null), once()),
              ShapeException.class,
              "map: expected a batch of 4 rows back, but got null: a map works row by row"),
          new Mistake(
              "a generator without targets",
              on -> sparse(on).fit(Dataset.generate(List.of(Sample.of(new float[2]))), once()),
              ShapeException.class,
              "model 'classifier' has the outputs [out], but got 0 targets; training and evaluation need one for each"),
          new Mistake(
              "one sample without a batch axis",
              on -> sparse(on).predict(new float[] {1, 2}),
              ShapeException.class,
              "model 'classifier', input 'x': expected shape (batch, 2), but got float32[2]; one sample still needs a batch axis of extent 1 in front, and an image a channel axis"),
          new Mistake(
              "another width than the model's",
              on -> sparse(on).predict(new float[4][3]),
              ShapeException.class,
              "model 'classifier', input 'x': expected shape (batch, 2), but got float32[4,3]"),
          new Mistake(
              "more axes than the model's",
              on -> sparse(on).predict(new float[4][2][2]),
              ShapeException.class,
              "model 'classifier', input 'x': expected shape (batch, 2), but got float32[4,2,2]"),
          new Mistake(
              "floats for whole numbers",
              on -> words(on).predict(new float[4][2]),
              ShapeException.class,
              "input 'ids' takes int32, but got float32; convert the data first, or give the input that dtype"),
          new Mistake(
              "texts for numbers",
              on -> sparse(on).predict(new String[] {"a", "b"}),
              ShapeException.class,
              "model 'classifier', input 'x': expected shape (batch, 2), but got uint8[2,1]; if these are texts, give the input the dtype string and put TextVectorization, StringLookup or Hashing behind it"),
          new Mistake(
              "more inputs than the model has",
              on -> pair(on).predict(List.of(X, new float[4], X)),
              ShapeException.class,
              "model 'pair' takes 2 inputs, but got 3; a list or an array of arrays is several inputs, rows go into one array such as float[][]"),
          new Mistake(
              "fewer inputs than the model has",
              on -> pair(on).predict(X),
              ShapeException.class,
              "model 'pair' takes 2 inputs, but got 1; a list or an array of arrays is several inputs, rows go into one array such as float[][]"),
          new Mistake(
              "inputs in another order",
              on -> pair(on).predict(List.of(new float[4][1], X)),
              ShapeException.class,
              "model 'pair', input 'a': expected shape (batch, 2), but got float32[4,1]"),
          new Mistake(
              "inputs of different lengths",
              on -> pair(on).predict(List.of(X, new float[3][1])),
              ShapeException.class,
              "inputs[1] is float32[3,1] and so has 3 rows, but inputs[0] has 4; the first axis counts the rows, and each needs its own"),
          new Mistake(
              "an input by another name",
              on -> pair(on).predict(Map.of("a", X, "c", new float[4])),
              ShapeException.class,
              "model 'pair': the inputs should be [a, b], but got [a, c]"),
          new Mistake(
              "an input left out",
              on -> pair(on).predict(Map.of("a", X)),
              ShapeException.class,
              "model 'pair': the inputs should be [a, b], but got [a]"),
          new Mistake(
              "null for one of the inputs",
              on -> {
                Map<String, Object> inputs = new LinkedHashMap<>();
                inputs.put("a", X);
                inputs.put("b", null);
                pair(on).predict(inputs);
              },
              IllegalArgumentException.class,
              "inputs: 'b' is null; give an NDArray, a TensorData, a Java array or a list"),
          new Mistake(
              "targets by another name",
              on -> pair(on).fit(List.of(X, new float[4]), Map.of("y", new float[4]), once()),
              ShapeException.class,
              "model 'pair': the targets should be [out], but got [y]"),
          new Mistake(
              "an index that an embedding lacks",
              on -> words(on).predict(new int[][] {{0, 1}, {4, 5}}),
              RowException.class,
              "model 'reader', layer 'words': index 5 in row 1 of the batch, position 1, is not in the embedding, which has rows 0 to 4; give the layer a larger input_dim, or look at how the data are encoded"),
          new Mistake(
              "a negative index",
              on -> words(on).fit(new int[][] {{0, 1}, {-1, 2}}, new float[2], once()),
              RowException.class,
              "model 'reader', layer 'words': index -1 in row 1 of the data, position 0, is not in the embedding, which has rows 0 to 4; give the layer a larger input_dim, or look at how the data are encoded"),
          new Mistake(
              "NaN among the data",
              on ->
                  sparse(on).fit(new float[][] {{1, Float.NaN}, {1, 1}}, new int[] {0, 1}, once()),
              ModelException.class,
              "model 'classifier': the loss became NaN by step 0 of epoch 0; look for NaN and infinite numbers in the data, lower the learning rate, or clip the gradients (clipnorm)"),
          new Mistake(
              "an infinite target",
              on ->
                  on.model(input(2), dense(1))
                      .name("line")
                      .compile("sgd", "mse")
                      .fit(X, new float[] {0, Float.POSITIVE_INFINITY, 1, 1}, once()),
              ModelException.class,
              "model 'line': the loss became Infinity by step 0 of epoch 0; look for NaN and infinite numbers in the data, lower the learning rate, or clip the gradients (clipnorm)"),
          new Mistake(
              "sample weights of another length",
              on -> sparse(on).fit(Dataset.of(X, LABELS, new float[3]), once()),
              ShapeException.class,
              "weights[0] is float32[3] and so has 3 rows, but inputs[0] has 4; the first axis counts the rows, and each needs its own"),
          new Mistake(
              "sample weights of another shape",
              on -> sparse(on).fit(Dataset.of(X, LABELS, new float[4][2]), once()),
              ShapeException.class,
              "output 'out': loss 'sparse_categorical_crossentropy' has a value for each of (4), but the sample weights are (4, 2); give one for each row, or one for each value"),
          new Mistake(
              "class weights beside sample weights",
              on ->
                  sparse(on)
                      .fit(Dataset.of(X, LABELS, new float[4]), once().classWeight(Map.of(0, 2.0))),
              ModelException.class,
              "there are class weights and sample weights; multiply them into the sample weights"),
          new Mistake(
              "values of another number than a shape's",
              on -> TensorData.of(new float[] {1, 2, 3}, 2, 2),
              ShapeException.class,
              "float32[2,2] has 4 elements, but got 3"));
}
