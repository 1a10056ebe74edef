package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.ndarray.GradientTape;
import io.trihorn.ndarray.TrihornNDManager;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A network whose depth its values decide, trained with a tape. Expected losses are those of
 * PyTorch in float64 from the same weights (made with 2.13):
 *
 * <pre>{@code
 * def fill(shape, phase):
 *     return (torch.sin(torch.arange(math.prod(shape)) * 1.7 + phase) * .6).reshape(shape)
 * w = [fill(s, i).requires_grad_() for i, s in enumerate([(3,4), (4,), (4,4), (4,), (4,1), (1,)])]
 * opt = torch.optim.SGD(w, lr=.1)
 * for step in range(8):
 *     x, y, depth = fill((2,3), .9 * step), fill((2,1), .5 * step), 0
 *     h = torch.tanh(x @ w[0] + w[1])
 *     while depth < 4 and (h * h).sum() > 1.2:
 *         h, depth = torch.tanh(h @ w[2] + w[3]), depth + 1
 *     loss = ((h @ w[4] + w[5] - y) ** 2).mean()
 *     opt.zero_grad(); loss.backward(); opt.step()
 * }</pre>
 *
 * <p>Extend it in the backend's module.
 */
public abstract class DefineByRunConformance {
  private static final List<Integer> DEPTHS = List.of(2, 4, 0, 0, 0, 0, 4, 2);
  private static final double[] LOSSES = {
    0.3915185533657351, 0.019679270918864757, 2.032770013624239, 0.46524897925334213,
    0.3904834368500336, 0.34272224484984276, 0.8803351021604523, 0.19711770294200065
  };

  /** For subclasses. */
  protected DefineByRunConformance() {}

  /** The name of the backend under test. */
  protected abstract String backend();

  private static TensorData fill(double phase, long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT32, dims));
    for (int i = 0; i < data.size(); i++) {
      data.setDouble(i, Math.sin(i * 1.7 + phase) * 0.6);
    }
    return data;
  }

  private Model part(int inputs, int outputs, String activation, int phase) {
    Model part = new Sequential(Layers.input(inputs), Layers.dense(outputs, activation));
    part.on(backend());
    part.setWeights(List.of(fill(phase, inputs, outputs), fill(phase + 1, outputs)));
    part.compile(Optimizers.sgd(0.1), "mse");
    return part;
  }

  @Test
  void depthByValues() {
    try (NDManager manager = TrihornNDManager.newBaseManager(backend());
        Model enter = part(3, 4, "tanh", 0);
        Model again = part(4, 4, "tanh", 2);
        Model leave = part(4, 1, "linear", 4)) {
      List<Model> parts = List.of(enter, again, leave);
      List<Weight> weights =
          Stream.of(enter, again, leave).flatMap(p -> p.trainableWeights().stream()).toList();
      List<Integer> depths = new ArrayList<>();
      for (int step = 0; step < LOSSES.length; step++) {
        NDArray x = manager.create(fill(0.9 * step, 2, 3).toFloatArray()).reshape(2, 3);
        NDArray y = manager.create(fill(0.5 * step, 2, 1).toFloatArray()).reshape(2, 1);
        try (GradientTape tape = new GradientTape()) {
          NDArray h = enter.call(x, true);
          int depth = 0;
          while (depth < 4 && h.square().sum().getFloat() > 1.2) {
            h = again.call(h, true);
            depth++;
          }
          depths.add(depth);
          NDArray loss = leave.call(h, true).sub(y).square().mean();
          Map<Weight, NDArray> gradients = tape.gradient(loss, weights);
          assertEquals(depth == 0 ? 4 : 6, gradients.size());
          assertEquals(LOSSES[step], loss.getFloat(), 2e-5);
          parts.forEach(part -> part.applyGradients(gradients));
        }
      }
      assertEquals(DEPTHS, depths);
    }
  }
}
