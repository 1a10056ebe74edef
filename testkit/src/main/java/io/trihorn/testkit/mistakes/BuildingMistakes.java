package io.trihorn.testkit.mistakes;

import static io.trihorn.layers.Layers.add;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.concatenate;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.depthwiseConv2d;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.embedding;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.lstm;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.reshape;

import io.trihorn.config.ConfigException;
import io.trihorn.config.UnknownNameException;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.Dense;
import io.trihorn.model.DotOptions;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.ModelPlots;
import io.trihorn.model.Sequential;
import io.trihorn.ops.Tensor;
import java.util.List;

/** Layers and models that cannot be. */
final class BuildingMistakes {
  private BuildingMistakes() {}

  private static KerasTensor x(long... shape) {
    return inputTensor(input(shape).name("x"));
  }

  /** Forgets to return what it computes. */
  private static final class Silent extends Layer {
    private Silent assigned(String name) {
      setName(name);
      return this;
    }

    @Override
    protected List<Tensor> call(List<Tensor> inputs, Call call) {
      return null;
    }
  }

  static final List<Mistake> ALL =
      List.of(
          new Mistake(
              "no units",
              on -> dense(0),
              ConfigException.class,
              "Dense: 'units' should be 1 or more, but is 0"),
          new Mistake(
              "negative units",
              on -> dense(-1),
              ConfigException.class,
              "Dense: 'units' should be 1 or more, but is -1"),
          new Mistake(
              "no filters",
              on -> conv2d(0, 3),
              ConfigException.class,
              "Conv2D: 'filters' should be 1 or more, but is 0"),
          new Mistake(
              "a window of no extent",
              on -> conv2d(4, 0),
              ConfigException.class,
              "kernel_size should be 1 or more, but is [0, 0]"),
          new Mistake(
              "no words",
              on -> embedding(0, 3),
              ConfigException.class,
              "Embedding: 'input_dim' should be 1 or more, but is 0"),
          new Mistake(
              "no LSTM units",
              on -> lstm(0),
              ConfigException.class,
              "LSTMCell: 'units' should be 1 or more, but is 0"),
          new Mistake(
              "strides of 0",
              on -> conv2d(4, 3).strides(0),
              ConfigException.class,
              "strides should be 1 or more, but is [0, 0]"),
          new Mistake(
              "a dropout above 1",
              on -> dropout(1.5),
              ConfigException.class,
              "Dropout: rate should be between 0 and 1, but is 1.5"),
          new Mistake(
              "padding that is none",
              on -> conv2d(4, 3).padding("smae"),
              ShapeException.class,
              "unknown padding 'smae'; known are valid, same, causal"),
          new Mistake(
              "negative extents of an input",
              on -> input(-5),
              ConfigException.class,
              "an input's extents should be 0 or more, or -1 where they are open, but are [-5]"),
          new Mistake(
              "an activation that is none",
              on -> dense(3, "sigmod"),
              UnknownNameException.class,
              "unknown activation 'sigmod'; did you mean 'sigmoid'? Known are celu, ..."),
          new Mistake(
              "an activation unlike any",
              on -> dense(3, "qqqq"),
              UnknownNameException.class,
              "unknown activation 'qqqq'. Known are celu, ..."),
          new Mistake(
              "an initializer that is none",
              on -> dense(3).kernelInitializer("glorot_unifrom"),
              UnknownNameException.class,
              "unknown initializer 'glorot_unifrom'; did you mean 'glorot_uniform' or 'GlorotUniform'? A class of your own is added to the registry by addCustom(\"Custom\", \"glorot_unifrom\", factory)."),
          new Mistake(
              "a layer that is none",
              on -> Layers.REGISTRY.create("Danse"),
              UnknownNameException.class,
              "unknown layer 'Danse'; did you mean 'Dense'? A class of your own is added to the registry by addCustom(\"Custom\", \"Danse\", factory)."),
          new Mistake(
              "a dtype that is none",
              on -> dense(3).dtype("float31"),
              ConfigException.class,
              "a dtype policy should be mixed_float16, mixed_bfloat16 or an element type such as float32, but is 'float31'"),
          new Mistake(
              "weights of texts",
              on -> new Sequential(input(2), dense(3).dtype("string")),
              ShapeException.class,
              "layer 'dense' (Dense): weights cannot be of texts; the dtype string is for inputs only"),
          new Mistake(
              "a kernel larger than the image",
              on -> conv2d(4, 5).name("wide").apply(x(3, 3, 1)),
              ShapeException.class,
              "layer 'wide': conv has a window of extent 5 that does not fit 3 elements (padding included); take a smaller window, larger data or padding, but got [float32[None,3,3,1], float32[5,5,1,4]]"),
          new Mistake(
              "a pool larger than the image",
              on -> maxPooling2d(4).name("pool").apply(x(3, 3, 1)),
              ShapeException.class,
              "layer 'pool': max_pool has a window of extent 4 that does not fit 3 elements (padding included); take a smaller window, larger data or padding, but got [float32[None,3,3,1]]"),
          new Mistake(
              "images without channels",
              on -> conv2d(4, 3).name("conv").apply(x(28, 28)),
              ShapeException.class,
              "layer 'conv' (Conv2D): expected an input of rank 4, (batch, height, width, channels), but got the shape (-1, 28, 28); data without channels need an axis of extent 1 for them"),
          new Mistake(
              "sequences without a time axis",
              on -> lstm(4).name("reader").apply(x(8)),
              ShapeException.class,
              "layer 'reader' (LSTM): expected an input (batch, time, ...) of rank 3 or more, but got the shape (-1, 8)"),
          new Mistake(
              "an open last axis into dense",
              on -> dense(3).name("out").apply(x(-1)),
              ShapeException.class,
              "layer 'out': weight 'kernel' would have the open shape (-1, 3); the input needs known extents on all axes but the batch"),
          new Mistake(
              "texts into dense",
              on -> dense(3).name("out").apply(inputTensor(input(1).dtype("string").name("text"))),
              ShapeException.class,
              "layer 'out' (Dense): takes numbers, but 'text' gives texts; put TextVectorization, StringLookup or Hashing between"),
          new Mistake(
              "a reshape to another size",
              on -> reshape(3, 3).name("square").apply(x(8)),
              ShapeException.class,
              "layer 'square': reshape to (None, 3, 3) needs as many elements, but got [float32[None,8]]"),
          new Mistake(
              "sums of different shapes",
              on -> add().name("sum").apply(x(2), inputTensor(3)),
              ShapeException.class,
              "layer 'sum': add needs operands that broadcast to one shape, but got [float32[None,2], float32[None,3]]"),
          new Mistake(
              "different shapes side by side",
              on -> concatenate().name("both").apply(x(2, 3), inputTensor(4, 5)),
              ShapeException.class,
              "layer 'both': concat needs operands with axes ab?, ab? (equal letters, equal extents), but got [float32[None,2,3], float32[None,4,5]]"),
          new Mistake(
              "a layer on inputs of different widths",
              on -> {
                Dense shared = dense(3).name("shared");
                shared.apply(x(2));
                shared.apply(inputTensor(4));
              },
              ShapeException.class,
              "layer 'shared': matmul needs operands with axes mk, kn (equal letters, equal extents), but got [float32[None,4], float32[2,3]]; the weights of 'shared' are made for inputs [(-1, 2)]"),
          new Mistake(
              "two layers of one name",
              on -> new Sequential(input(2), dense(3).name("a"), dense(1).name("a")),
              IllegalArgumentException.class,
              "two layers of the model are named 'a'; give each a name of its own, or none"),
          new Mistake(
              "an input that is left out",
              on -> {
                KerasTensor other = inputTensor(input(2).name("other"));
                new Model(x(2), dense(1).apply(other));
              },
              IllegalArgumentException.class,
              "<KerasTensor shape=(-1, 2) dtype=float32 from other> is needed for the outputs but is not among the model's inputs; add it to them"),
          new Mistake(
              "an input that is no input",
              on -> {
                KerasTensor hidden = dense(2).name("hidden").apply(x(2));
                KerasTensor y = dense(1).apply(x(2));
                new Model(hidden, y);
              },
              IllegalArgumentException.class,
              "<KerasTensor shape=(-1, 2) dtype=float32 from x> is needed for the outputs but is not among the model's inputs; add it to them"),
          new Mistake(
              "a model without outputs",
              on -> new Model(List.of(x(2)), List.of()),
              IllegalArgumentException.class,
              "a model without outputs is none; give at least one"),
          new Mistake(
              "a layer instead of its output",
              on -> new Model((Object) x(2), dense(1)),
              IllegalArgumentException.class,
              "the outputs of a model should be tensors, alone or in lists and maps, but Dense 'dense' is among them"),
          new Mistake(
              "a drawing before there is an input",
              on -> ModelPlots.modelToDot(new Sequential(dense(1)).name("open"), new DotOptions()),
              ModelException.class,
              "model 'open' does not know the shape of its input yet: begin it with input(...), or call fit or build first"),
          new Mistake(
              "a model of no layers",
              on -> on.model().predict(new float[2][2]),
              ModelException.class,
              "model 'sequential' has no layers; give it some"),
          new Mistake(
              "a model of an input only",
              on -> new Sequential(input(2)).on(on.backend()).fit(new float[2][2], new float[2][2]),
              ModelException.class,
              "model 'sequential' is not compiled: call compile(optimizer, loss, metrics...) first"),
          new Mistake(
              "an input in the middle",
              on -> new Sequential(input(2), dense(2), input(2), dense(1)),
              IllegalArgumentException.class,
              "layer 2 of the model is an input, which only the first one can be; a model of several inputs is functional, new Model(inputs, outputs)"),
          new Mistake(
              "a layer twice in a row",
              on -> {
                Dense d = dense(3).name("d");
                new Sequential(input(2), d, d);
              },
              IllegalArgumentException.class,
              "the layer 'd' stands in the model twice; make another one, or apply it twice in a functional model"),
          new Mistake(
              "null among the layers",
              on -> new Sequential(input(2), null),
              IllegalArgumentException.class,
              "layer 1 of the model is null"),
          new Mistake(
              "a layer that the model lacks",
              on -> new Sequential(input(2), dense(1).name("out")).name("m").layer("uot"),
              IllegalArgumentException.class,
              "model 'm' has no layer 'uot'; it has [out]"),
          new Mistake(
              "a model on inputs that it does not take",
              on -> {
                Sequential inner = new Sequential(input(2).name("x"), dense(1)).name("inner");
                inner.apply(inputTensor(3));
              },
              ShapeException.class,
              "layer 'inner/dense': matmul needs operands with axes mk, kn (equal letters, equal extents), but got [float32[None,3], float32[2,1]]; the weights of 'dense' are made for inputs [(-1, 2)]"),
          new Mistake(
              "a layer on null",
              on -> dense(3).name("out").apply((KerasTensor) null),
              IllegalArgumentException.class,
              "Dense 'out' is applied to null; give it tensors, of inputTensor(...) or of other layers"),
          new Mistake(
              "a stateful layer for any number of rows",
              on -> on.model(input(3, 2), lstm(2).stateful(true).name("memory")),
              ShapeException.class,
              "layer 'memory' (LSTM): stateful=true keeps states for each row of a batch, so their number must be known, but got the shape (-1, 3, 2); give it by input(...).batchSize(rows)"),
          new Mistake(
              "no kernels for a channel",
              on -> depthwiseConv2d(3).depthMultiplier(0),
              ConfigException.class,
              "DepthwiseConv2D: 'depth_multiplier' should be 1 or more, but is 0"),
          new Mistake(
              "an axis of channels that is not there",
              on -> batchNormalization().axis(5).name("even").apply(inputTensor(3)),
              ShapeException.class,
              "layer 'even' (BatchNormalization): there is no axis 5 in an input of rank 2"),
          new Mistake(
              "a layer of one's own without a result",
              on -> on.model(input(2), new Silent().assigned("silent")).predict(new float[4][2]),
              ShapeException.class,
              "layer 'silent' (Silent): its call(...) returned null; return the results"),
          new Mistake(
              "a layer that was never used",
              on -> dense(3).name("out").output(),
              IllegalStateException.class,
              "layer 'out' was never used in a model under construction, so it has no output yet; apply it to a tensor first"));
}
