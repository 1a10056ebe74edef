package io.trihorn.examples;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.maxPooling2d;
import static io.trihorn.layers.Layers.randomFlip;
import static io.trihorn.layers.Layers.rescaling;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.data.Dataset;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.ImageFolder;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Pictures in one directory for each class: ten kinds of things from CIFAR-10. The figure is the
 * accuracy on the pictures in {@code test}.
 */
public final class Images implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Path folder = data.path("images/cifar10-subset");
    Dataset train = ImageFolder.read(folder.resolve("train"), 32, 32);
    try (var model =
        new Sequential(
            input(32, 32, 3),
            rescaling(1 / 255.0),
            randomFlip("horizontal"),
            conv2d(32, 3).padding("same").activation("relu"),
            maxPooling2d(2),
            conv2d(64, 3).padding("same").activation("relu"),
            maxPooling2d(2),
            flatten(),
            dropout(0.5),
            dense(10, "softmax"))) {
      model.compile(adam(1e-3), "sparse_categorical_crossentropy", "accuracy");
      model.fit(train, epochs(epochs).batchSize(32));
      return model.evaluate(ImageFolder.read(folder.resolve("test"), 32, 32)).get("accuracy");
    }
  }
}
