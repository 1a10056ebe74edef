package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far an epoch is, and all that training changes in a model.
 *
 * @param steps how many batches each worker has taken in this epoch
 * @param rows the rows of all workers so far in it
 * @param loss the sum of their losses
 * @param values those of {@link #variables}
 */
record TrainingState(long steps, long rows, double loss, List<TensorData> values) {
  /** What training changes: weights, random states, and the optimizer's variables. */
  static List<Weight> variables(Model model) {
    List<Weight> all = new ArrayList<>(model.variables());
    all.addAll(model.optimizer().variables());
    return all;
  }

  /** That of a model before an epoch. */
  static TrainingState of(Model model) {
    return new TrainingState(0, 0, 0, model.variableValues(variables(model)));
  }

  /** Sets a model's variables. */
  void into(Model model) {
    model.setVariableValues(variables(model), values);
  }

  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(steps);
      out.writeLong(rows);
      out.writeDouble(loss);
      for (TensorData value : values) {
        byte[] own = new byte[value.bytes().remaining()];
        value.bytes().get(own);
        out.write(own);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail to be written to", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #toBytes} wrote for a model like this one.
   *
   * @throws TrihornSparkException if it was another model
   */
  static TrainingState of(byte[] bytes, Model model) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      long steps = in.readLong();
      long rows = in.readLong();
      double loss = in.readDouble();
      List<TensorData> values = new ArrayList<>();
      for (TensorType type : variables(model).stream().map(Weight::type).toList()) {
        values.add(WireTensor.values(in, type));
      }
      if (in.available() > 0) {
        throw new IOException(in.available() + " bytes are left over");
      }
      return new TrainingState(steps, rows, loss, values);
    } catch (IOException e) {
      throw new TrihornSparkException(
          "expected the state of the model '" + model.name() + "', but got another", e);
    }
  }
}
