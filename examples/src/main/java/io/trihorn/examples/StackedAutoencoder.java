package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;
import static io.trihorn.optimizers.Optimizers.adam;

import ai.djl.ndarray.NDArray;
import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A stacked denoising autoencoder: each of two layers learns from 20,000 digits without labels to
 * restore what it is given where a third of it is missing; then both are tuned by 1,000 labels. The
 * figure is the accuracy on the digits for testing; the same net that was not trained before is
 * printed beside it.
 */
public final class StackedAutoencoder implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    List<Layer> layers = new ArrayList<>(List.of(input(28, 28, 1), flatten()));
    for (int depth = 1; depth <= 2; depth++) {
      NDArray whole = new Sequential(layers).predict(mnist.train().dataset().take(20_000));
      int width = (int) whole.getShape().get(1);
      Layer code = dense(500, "sigmoid").name("code" + depth);
      var restored = new Sequential(input(width), dropout(0.3), code, dense(width, "sigmoid"));
      restored.compile(adam(1e-3), "binary_crossentropy");
      restored.fit(whole, whole, epochs(epochs).batchSize(64));
      layers.add(code);
    }
    return FewLabels.tuned(mnist, layers);
  }
}
