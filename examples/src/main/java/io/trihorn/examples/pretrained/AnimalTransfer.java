package io.trihorn.examples.pretrained;

import static io.trihorn.layers.Layers.activation;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.globalAveragePooling2d;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.randomFlip;
import static io.trihorn.layers.Layers.rescaling;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.ImageFolder;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Transfer learning: a network that was trained on ten kinds of things learns four kinds of animals
 * by some dozens of pictures. Figures are accuracies by cross-validation.
 */
public final class AnimalTransfer {
  private static final int SIZE = 32;

  private AnimalTransfer() {}

  /**
   * Figures over all parts.
   *
   * @param scratch of the same network that knew nothing before
   * @param frozen of a new head on the frozen network
   * @param tuned after both were trained
   */
  public record Result(double scratch, double frozen, double tuned) {}

  private static Sequential features() {
    List<Layer> layers = new ArrayList<>();
    layers.add(input(SIZE, SIZE, 3));
    layers.add(rescaling(1 / 255.0));
    layers.add(randomFlip("horizontal"));
    for (int filters : List.of(32, 64, 128)) {
      layers.add(conv2d(filters, 3).padding("same").useBias(false));
      layers.add(batchNormalization());
      layers.add(activation("relu"));
      layers.add(maxPooling2d(2));
    }
    layers.add(globalAveragePooling2d());
    return new Sequential(layers.toArray(Layer[]::new));
  }

  /**
   * Cross-validates.
   *
   * @param data has {@code images/cifar10-subset} and {@code images/animals}
   * @param epochs passes over the ten kinds of things
   * @param parts how many parts the animals are divided into
   */
  public static Result run(Data data, int epochs, int parts) throws IOException {
    Dataset things = ImageFolder.read(data.path("images/cifar10-subset/train"), SIZE, SIZE);
    Batch animals = ImageFolder.read(data.path("images/animals"), SIZE, SIZE).toBatch();
    TensorData labels = animals.targets().get(0);
    int[] classes = new int[(int) labels.size()];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (int) labels.getLong(i);
    }
    Folds folds = Folds.of(classes, parts, 0);
    int kinds = 1 + Arrays.stream(classes).max().getAsInt();
    double[] right = new double[3];
    Sequential base = features();
    try (var teacher = new Sequential(base, dense(10, "softmax"))) {
      teacher.compile(adam(1e-3), "sparse_categorical_crossentropy");
      teacher.fit(things, epochs(epochs).batchSize(32).verbose(0));
      List<TensorData> learned = base.weightValues();
      for (int part = 0; part < parts; part++) {
        Dataset train = rows(animals, folds.train(part, part));
        Dataset test = rows(animals, folds.test(part));
        right[0] += fitted(features(), kinds, part, train, test, 1e-3, 1e-3)[1];
        base.setWeights(learned);
        double[] both = fitted(base, kinds, part, train, test, 1e-2, 1e-4);
        right[1] += both[0];
        right[2] += both[1];
      }
    }
    int all = classes.length;
    return new Result(right[0] / all, right[1] / all, right[2] / all);
  }

  /** How many of the test are right: with a new head while the base is frozen, then with both. */
  private static double[] fitted(
      Sequential base,
      int kinds,
      int seed,
      Dataset train,
      Dataset test,
      double first,
      double rate) {
    Model model = new Sequential(base, dense(kinds, "softmax")).seed(seed);
    double[] right = new double[2];
    for (int round = 0; round < 2; round++) {
      base.setTrainable(round == 1);
      model.compile(adam(round == 0 ? first : rate), "sparse_categorical_crossentropy", "accuracy");
      model.fit(train, epochs(40).batchSize(16).verbose(0));
      long rows = test.toBatch().targets().get(0).size();
      right[round] = model.evaluate(test).get("accuracy") * rows;
    }
    return right;
  }

  private static Dataset rows(Batch batch, List<Integer> rows) {
    return Dataset.of(picked(batch.inputs().get(0), rows), picked(batch.targets().get(0), rows));
  }

  private static TensorData picked(TensorData all, List<Integer> rows) {
    return TensorData.concatenate(rows.stream().map(row -> all.rows(row, 1)).toList());
  }
}
