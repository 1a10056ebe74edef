package io.trihorn.graph.pass;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.graph.gradient.Gradients;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Training graphs of residual networks, written by hand. */
final class SmallNets {
  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);
  private final List<Variable> weights = new ArrayList<>();
  private final List<Value> reads = new ArrayList<>();
  private final Layout layout;

  private SmallNets(Layout layout) {
    this.layout = layout;
  }

  /**
   * A step of gradient descent with momentum: convolution, normalization over the batch and
   * activation, then blocks of two of these around which the input is added, pooling, and a dense
   * layer on the flattened image.
   */
  static Graph residual(Layout layout, int blocks, int size, int channels) {
    return new SmallNets(layout).graph(blocks, size, channels);
  }

  private Graph graph(int blocks, int size, int channels) {
    boolean last = layout == Layout.CHANNELS_LAST;
    Value image =
        b.parameter(
            "image",
            last
                ? TensorType.of(DataType.FLOAT64, 2, size, size, 3)
                : TensorType.of(DataType.FLOAT64, 2, 3, size, size));
    Value labels = b.parameter("labels", TensorType.of(DataType.FLOAT64, 2, 5));
    Value x = unit(image, 3, channels);
    for (int i = 0; i < blocks; i++) {
      b.enter("block" + i);
      x = p.add(x, unit(unit(x, channels, channels), channels, channels));
      b.leave();
    }
    Pooling.PoolSpec pool =
        new Pooling.PoolSpec(List.of(2, 2), List.of(2, 2), List.of(0, 0), List.of(0, 0), layout);
    x = b.add(new Pooling.MaxPool(pool), x);
    x = p.reshape(x, 2, x.type().size() / 2);
    Value scores = p.matmul(x, weight(x.type().dim(1), 5), false, false);
    Value error = p.square(p.sub(scores, labels));
    Value loss = p.reduce(ReduceKind.MEAN, error, List.of(0, 1), false);
    List<Value> gradients = Gradients.of(b, loss, reads);
    Map<Variable, Value> updates = new LinkedHashMap<>();
    for (int i = 0; i < reads.size(); i++) {
      Variable slot = new Variable("momentum" + i, reads.get(i).type());
      Value velocity = p.sub(p.mul(b.read(slot), 0.9), p.mul(gradients.get(i), 0.01));
      updates.put(slot, velocity);
      updates.put(weights.get(i), p.add(reads.get(i), velocity));
    }
    return b.build(List.of(loss), updates);
  }

  private Value weight(long... dims) {
    Variable variable =
        new Variable("weight" + weights.size(), TensorType.of(DataType.FLOAT64, dims));
    weights.add(variable);
    reads.add(b.read(variable));
    return b.read(variable);
  }

  /** Convolution 3x3, batch normalization, activation. */
  private Value unit(Value x, long in, long out) {
    Linear.ConvSpec spec =
        new Linear.ConvSpec(List.of(1, 1), List.of(1, 1), List.of(1, 1), List.of(1, 1), 1, layout);
    Value y = b.add(new Linear.Conv(spec), x, weight(3, 3, in, out));
    int channel = layout.channelAxis(4);
    List<Integer> axes = layout == Layout.CHANNELS_LAST ? List.of(0, 1, 2) : List.of(0, 2, 3);
    Value mean = p.reduce(ReduceKind.MEAN, y, axes, true);
    Value centered = p.sub(y, mean);
    Value variance = p.reduce(ReduceKind.MEAN, p.square(centered), axes, true);
    Value scale = p.divInto(1, p.unary(UnaryKind.SQRT, p.add(variance, 1e-3)));
    long[] dims = {1, 1, 1, 1};
    dims[channel] = out;
    Value gamma = p.reshape(weight(out), dims);
    Value beta = p.reshape(weight(out), dims);
    Value normal = p.add(p.mul(centered, p.mul(scale, gamma)), beta);
    return p.binary(BinaryKind.MAX, normal, p.scalarLike(normal, 0));
  }

  /** Values for all parameters and variables of a graph that reads variables. */
  static Map<Variable, TensorData> state(Graph graph) {
    Random random = new Random(3);
    Map<Variable, TensorData> state = new LinkedHashMap<>();
    for (Variable variable : graph.reads().keySet()) {
      TensorData data = TensorData.zeros(variable.type());
      for (long i = 0; i < data.size(); i++) {
        data.setDouble(i, random.nextDouble() - 0.5);
      }
      state.put(variable, data);
    }
    return state;
  }
}
