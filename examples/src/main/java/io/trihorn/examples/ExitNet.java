package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;

import ai.djl.ndarray.NDArray;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.DynamicModel;

/** Three layers, each with a way out that is taken when its answer is sure enough. */
final class ExitNet extends DynamicModel {
  private final Layer[] blocks = {
    add(dense(64, "relu"), 784), add(dense(64, "relu"), 64), add(dense(64, "relu"), 64)
  };
  private final Layer[] exits = {
    add(dense(10, "softmax"), 64), add(dense(10, "softmax"), 64), add(dense(10, "softmax"), 64)
  };

  /** The mean crossentropy with labels {@code (batch, 10)}, summed over the ways out. */
  NDArray loss(NDArray x, NDArray labels) {
    NDArray h = x;
    NDArray sum = null;
    for (int i = 0; i < exits.length; i++) {
      h = call(blocks[i], h);
      NDArray loss = call(exits[i], h).log().mul(labels).sum().neg();
      sum = sum == null ? loss : sum.add(loss);
    }
    return sum.div(x.size(0));
  }

  /** The first answer for one row {@code (1, 784)} that is sure, else the last: {@code (1, 10)}. */
  NDArray answer(NDArray x, double sure) {
    NDArray h = call(blocks[0], x);
    NDArray answer = call(exits[0], h);
    for (int i = 1; i < exits.length && answer.max().getFloat() < sure; i++) {
      h = call(blocks[i], h);
      answer = call(exits[i], h);
    }
    return answer;
  }
}
