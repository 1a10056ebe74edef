package io.trihorn.testkit.conformance;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.model.DynamicModel;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;

/** Networks whose course follows values, each as one would write it. */
final class DynamicNetworks {
  private static final int MOST = 4;
  private static final double ENOUGH = 1.2;

  private DynamicNetworks() {}

  /** One layer again and again, as long as what it gives is large. */
  static final class Deepening extends DynamicModel {
    private final Layer enter = add(Layers.dense(4, "tanh"), 3);
    private final Layer again = add(Layers.dense(4, "tanh"), 4);
    private final Layer leave = add(Layers.dense(1), 4);
    private final List<Integer> depths = new ArrayList<>();

    NDArray forward(NDArray x) {
      NDArray h = call(enter, x);
      int depth = 0;
      while (depth < MOST && h.square().sum().getFloat() > ENOUGH) {
        h = call(again, h);
        depth++;
      }
      depths.add(depth);
      return call(leave, h);
    }

    List<Integer> depths() {
      return depths;
    }
  }

  /** The same as a layer, whose {@code call} decides. */
  static final class AsLongAsLarge extends Layer {
    private final Layer again = track(Layers.dense(4, "tanh"));

    @Override
    protected void build(List<Shape> inputs) {
      again.ensureBuilt(inputs);
    }

    @Override
    protected Tensor call(Tensor x, Call call) {
      Tensor h = x;
      int depth = 0;
      while (depth < MOST && call.isTrue(Ops.greater(Ops.sum(Ops.multiply(h, h)), ENOUGH))) {
        h = call.apply(again, h);
        depth++;
      }
      return h;
    }

    @Override
    protected List<TensorSpec> computeOutputSpec(List<TensorSpec> inputs) {
      return inputs;
    }
  }

  /** A network of layers, one of which decides. */
  static final class Layered extends DynamicModel {
    private final Layer enter = add(Layers.dense(4, "tanh"), 3);
    private final Layer deepen = add(new AsLongAsLarge(), 4);
    private final Layer leave = add(Layers.dense(1), 4);

    NDArray forward(NDArray x) {
      return call(leave, call(deepen, call(enter, x)));
    }
  }

  /** A word, or two trees. */
  record Tree(int word, Tree left, Tree right) {
    static Tree of(int word) {
      return new Tree(word, null, null);
    }

    static Tree of(Tree left, Tree right) {
      return new Tree(-1, left, right);
    }
  }

  /** The binary tree-LSTM of Tai, Socher and Manning (2015): the network is the tree. */
  static final class TreeLstm extends DynamicModel {
    private final Layer words = add(Layers.embedding(7, 3));
    private final Layer leaf = add(Layers.dense(12), 3);
    private final Layer node = add(Layers.dense(20), 8);
    private final Layer classes = add(Layers.dense(2), 4);
    private final NDManager manager;

    TreeLstm(NDManager manager) {
      this.manager = manager;
    }

    private record State(NDArray h, NDArray c) {
      static State of(NDArray out, NDArray c) {
        return new State(sigmoid(out).mul(c.tanh()), c);
      }
    }

    private static NDArray sigmoid(NDArray x) {
      return x.getNDArrayInternal().sigmoid();
    }

    private State read(Tree tree) {
      if (tree.left() == null) {
        NDArray word = manager.create(new int[] {tree.word()});
        NDList gates = call(leaf, call(words, word)).split(3, 1);
        return State.of(gates.get(1), sigmoid(gates.get(0)).mul(gates.get(2).tanh()));
      }
      State left = read(tree.left());
      State right = read(tree.right());
      NDArray both = NDArrays.concat(new NDList(left.h(), right.h()), 1);
      NDList gates = call(node, both).split(5, 1);
      NDArray c =
          sigmoid(gates.get(0))
              .mul(gates.get(4).tanh())
              .add(sigmoid(gates.get(1)).mul(left.c()))
              .add(sigmoid(gates.get(2)).mul(right.c()));
      return State.of(gates.get(3), c);
    }

    /** The logarithms of the classes' probabilities {@code (1, 2)}. */
    NDArray forward(Tree tree) {
      return call(classes, read(tree).h()).logSoftmax(1);
    }
  }

  /** Blocks, each with a way out that is taken when its answer is sure enough. */
  static final class EarlyExit extends DynamicModel {
    private static final double[] SURE = {0.55, 0.4, 0};
    private final List<Layer> blocks = new ArrayList<>();
    private final List<Layer> exits = new ArrayList<>();
    private final List<Integer> taken = new ArrayList<>();

    EarlyExit() {
      for (int i = 0; i < SURE.length; i++) {
        blocks.add(add(Layers.dense(4, "relu"), 4));
        exits.add(add(Layers.dense(3, "softmax"), 4));
      }
    }

    NDArray forward(NDArray x) {
      NDArray h = x;
      for (int i = 0; ; i++) {
        h = call(blocks.get(i), h);
        NDArray answer = call(exits.get(i), h);
        if (answer.max().getFloat() > SURE[i]) {
          taken.add(i);
          return answer;
        }
      }
    }

    List<Integer> taken() {
      return taken;
    }
  }
}
