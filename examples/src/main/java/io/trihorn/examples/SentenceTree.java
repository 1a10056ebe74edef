package io.trihorn.examples;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.embedding;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.DynamicModel;

/**
 * The binary tree-LSTM of Tai, Socher and Manning (2015) over a text that is halved until each part
 * is a word: the network is as deep as its text is long.
 */
final class SentenceTree extends DynamicModel {
  private final Layer words = add(embedding(TreeLstm.WORDS, 16));
  private final Layer leaf = add(dense(48), 16);
  private final Layer node = add(dense(80), 32);
  private final Layer answer = add(dense(1, "sigmoid"), 16);

  /** What came out of a part of the text, and what it remembers. */
  private record State(NDArray out, NDArray memory) {
    static State of(NDArray gate, NDArray memory) {
      return new State(sigmoid(gate).mul(memory.tanh()), memory);
    }
  }

  private static NDArray sigmoid(NDArray x) {
    return x.getNDArrayInternal().sigmoid();
  }

  private State read(NDArray text, int from, int to) {
    if (to - from == 1) {
      NDList gates = call(leaf, call(words, text.get("{}:{}", from, to))).split(3, 1);
      return State.of(gates.get(1), sigmoid(gates.get(0)).mul(gates.get(2).tanh()));
    }
    int middle = (from + to) / 2;
    State left = read(text, from, middle);
    State right = read(text, middle, to);
    NDList gates = call(node, left.out().concat(right.out(), 1)).split(5, 1);
    NDArray kept = sigmoid(gates.get(1)).mul(left.memory());
    kept = kept.add(sigmoid(gates.get(2)).mul(right.memory()));
    return State.of(gates.get(3), kept.add(sigmoid(gates.get(0)).mul(gates.get(4).tanh())));
  }

  /** The probability {@code (1, 1)} for the numbers of a text's words. */
  NDArray forward(NDArray text) {
    return call(answer, read(text, 0, (int) text.size()).out());
  }
}
