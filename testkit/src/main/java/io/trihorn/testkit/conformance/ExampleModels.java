package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.bidirectional;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.globalAveragePooling1d;
import static io.trihorn.layers.Layers.gru;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.layerNormalization;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.multiHeadAttention;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Models to hold exports to: one around each example of a layer, and some of several layers. */
public final class ExampleModels {
  /**
   * A model.
   *
   * @param name for messages
   * @param make makes it
   */
  public record Example(String name, Supplier<Model> make) {
    @Override
    public String toString() {
      return name;
    }
  }

  private ExampleModels() {}

  /** All of them. */
  public static List<Example> all() {
    return Stream.concat(wholes().stream(), layers().stream()).toList();
  }

  /** A model around each example of a layer. */
  public static List<Example> layers() {
    List<Example> models = new ArrayList<>();
    for (LayerExamples.Example example : LayerExamples.all()) {
      models.add(new Example(models.size() + " " + example, () -> around(example)));
    }
    return models;
  }

  private static Model around(LayerExamples.Example example) {
    Layer layer = example.layer().get();
    if (layer instanceof InputLayer first) {
      KerasTensor input = inputTensor(first);
      return new Model(input, input);
    }
    String dtype = example.toString().contains("Embedding") ? "int32" : "float32";
    List<KerasTensor> inputs =
        example.inputs().stream()
            .map(s -> inputTensor(Layers.input(s.getShape()).dtype(dtype)))
            .toList();
    return new Model(inputs, layer.applyAll(inputs, Map.of()));
  }

  /** Models of several layers. */
  public static List<Example> wholes() {
    return List.of(
        new Example("convolutional", ExampleModels::convolutional),
        new Example("masked recurrent", ExampleModels::maskedRecurrent),
        new Example("transformer", ExampleModels::transformer),
        new Example("two inputs and outputs", ExampleModels::twoByTwo));
  }

  private static Model convolutional() {
    KerasTensor x = inputTensor(12, 12, 3);
    KerasTensor y = conv2d(4, 3).padding("same").activation("relu").apply(x);
    y = batchNormalization().apply(y);
    y = add().apply(y, conv2d(4, 1).apply(x));
    y = flatten().apply(maxPooling2d(2).apply(y));
    return new Model(x, dense(5, "softmax").apply(y));
  }

  private static Model maskedRecurrent() {
    KerasTensor x = inputTensor(Layers.input(6).dtype("int32"));
    KerasTensor y = embedding(11, 5).maskZero(true).apply(x);
    y = bidirectional(lstm(3).returnSequences(true)).apply(y);
    return new Model(x, dense(2, "sigmoid").apply(gru(4).apply(y)));
  }

  private static Model transformer() {
    KerasTensor x = inputTensor(7, 8);
    KerasTensor y =
        multiHeadAttention(2, 4).applyAll(List.of(x, x), Map.of("use_causal_mask", true)).get(0);
    y = layerNormalization().apply(add().apply(x, y));
    y = dense(8).apply(dense(16, "gelu").apply(y));
    return new Model(x, globalAveragePooling1d().apply(y));
  }

  private static Model twoByTwo() {
    KerasTensor a = inputTensor(3);
    KerasTensor b = inputTensor(4, 2);
    KerasTensor both = concatenate().apply(dense(5, "tanh").apply(a), flatten().apply(b));
    return new Model(List.of(a, b), List.of(dense(2).apply(both), dense(1, "relu").apply(both)));
  }

  /** Inputs for a model: a batch of this size, the same for the same seed. */
  public static List<TensorData> inputs(Model model, long batch, long seed) {
    Random random = new Random(seed);
    List<TensorData> inputs = new ArrayList<>();
    for (KerasTensor input : model.inputs()) {
      Shape shape = new Shape(batch).addAll(input.shape().slice(1));
      TensorData data = TensorData.zeros(new TensorType(input.dtype(), shape));
      boolean whole = input.dtype() == DataType.INT32;
      for (long i = 0; i < data.size(); i++) {
        data.setDouble(i, whole ? random.nextInt(5) : random.nextGaussian());
      }
      inputs.add(data);
    }
    return inputs;
  }

  /** Gives all weights values that are not zero, so that none can go missing unnoticed. */
  public static void fill(Model model, long seed) {
    Random random = new Random(seed);
    List<TensorData> values = new ArrayList<>();
    for (TensorData old : model.weightValues()) {
      TensorData value = TensorData.zeros(old.type());
      for (long i = 0; i < value.size(); i++) {
        value.setDouble(i, 0.1 + 0.5 * random.nextDouble());
      }
      values.add(value);
    }
    model.setWeights(values);
  }
}
