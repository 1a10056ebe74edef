package io.trihorn.web;

import static io.trihorn.layers.Layers.*;
import static io.trihorn.regularizers.Regularizers.l2;

import io.trihorn.constraints.Constraints;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Models for TensorFlow.js: all layers that it has, wired in all ways, and trainings. */
final class WebModels {
  /**
   * A model.
   *
   * @param name as a folder's
   * @param make makes it
   * @param optimizer trains it, or null
   * @param loss what is minimized, or null
   */
  record Example(String name, Supplier<Model> make, Supplier<Optimizer> optimizer, String loss) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final int STEPS_BEFORE = 2;

  private final List<Example> all = new ArrayList<>();

  private WebModels() {}

  static List<Example> all() {
    WebModels models = new WebModels();
    models.plain();
    models.images();
    models.sequences();
    models.wired();
    models.trained();
    return models.all;
  }

  /** How many steps a model has trained when it is exported. */
  static int stepsBefore() {
    return STEPS_BEFORE;
  }

  private void add(String name, Supplier<Model> make) {
    all.add(new Example(name, make, null, null));
  }

  private void layers(String name, Layer input, Supplier<List<Layer>> layers) {
    add(
        name,
        () -> {
          List<Layer> stack = new ArrayList<>(List.of(input));
          stack.addAll(layers.get());
          return new Sequential(stack);
        });
  }

  private void plain() {
    List<String> activations =
        List.of(
            "relu",
            "relu6",
            "elu",
            "selu",
            "sigmoid",
            "softmax",
            "softplus",
            "softsign",
            "tanh",
            "log_softmax",
            "mish",
            "gelu",
            "silu",
            "keras2_hard_sigmoid");
    for (String name : activations) {
      layers("activation-" + name, input(5), () -> List.of(dense(4, name), activation(name)));
    }
    layers(
        "rectifiers",
        input(5),
        () -> List.of(relu(), leakyRelu().negativeSlope(0.2), elu(), softmax()));
    layers("bounded", input(5), () -> List.of(relu().maxValue(0.5)));
    layers("threshold", input(5), () -> List.of(relu().threshold(0.4)));
    layers("sloped", input(5), () -> List.of(relu().negativeSlope(0.3)));
    layers("prelu", input(4, 3), () -> List.of(prelu().sharedAxes(1), flatten(), flatten()));
    layers(
        "noise",
        input(4, 3),
        () ->
            List.of(
                dropout(0.5).seed(3),
                spatialDropout1d(0.5),
                gaussianDropout(0.3),
                gaussianNoise(0.2),
                alphaDropout(0.2)));
    layers(
        "shapes",
        input(4, 6),
        () -> List.of(reshape(3, -1), permute(2, 1), flatten(), repeatVector(2)));
    layers(
        "normalized",
        input(4, 3),
        () ->
            List.of(
                batchNormalization(), layerNormalization().epsilon(1e-4), layerNormalization()));
    layers("rescaled", input(4, 3), () -> List.of(rescaling(0.5).offset(-1)));
    layers(
        "initialized",
        input(4),
        () ->
            List.of(
                dense(3).kernelInitializer("lecun_normal").biasInitializer("ones"),
                dense(3).kernelInitializer("he_uniform").kernelRegularizer(l2(0.01)),
                dense(3)
                    .kernelInitializer("variance_scaling")
                    .kernelConstraint(Constraints.get("max_norm")),
                dense(3).kernelInitializer("orthogonal").useBias(false)));
  }

  private void images() {
    for (String format : List.of("channels_last", "channels_first")) {
      boolean last = format.equals("channels_last");
      Layer image = last ? input(9, 8, 3) : input(3, 9, 8);
      layers(
          "image-" + format,
          image,
          () ->
              List.of(
                  conv2d(4, 3).padding("same").activation("relu").dataFormat(format),
                  depthwiseConv2d(3, 2).depthMultiplier(2).dataFormat(format),
                  zeroPadding2d(1, 2).dataFormat(format),
                  cropping2d(1, 0).dataFormat(format),
                  upSampling2d(2).dataFormat(format),
                  conv2dTranspose(4, 3).strides(2).padding("same").dataFormat(format),
                  maxPooling2d(2).dataFormat(format),
                  averagePooling2d(3).strides(2).padding("same").dataFormat(format),
                  batchNormalization().axis(last ? -1 : 1),
                  flatten().dataFormat(format),
                  dense(3, "softmax")));
    }
    layers(
        "separable",
        input(8, 7, 3),
        () -> List.of(separableConv2d(5, 3).strides(2).padding("same"), globalMaxPooling2d()));
    layers(
        "dilated",
        input(8, 7, 3),
        () -> List.of(conv2d(5, 3).dilationRate(2).useBias(false), globalAveragePooling2d()));
    layers(
        "averaged-first",
        input(3, 4, 5),
        () -> List.of(globalAveragePooling2d().dataFormat("channels_first")));
    layers(
        "volume",
        input(6, 6, 6, 2),
        () ->
            List.of(
                conv3d(3, 2).padding("same"),
                maxPooling3d(2),
                conv3dTranspose(2, 2).strides(2),
                averagePooling3d(2)));
  }

  private void sequences() {
    layers(
        "convolved",
        input(12, 3),
        () ->
            List.of(
                conv1d(4, 3).padding("same").dilationRate(2).activation("tanh"),
                conv1d(4, 3).strides(2),
                averagePooling1d(2).padding("same"),
                maxPooling1d(2)));
    layers("most", input(5, 3), () -> List.of(globalMaxPooling1d()));
    layers("mean", input(5, 3), () -> List.of(globalAveragePooling1d()));
    layers(
        "lstm", input(5, 3), () -> List.of(lstm(4).returnSequences(true), lstm(3).useBias(false)));
    layers("gru", input(5, 3), () -> List.of(gru(4).resetAfter(false).goBackwards(true)));
    layers("simple", input(5, 3), () -> List.of(simpleRnn(4).activation("relu")));
    layers("cell", input(5, 3), () -> List.of(rnn(lstmCell(4)).returnSequences(true)));
    layers(
        "cells",
        input(5, 3),
        () ->
            List.of(
                rnn(stackedRnnCells(lstmCell(4), gruCell(3).resetAfter(false), simpleRnnCell(2)))));
    layers("two-ways", input(5, 3), () -> List.of(bidirectional(lstm(4).returnSequences(true))));
    layers(
        "two-ways-summed",
        input(5, 3),
        () -> List.of(bidirectional(gru(4).resetAfter(false)).mergeMode("sum")));
    layers(
        "each-step",
        input(5, 4, 4, 1),
        () -> List.of(timeDistributed(conv2d(2, 3)), timeDistributed(flatten()), lstm(3)));
    layers("film", input(3, 6, 5, 1), () -> List.of(convLstm2d(2, 3)));
    layers(
        "masked",
        input(6, 3),
        () ->
            List.of(
                masking(0.0), dense(4), lstm(4).returnSequences(true), gru(3).resetAfter(false)));
    add(
        "words",
        () ->
            new Sequential(
                Layers.input(6).dtype("int32"),
                embedding(11, 5).maskZero(true),
                lstm(4),
                dense(2)));
  }

  private void wired() {
    add(
        "merged",
        () -> {
          KerasTensor a = inputTensor(4, 3);
          KerasTensor b = inputTensor(4, 3);
          KerasTensor c = Layers.add().apply(a, multiply().apply(a, b));
          KerasTensor d = average().apply(minimum().apply(a, b), maximum().apply(b, c));
          KerasTensor e = concatenate().axis(1).apply(a, d);
          return new Model(List.of(a, b), List.of(e, dot(2, 2).apply(c, d)));
        });
    add(
        "states",
        () -> {
          KerasTensor x = inputTensor(5, 3);
          List<KerasTensor> first = lstm(4).returnState(true).applyAll(List.of(x), Map.of());
          List<KerasTensor> states = first.subList(1, 3);
          KerasTensor y =
              lstm(4)
                  .returnSequences(true)
                  .applyAll(List.of(x), Map.of("initial_state", states))
                  .get(0);
          return new Model(x, List.of(first.get(0), y));
        });
    add(
        "shared",
        () -> {
          KerasTensor a = inputTensor(3);
          KerasTensor b = inputTensor(3);
          Layer once = dense(3, "tanh");
          Sequential nested = new Sequential(input(3), dense(4, "relu"), dense(3));
          KerasTensor i = inputTensor(3);
          Model deep = new Model(i, Layers.add().apply(i, dense(3).apply(i)));
          KerasTensor c = nested.apply(once.apply(a));
          KerasTensor d = nested.apply(deep.apply(once.apply(b)));
          return new Model(
              List.of(a, b), List.of(nested.apply(Layers.add().apply(c, d)), deep.apply(d)));
        });
    add(
        "inside",
        () ->
            new Sequential(
                new Sequential(input(6, 6, 1), conv2d(3, 3, 3), flatten()), dense(4, "softmax")));
    add(
        "typed",
        () -> {
          KerasTensor words = inputTensor(Layers.input(4).dtype("int32"));
          KerasTensor x = globalMaxPooling1d().apply(embedding(9, 300).apply(words));
          return new Model(words, dense(4_000).apply(x));
        });
  }

  private void trained() {
    Map<String, Supplier<Optimizer>> optimizers =
        Map.of(
            "sgd", () -> Optimizers.sgd(0.05),
            "momentum", () -> Optimizers.sgd(0.05).momentum(0.9),
            "nesterov", () -> Optimizers.sgd(0.05).momentum(0.8).nesterov(true),
            "rmsprop", () -> Optimizers.rmsprop(0.01),
            "rmsprop-centered", () -> Optimizers.rmsprop(0.01).momentum(0.5).centered(true),
            "adam", () -> Optimizers.adam(0.01),
            "adagrad", () -> Optimizers.adagrad(0.05));
    optimizers.forEach(
        (name, optimizer) ->
            all.add(
                new Example(
                    "train-" + name,
                    () ->
                        new Sequential(
                            input(6, 6, 1),
                            conv2d(3, 3).activation("relu"),
                            maxPooling2d(2),
                            flatten(),
                            dense(5, "tanh").kernelRegularizer(l2(0.01)),
                            dense(3, "softmax")),
                    optimizer,
                    "sparse_categorical_crossentropy")));
    for (String loss :
        List.of("mean_squared_error", "mean_absolute_error", "log_cosh", "poisson")) {
      all.add(
          new Example(
              "loss-" + loss,
              () -> new Sequential(input(5, 2), lstm(4), dense(3, "softplus")),
              () -> Optimizers.sgd(0.05).momentum(0.5),
              loss));
    }
  }
}
