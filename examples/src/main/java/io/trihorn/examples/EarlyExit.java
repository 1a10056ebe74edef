package io.trihorn.examples;

import static io.trihorn.optimizers.Optimizers.adam;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trihorn.data.Batch;
import io.trihorn.data.digits.Mnist;
import io.trihorn.examples.data.Data;
import io.trihorn.graph.TensorData;
import io.trihorn.ndarray.TrihornNDManager;
import java.io.IOException;

/**
 * A network that stops as soon as it is sure: easy digits leave after the first layer. The figure
 * is the accuracy on the digits for testing.
 */
public final class EarlyExit implements Example {
  @Override
  public double run(Data data, int epochs) throws IOException {
    Mnist mnist = Mnist.load(data.path("mnist"));
    try (NDManager manager = TrihornNDManager.newBaseManager();
        ExitNet net = new ExitNet()) {
      net.compile(adam(1e-3));
      for (int epoch = 0; epoch < epochs; epoch++) {
        for (Batch batch : mnist.train().dataset().take(20_000).batch(64)) {
          NDArray x = array(manager, batch.inputs()).reshape(-1, 784);
          NDArray labels = array(manager, batch.targets()).oneHot(10);
          net.trainStep(() -> net.loss(x, labels));
        }
      }
      int right = 0;
      for (Batch row : mnist.test().dataset().batch(1)) {
        NDArray answer = net.answer(array(manager, row.inputs()).reshape(-1, 784), 0.9);
        right += answer.argMax().getLong() == row.targets().get(0).getLong(0) ? 1 : 0;
      }
      return (double) right / mnist.test().rows();
    }
  }

  private static NDArray array(NDManager manager, Iterable<TensorData> only) {
    return ((TrihornNDManager) manager).create(only.iterator().next().copy());
  }
}
