package io.trihorn.spark;

import io.trihorn.distribution.workers.WorkerState;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The state of a training as bytes, in the order of the machines, which are alike in a cluster. */
final class StateBytes {
  private static final int HEAD = 3 * Long.BYTES;

  private StateBytes() {}

  static byte[] of(WorkerState state) {
    long size = HEAD + state.values().stream().mapToLong(v -> v.type().bytes()).sum();
    byte[] bytes = new byte[Math.toIntExact(size)];
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    out.putLong(state.steps()).putLong(state.rows()).putDouble(state.loss());
    state.values().forEach(value -> out.put(value.bytes()));
    return bytes;
  }

  /**
   * Reads what {@link #of} wrote for a model like this one.
   *
   * @throws TrihornSparkException if it was another model
   */
  static WorkerState read(byte[] bytes, Model model) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    try {
      long steps = in.getLong();
      long rows = in.getLong();
      double loss = in.getDouble();
      List<TensorData> values = new ArrayList<>();
      for (Weight weight : WorkerState.variables(model)) {
        values.add(values(in, weight.type()));
      }
      if (in.hasRemaining()) {
        throw other(model, null);
      }
      return new WorkerState(steps, rows, loss, values);
    } catch (BufferUnderflowException e) {
      throw other(model, e);
    }
  }

  private static TrihornSparkException other(Model model, Exception cause) {
    return new TrihornSparkException(
        "expected the state of the model '" + model.name() + "', but got another", cause);
  }

  /** A tensor whose bytes are next. */
  static TensorData values(ByteBuffer in, TensorType type) {
    int size = Math.toIntExact(type.bytes());
    if (in.remaining() < size) {
      throw new BufferUnderflowException();
    }
    TensorData values = TensorData.zeros(type);
    values.bytes().put(in.slice(in.position(), size));
    in.position(in.position() + size);
    return values;
  }
}
