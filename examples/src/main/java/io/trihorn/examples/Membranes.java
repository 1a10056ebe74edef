package io.trihorn.examples;

import static io.trihorn.layers.Layers.randomElasticTransform;
import static io.trihorn.layers.Layers.randomFlip;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.ops.Ops.mean;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Slices;
import io.trihorn.layers.base.Layer;
import io.trihorn.losses.Losses;
import java.io.IOException;
import java.util.List;

/**
 * Segmentation: a {@link UNet} finds the membranes between cells on pictures of an electron
 * microscope, which are flipped and bent by lot while it learns. The figure is the share of pixels
 * that are right on the last quarter of the slices; Dice's measure is printed beside that of a
 * threshold.
 */
public final class Membranes implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Slices all = Slices.read(data.path("segmentation/em-membrane"), 128);
    Slices train = all.train(), test = all.test();
    var flip = randomFlip("horizontal_and_vertical");
    var elastic = randomElasticTransform().scale(0.3, 0.6).valueRange(0, 1);
    var loss = Losses.binaryCrossentropy();
    try (var net = UNet.of(all.side(), 8, 3)) {
      net.compile(adam(2e-3), "binary_crossentropy", "accuracy");
      net.trainStep(
          step -> {
            var seen = List.of(step.input(), step.target(), step.target());
            for (Layer bend : List.of(flip, elastic)) {
              seen = step.call(bend, seen);
            }
            var found = step.call(net, seen.get(0));
            step.minimize(
                mean(loss.perSample(seen.get(2), found)), step.optimizer(), step.trained());
          });
      net.fit(train.dataset(), epochs(epochs).batchSize(4));
      float[] found = net.predict(test.dataset()).toFloatArray();
      System.out.printf(
          "Dice of the membranes: %.4f; by a threshold: %.4f%n",
          test.dice(found, 0.5), test.dice(test.dark(), train.bestThreshold()));
      return net.evaluate(test.dataset()).get("accuracy");
    }
  }
}
