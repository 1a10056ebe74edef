package io.trihorn.spark;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Gives all workers the mean of what each has. */
final class Exchange {
  private final Link link;
  private long sent;
  private long nanos;

  Exchange(Link link) {
    this.link = link;
  }

  /**
   * What one worker has, or all together.
   *
   * @param rows its rows
   * @param loss the sum of their losses
   * @param tensors of the tensors' types; those of all together are means, weighted by rows, or the
   *     greatest integers
   */
  private record Message(long rows, double loss, List<WireTensor> tensors) {
    byte[] encode() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (DataOutputStream out = new DataOutputStream(bytes)) {
        out.writeLong(rows);
        out.writeDouble(loss);
        for (WireTensor tensor : tensors) {
          tensor.write(out);
        }
      } catch (IOException e) {
        throw new UncheckedIOException("memory does not fail to be written to", e);
      }
      return bytes.toByteArray();
    }

    static Message decode(byte[] bytes, List<TensorType> types) {
      try {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        long rows = in.readLong();
        double loss = in.readDouble();
        List<WireTensor> tensors = new ArrayList<>();
        for (TensorType type : types) {
          tensors.add(WireTensor.read(in, type));
        }
        return new Message(rows, loss, tensors);
      } catch (IOException e) {
        throw new UncheckedIOException("a worker's message is broken", e);
      }
    }

    static Message of(long rows, double loss, List<TensorType> types, List<TensorData> tensors) {
      List<WireTensor> wired = new ArrayList<>();
      for (int i = 0; i < types.size(); i++) {
        wired.add(WireTensor.of(types.get(i), tensors.get(i)));
      }
      return new Message(rows, loss, wired);
    }
  }

  /**
   * What workers have together.
   *
   * @param rows the rows of all
   * @param loss the sum of their losses
   * @param tensors the means, weighted by rows, or the greatest integers; null is zeros
   */
  record Total(long rows, double loss, List<TensorData> tensors) {}

  /**
   * Adds this worker's part.
   *
   * @param rows its rows
   * @param loss the sum of their losses
   * @param types those of the tensors
   * @param own this worker's tensors; null is zeros
   */
  Total total(long rows, double loss, List<TensorType> types, List<TensorData> own) {
    long begin = System.nanoTime();
    byte[] message = Message.of(rows, loss, types, own).encode();
    sent += message.length;
    Message all = Message.decode(link.reduce(message, parts -> one(types, parts)), types);
    nanos += System.nanoTime() - begin;
    // Not a list of the JDK's immutable ones: zeros are null.
    List<TensorData> tensors = new ArrayList<>();
    all.tensors().forEach(tensor -> tensors.add(tensor.whole()));
    return new Total(all.rows(), all.loss(), tensors);
  }

  private static byte[] one(List<TensorType> types, List<byte[]> parts) {
    List<Message> messages = parts.stream().map(part -> Message.decode(part, types)).toList();
    long rows = messages.stream().mapToLong(Message::rows).sum();
    double loss = messages.stream().mapToDouble(Message::loss).sum();
    List<TensorData> means = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      List<Reduction.Part> tensors = new ArrayList<>();
      for (Message message : messages) {
        double share = rows == 0 ? 0 : (double) message.rows() / rows;
        tensors.add(new Reduction.Part(share, message.tensors().get(i)));
      }
      means.add(Reduction.reduce(types.get(i), tensors));
    }
    return Message.of(rows, loss, types, means).encode();
  }

  /** The nanoseconds that means have taken so far. */
  long nanos() {
    return nanos;
  }

  /** The bytes that this worker gave so far. */
  long sent() {
    return sent;
  }
}
