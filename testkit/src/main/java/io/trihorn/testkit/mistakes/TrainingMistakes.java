package io.trihorn.testkit.mistakes;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.optimizers.Optimizers.adam;
import static io.trihorn.testkit.mistakes.Mistake.once;

import io.trihorn.backend.BackendException;
import io.trihorn.callbacks.Callbacks;
import io.trihorn.config.ConfigException;
import io.trihorn.config.UnknownNameException;
import io.trihorn.data.Dataset;
import io.trihorn.data.Sample;
import io.trihorn.distribution.DataParallel;
import io.trihorn.distribution.DeviceMesh;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.losses.Losses;
import io.trihorn.model.Callback;
import io.trihorn.model.Compilation;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Model;
import io.trihorn.model.ModelException;
import io.trihorn.model.Sequential;
import io.trihorn.testkit.mistakes.Mistake.Place;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What is wrong about compiling, training and where it is done. */
final class TrainingMistakes {
  private static final float[][] X = {{1, 2}, {3, 4}, {5, 6}, {7, 8}};
  private static final float[] Y = {1, 2, 3, 4};

  private TrainingMistakes() {}

  private static Sequential raw(Place on) {
    return on.model(input(2).name("x"), dense(1).name("out")).name("line");
  }

  private static Sequential line(Place on) {
    Sequential model = raw(on);
    model.compile("sgd", "mse");
    return model;
  }

  private static Model twins(Place on) {
    KerasTensor x = inputTensor(input(2).name("x"));
    Model model =
        new Model(List.of(x), List.of(dense(1).name("a").apply(x), dense(1).name("b").apply(x)));
    model.name("twins").on(on.backend());
    return model;
  }

  private static Mistake compile(
      String name,
      UnaryOperator<Compilation> what,
      Class<? extends Exception> type,
      String message) {
    return new Mistake(
        name, on -> twins(on).compile(what.apply(new Compilation("sgd"))), type, message);
  }

  static final List<Mistake> ALL =
      List.of(
          new Mistake(
              "fit before compile",
              on -> raw(on).fit(X, Y, once()),
              ModelException.class,
              "model 'line' is not compiled: call compile(optimizer, loss, metrics...) first"),
          new Mistake(
              "evaluate before compile",
              on -> raw(on).evaluate(X, Y),
              ModelException.class,
              "model 'line' is not compiled: call compile(optimizer, loss, metrics...) first"),
          new Mistake(
              "a loss that is none",
              on -> raw(on).compile("adam", "mze"),
              UnknownNameException.class,
              "unknown loss 'mze'; did you mean 'mae' or 'mse'? A class of your own is added to the registry by addCustom(\"Custom\", \"mze\", factory)."),
          new Mistake(
              "a loss unlike any",
              on -> raw(on).compile("adam", "zzzzz"),
              UnknownNameException.class,
              "unknown loss 'zzzzz'. A class of your own is added to the registry by addCustom(\"Custom\", \"zzzzz\", factory)."),
          new Mistake(
              "an optimizer that is none",
              on -> raw(on).compile("adamm", "mse"),
              UnknownNameException.class,
              "unknown optimizer 'adamm'; did you mean 'adam' or 'adamw'? A class of your own is added to the registry by addCustom(\"Custom\", \"adamm\", factory)."),
          new Mistake(
              "a metric that is none",
              on -> raw(on).compile("adam", "mse", "acuracy"),
              UnknownNameException.class,
              "unknown metric 'acuracy'; did you mean 'accuracy' or 'Accuracy'? A class of your own is added to the registry by addCustom(\"Custom\", \"acuracy\", factory)."),
          new Mistake(
              "a weighted metric that is none",
              on -> raw(on).compile(new Compilation("adam").loss("mse").weightedMetrics("acuracy")),
              UnknownNameException.class,
              "unknown metric 'acuracy'; did you mean 'accuracy' or 'Accuracy'? A class of your own is added to the registry by addCustom(\"Custom\", \"acuracy\", factory)."),
          new Mistake(
              "null as loss",
              on -> raw(on).compile("adam", null),
              ConfigException.class,
              "the name of the loss is null; give one, such as 'BinaryCrossentropy'"),
          new Mistake(
              "null as optimizer",
              on -> raw(on).compile((String) null, "mse"),
              ConfigException.class,
              "the name of the optimizer is null; give one, such as 'Adadelta'"),
          new Mistake(
              "an attribute that losses lack",
              on -> Losses.get("binary_crossentropy", Map.of("from_logit", true)),
              UnknownNameException.class,
              "loss 'binary_crossentropy' has no attribute 'from_logit'; did you mean 'from_logits'? It has [name, reduction, dtype, from_logits, label_smoothing, axis]"),
          compile(
              "fewer losses than outputs",
              c -> c.loss("mse", "mae", "mse"),
              ModelException.class,
              "compile got 3 losses for 2 outputs, [a, b]; give one for each, or a map by their names"),
          compile(
              "fewer loss weights than outputs",
              c -> c.loss("mse", "mae").lossWeights(1),
              ModelException.class,
              "compile got 1 loss weights for 2 outputs, [a, b]; give one for each, or a map by their names"),
          compile(
              "a loss weight that is no number",
              c -> c.loss("mse").lossWeights(1, Double.NaN),
              IllegalArgumentException.class,
              "a loss weight should be a finite number, but weight 1 of [1.0, NaN] is NaN"),
          compile(
              "a loss for an output that is not there",
              c -> c.loss(Map.of("c", "mse")),
              ModelException.class,
              "there are losses for an output 'c', but the outputs are [a, b]"),
          compile(
              "a loss weight for an output that is not there",
              c -> c.loss("mse").lossWeights(Map.of("c", 1.0)),
              ModelException.class,
              "there are loss weights for an output 'c', but the outputs are [a, b]"),
          compile(
              "a metric for an output that is not there",
              c -> c.loss("mse").metrics(Map.of("c", "mae")),
              ModelException.class,
              "there are metrics for an output 'c', but the outputs are [a, b]"),
          compile(
              "more metrics than outputs",
              c -> c.loss("mse").metrics("mae").metrics("mae").metrics("mae"),
              ModelException.class,
              "compile got 3 lists of metrics for 2 outputs, [a, b]; give one for each, or a map by their names"),
          new Mistake(
              "a metric of another shape",
              on -> {
                Sequential m = on.model(input(2), dense(3).name("out")).name("three");
                m.compile("sgd", "mse", "sparse_categorical_accuracy");
                m.fit(X, new float[4][3], once());
              },
              ShapeException.class,
              "output 'out': metric 'sparse_categorical_accuracy' does not fit targets float32[4,3] and predictions float32[4,3]: numbers for each class are for metrics such as 'categorical_accuracy'; this one needs one class index for each prediction, and a loss that takes them"),
          new Mistake(
              "a metric of yes and no on class indices",
              on -> {
                Sequential m = on.model(input(2), dense(3, "softmax").name("out")).name("three");
                m.compile("sgd", "sparse_categorical_crossentropy", "Precision");
                m.fit(X, new int[] {0, 1, 2, 0}, once());
              },
              ShapeException.class,
              "output 'out': metric 'Precision' does not fit targets int32[4] and predictions float32[4,3]: class indices are for metrics such as 'sparse_categorical_accuracy'; this one needs a number for each class, Labels.toCategorical(labels, 3), and a loss that takes them"),
          new Mistake(
              "one optimizer for two models",
              on -> {
                var o = adam(0.1);
                Sequential a = raw(on);
                a.compile(o, "mse");
                a.fit(X, Y, once());
                Sequential b = raw(on);
                b.compile(o, "mse");
                b.fit(X, Y, once());
              },
              IllegalStateException.class,
              "optimizer 'adam' was made for other weights and does not know 'out/kernel'; compile with a new optimizer for each model and after unfreezing layers"),
          new Mistake(
              "nothing left to train",
              on -> {
                Sequential m = raw(on);
                m.layers().forEach(l -> l.setTrainable(false));
                m.compile("sgd", "mse");
                m.fit(X, Y, once());
              },
              ModelException.class,
              "model 'line' has nothing to train: all of its 2 weights are frozen; call setTrainable(true) of some layers, and compile again"),
          new Mistake(
              "no loss",
              on -> {
                Sequential m = raw(on);
                m.compile(new Compilation("sgd"));
                m.fit(X, Y, once());
              },
              ModelException.class,
              "the model has no loss: give one to compile, or add one in a layer by addLoss"),
          new Mistake(
              "no epochs",
              on -> FitOptions.epochs(-1),
              IllegalArgumentException.class,
              "epochs should be 0 or more, but is -1"),
          new Mistake(
              "batches of no rows",
              on -> once().batchSize(0),
              IllegalArgumentException.class,
              "batchSize should be 1 or more, but is 0"),
          new Mistake(
              "everything kept for validation",
              on -> once().validationSplit(1),
              IllegalArgumentException.class,
              "validationSplit should be at least 0 and less than 1, but is 1.0"),
          new Mistake(
              "more than everything kept for validation",
              on -> once().validationSplit(1.5),
              IllegalArgumentException.class,
              "validationSplit should be at least 0 and less than 1, but is 1.5"),
          new Mistake(
              "so much kept for validation that nothing is left",
              on -> line(on).fit(X, Y, once().validationSplit(0.99)),
              ModelException.class,
              "model 'line': validationSplit(0.99) of 4 rows leaves none to train on; give more data or another share"),
          new Mistake(
              "a validation split of generated data",
              on ->
                  line(on)
                      .fit(
                          Dataset.generate(List.of(Sample.of(new float[2], 1f))),
                          once().validationSplit(0.5)),
              ModelException.class,
              "validationSplit needs data whose rows are counted, but these are generated; cache() them, or give validation data"),
          new Mistake(
              "validation data without rows",
              on ->
                  line(on).fit(X, Y, once().validation(Dataset.of(new float[0][2], new float[0]))),
              ModelException.class,
              "model 'line': the dataset to evaluate on has no rows"),
          new Mistake(
              "validation after every 0 epochs",
              on -> once().validationFreq(0),
              IllegalArgumentException.class,
              "validationFreq should be 1 or more, but is 0"),
          new Mistake(
              "epochs of 0 steps",
              on -> once().stepsPerEpoch(0),
              IllegalArgumentException.class,
              "stepsPerEpoch should be 1 or more, but is 0"),
          new Mistake(
              "a negative first epoch",
              on -> once().initialEpoch(-1),
              IllegalArgumentException.class,
              "initialEpoch should be 0 or more, but is -1"),
          new Mistake(
              "null as options",
              on -> line(on).fit(X, Y, null),
              IllegalArgumentException.class,
              "fit: the options are null; give FitOptions.epochs(n), or leave them out"),
          new Mistake(
              "a dataset in batches of 0 rows",
              on -> Dataset.of(X).batch(0),
              IllegalArgumentException.class,
              "batch: expected 1 or more rows, but got 0"),
          new Mistake(
              "a null callback",
              on -> once().callbacks((Callback) null),
              IllegalArgumentException.class,
              "callbacks: one of them is null; leave it out"),
          new Mistake(
              "a layer's weights of a closed model",
              on -> {
                Sequential m = line(on);
                m.close();
                m.getWeights();
              },
              ModelException.class,
              "model 'line' was closed; make or load it again, or close it later"),
          new Mistake(
              "one prediction of two",
              on -> twins(on).predict(X),
              ModelException.class,
              "model 'twins' has 2 outputs; use predictAll or predictByName"),
          new Mistake(
              "a callback that monitors a misspelt log",
              on ->
                  line(on)
                      .fit(
                          X, Y, once().callbacks(Callbacks.earlyStopping().monitor("val_acuracy"))),
              ModelException.class,
              "EarlyStopping monitors 'val_acuracy', but it is not known whether more or less of it is better; the logs are [loss]. Set mode(MAX) or mode(MIN), or monitor another log."),
          new Mistake(
              "a closed model",
              on -> {
                Sequential m = line(on);
                m.close();
                m.predict(X);
              },
              ModelException.class,
              "model 'line' was closed; make or load it again, or close it later"),
          new Mistake(
              "a backend that is not there",
              on -> raw(on).on("tensorflo"),
              BackendException.class,
              "there is no backend 'tensorflo'; did you mean 'tensorflow'? Found on the class path: ..."),
          new Mistake(
              "a device that is none",
              on -> raw(on).distribute(new DataParallel("cpu:0", "cuda")),
              IllegalArgumentException.class,
              "a device is 'cpu:0', 'gpu:1' and such, but got 'cuda'"),
          new Mistake(
              "a mesh of more points than devices",
              on -> new DeviceMesh(List.of(3), List.of("batch"), List.of("cpu:0", "cpu:1")),
              IllegalArgumentException.class,
              "DeviceMesh: the shape [3] does not have as many points as devices: [cpu:0, cpu:1]"),
          new Mistake(
              "a backend unlike any",
              on -> raw(on).on("jax"),
              BackendException.class,
              "there is no backend 'jax'. Found on the class path: ..."));
}
