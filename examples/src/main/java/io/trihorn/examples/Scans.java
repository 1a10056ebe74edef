package io.trihorn.examples;

import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.gaussianNoise;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import io.trihorn.dicom.Scan;
import io.trihorn.examples.data.Data;
import io.trihorn.examples.data.Tiles;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Sequential;
import io.trihorn.ndarray.HostValues;
import java.io.IOException;

/**
 * A scan of a CT, through the window for soft tissue, becomes rows of a model that takes noise
 * away. The figure is the error that stays of noise of 40 Hounsfield units, on a quarter of the
 * scan that the model did not see.
 */
public final class Scans implements Example {
  private static final int SIDE = 16;

  @Override
  public double run(Data data, int epochs) throws IOException {
    TensorData seen = Scan.read(data.path("dicom/CT_small.dcm")).window(40, 400);
    float[] tiles = Tiles.cut(seen.toFloatArray(), (int) seen.shape().get(2), SIDE);
    int rows = tiles.length / (SIDE * SIDE), train = rows * 3 / 4;
    TensorData clean = TensorData.of(tiles, rows, SIDE, SIDE, 1);
    try (var noise = new Sequential(input(SIDE, SIDE, 1), gaussianNoise(40 / 400.0));
        var model =
            new Sequential(
                input(SIDE, SIDE, 1),
                conv2d(16, 3).padding("same").activation("relu"),
                conv2d(16, 3).padding("same").activation("relu"),
                conv2d(1, 3).padding("same"))) {
      TensorData noisy = HostValues.of(noise.call(clean, true));
      model.compile(adam(3e-3), "mse");
      model.fit(noisy.rows(0, train), clean.rows(0, train), epochs(epochs).batchSize(8));
      TensorData others = clean.rows(train, rows - train);
      return 400 * Math.sqrt(model.evaluate(noisy.rows(train, rows - train), others).get("loss"));
    }
  }
}
