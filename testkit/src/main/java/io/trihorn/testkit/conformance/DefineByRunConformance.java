package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.Layers;
import io.trihorn.model.DynamicModel;
import io.trihorn.model.Sequential;
import io.trihorn.ndarray.TrihornNDManager;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.state.Weight;
import io.trihorn.testkit.conformance.DynamicNetworks.AsLongAsLarge;
import io.trihorn.testkit.conformance.DynamicNetworks.Deepening;
import io.trihorn.testkit.conformance.DynamicNetworks.EarlyExit;
import io.trihorn.testkit.conformance.DynamicNetworks.Layered;
import io.trihorn.testkit.conformance.DynamicNetworks.Tree;
import io.trihorn.testkit.conformance.DynamicNetworks.TreeLstm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Networks whose course follows values, trained. Expected losses are those of PyTorch in float64
 * from the same weights (made with 2.13):
 *
 * <pre>{@code
 * def fill(shape, phase):
 *     return (torch.sin(torch.arange(math.prod(shape)) * 1.7 + phase) * .6).reshape(shape)
 * def weights(*shapes): return [fill(s, i).requires_grad_() for i, s in enumerate(shapes)]
 * def update(opt, loss): opt.zero_grad(); loss.backward(); opt.step()
 *
 * w = weights((3,4), (4,), (4,4), (4,), (4,1), (1,))            # depthByValues
 * opt = torch.optim.SGD(w, lr=.1)
 * for step in range(8):
 *     x, y, depth = fill((2,3), .9 * step), fill((2,1), .5 * step), 0
 *     h = torch.tanh(x @ w[0] + w[1])
 *     while depth < 4 and (h * h).sum() > 1.2:
 *         h, depth = torch.tanh(h @ w[2] + w[3]), depth + 1
 *     update(opt, ((h @ w[4] + w[5] - y) ** 2).mean())
 *
 * w = weights((7,3), (3,12), (12,), (8,20), (20,), (4,2), (2,)) # treeLstm
 * opt = torch.optim.SGD(w, lr=.5); sig = torch.sigmoid; tanh = torch.tanh
 * def run(t):
 *     if isinstance(t, int):
 *         i, o, u = (w[0][[t]] @ w[1] + w[2]).chunk(3, 1)
 *         c = sig(i) * tanh(u)
 *     else:
 *         (hl, cl), (hr, cr) = run(t[0]), run(t[1])
 *         i, fl, fr, o, u = (torch.cat([hl, hr], 1) @ w[3] + w[4]).chunk(5, 1)
 *         c = sig(i) * tanh(u) + sig(fl) * cl + sig(fr) * cr
 *     return sig(o) * tanh(c), c
 * for epoch in range(3):
 *     for n, tree in enumerate([(3, 1), ((0, 1), 2), (5, ((6, 2), (4, 0))), 2]):
 *         update(opt, cross_entropy(run(tree)[0] @ w[5] + w[6], torch.tensor([n % 2])))
 *
 * w = weights(*[(4,4), (4,), (4,3), (3,)] * 3)                  # earlyExit
 * opt = torch.optim.SGD(w, lr=.3, momentum=.9)
 * for step in range(12):
 *     h = fill((1,4), .7 * step) * 2
 *     for k in range(3):
 *         h = torch.relu(h @ w[4*k] + w[4*k + 1])
 *         p = torch.softmax(h @ w[4*k + 2] + w[4*k + 3], 1)
 *         if p.max() > (.55, .4, 0)[k]: break
 *     update(opt, -torch.log(p[0, step % 3]))
 * }</pre>
 *
 * <p>Extend it in the backend's module.
 */
public abstract class DefineByRunConformance {
  private static final double TOLERANCE = 2e-5;
  private static final List<Integer> DEPTHS = List.of(2, 4, 0, 0, 0, 0, 4, 2);
  private static final double[] DEEPENING = {
    0.3915185533657351, 0.019679270918864757, 2.032770013624239, 0.46524897925334213,
    0.3904834368500336, 0.34272224484984276, 0.8803351021604523, 0.19711770294200065
  };
  private static final double[] TREES = {
    1.1765242356665944, 0.736571241249342, 1.0136860312027018, 0.7160404059833656,
    0.9135039792848012, 0.9248357412231863, 0.8456080012749858, 0.7117216922142494,
    0.8479917698072014, 0.9882356781402037, 0.7762723412147267, 0.6549933911252481
  };
  private static final List<Integer> EXITS = List.of(2, 2, 2, 1, 1, 1, 0, 0, 1, 2, 2, 2);
  private static final double[] EXITING = {
    2.0314265999860415, 1.0221290774633274, 1.9966835023015361, 0.9030630527170103,
    1.167902654333247, 1.8449842436555557, 0.4859089266646872, 3.0836099873777787,
    1.8276851642057275, 1.143286529752343, 1.3097672146100048, 1.1491382980347462
  };

  private NDManager manager;

  /** For subclasses. */
  protected DefineByRunConformance() {}

  /** The name of the backend under test. */
  protected abstract String backend();

  @BeforeEach
  void open() {
    manager = TrihornNDManager.newBaseManager(backend());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static TensorData fill(double phase, double scale, Shape shape) {
    TensorData data = TensorData.zeros(new TensorType(DataType.FLOAT32, shape));
    for (int i = 0; i < data.size(); i++) {
      data.setDouble(i, Math.sin(i * 1.7 + phase) * 0.6 * scale);
    }
    return data;
  }

  private NDArray array(double phase, double scale, long... dims) {
    return manager.create(fill(phase, scale, new Shape(dims)).toFloatArray(), new Shape(dims));
  }

  private static List<TensorData> filled(List<Weight> weights) {
    List<TensorData> values = new ArrayList<>();
    weights.forEach(weight -> values.add(fill(values.size(), 1, weight.type().shape())));
    return values;
  }

  private void begin(DynamicModel model, Optimizer optimizer) {
    model.on(backend());
    model.setWeights(filled(model.weights()));
    model.compile(optimizer);
  }

  @Test
  void depthByValues() {
    try (Deepening model = new Deepening()) {
      begin(model, Optimizers.sgd(0.1));
      for (int step = 0; step < DEEPENING.length; step++) {
        NDArray x = array(0.9 * step, 1, 2, 3);
        NDArray y = array(0.5 * step, 1, 2, 1);
        double loss = model.trainStep(() -> model.forward(x).sub(y).square().mean());
        assertEquals(DEEPENING[step], loss, TOLERANCE);
      }
      assertEquals(DEPTHS, model.depths());
    }
  }

  @Test
  void layersThatDecide() {
    try (Layered model = new Layered()) {
      begin(model, Optimizers.sgd(0.1));
      for (int step = 0; step < DEEPENING.length; step++) {
        NDArray x = array(0.9 * step, 1, 2, 3);
        NDArray y = array(0.5 * step, 1, 2, 1);
        double loss = model.trainStep(() -> model.forward(x).sub(y).square().mean());
        assertEquals(DEEPENING[step], loss, TOLERANCE);
      }
    }
  }

  @Test
  void layersThatDecideInModels() {
    try (Sequential model =
        new Sequential(
            Layers.input(3), Layers.dense(4, "tanh"), new AsLongAsLarge(), Layers.dense(1))) {
      model.on(backend());
      model.compile(Optimizers.sgd(0.1), "mse");
      model.setWeights(filled(model.weights()));
      for (int step = 0; step < DEEPENING.length; step++) {
        TensorData x = fill(0.9 * step, 1, new Shape(2, 3));
        TensorData y = fill(0.5 * step, 1, new Shape(2, 1));
        assertEquals(DEEPENING[step], model.trainOnBatch(x, y).get("loss"), TOLERANCE);
      }
    }
  }

  @Test
  void treeLstm() {
    Tree deep =
        Tree.of(
            Tree.of(5), Tree.of(Tree.of(Tree.of(6), Tree.of(2)), Tree.of(Tree.of(4), Tree.of(0))));
    List<Tree> trees =
        List.of(
            Tree.of(Tree.of(3), Tree.of(1)),
            Tree.of(Tree.of(Tree.of(0), Tree.of(1)), Tree.of(2)),
            deep,
            Tree.of(2));
    try (TreeLstm model = new TreeLstm(manager)) {
      model.on(backend());
      model.forward(deep);
      begin(model, Optimizers.sgd(0.5));
      for (int step = 0; step < TREES.length; step++) {
        int n = step % trees.size();
        double loss = model.trainStep(() -> model.forward(trees.get(n)).get("0, {}", n % 2).neg());
        assertEquals(TREES[step], loss, TOLERANCE);
      }
    }
  }

  @Test
  void earlyExit() {
    try (EarlyExit model = new EarlyExit()) {
      begin(model, Optimizers.sgd(0.3).momentum(0.9));
      for (int step = 0; step < EXITING.length; step++) {
        NDArray x = array(0.7 * step, 2, 1, 4);
        int label = step % 3;
        double loss = model.trainStep(() -> model.forward(x).get("0, {}", label).log().neg());
        assertEquals(EXITING[step], loss, TOLERANCE);
      }
      assertEquals(EXITS, model.taken());
    }
  }
}
