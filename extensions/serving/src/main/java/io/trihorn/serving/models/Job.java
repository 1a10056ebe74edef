package io.trihorn.serving.models;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A request that waits for its answer. */
final class Job {
  private final List<InputRows> inputs;
  private final int rows;
  private final List<Shape> key;
  private final long arrival = System.nanoTime();
  private final CompletableFuture<List<TensorData>> answer = new CompletableFuture<>();

  /**
   * A request.
   *
   * @param inputs as the model takes them
   * @param signature of the model
   */
  Job(List<InputRows> inputs, Signature signature) {
    this.inputs = inputs;
    this.rows = signature.rowwise() ? (int) inputs.get(0).type().dim(0) : 1;
    this.key = signature.rowwise() ? key(inputs, signature) : null;
  }

  /** What a row of each input is; of texts, without how long they are. */
  private static List<Shape> key(List<InputRows> inputs, Signature signature) {
    List<Shape> key = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Shape shape = inputs.get(i).type().shape();
      boolean text = signature.inputs().get(i).isText();
      key.add(shape.slice(1, shape.dimension() - (text ? 1 : 0)));
    }
    return key;
  }

  /** Whether both may be in one batch. */
  boolean isLike(Job other) {
    return key != null && key.equals(other.key);
  }

  List<InputRows> inputs() {
    return inputs;
  }

  /** Whether it may be a part of a batch; else it is one of its own. */
  boolean isRowwise() {
    return key != null;
  }

  int rows() {
    return rows;
  }

  /** When it came, by {@link System#nanoTime}. */
  long arrival() {
    return arrival;
  }

  /** Completed with the model's outputs; done before where the client gave up or time is over. */
  CompletableFuture<List<TensorData>> answer() {
    return answer;
  }
}
