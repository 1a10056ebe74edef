package io.trihorn.backend.exchange;

import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What one worker has, or all together.
 *
 * @param rows its rows
 * @param loss the sum of their losses
 * @param tensors its tensors; those of all together are means, weighted by rows, or the greatest
 *     integers, which count
 */
public record Message(long rows, double loss, List<Packed> tensors) {
  /** Copies the list. */
  public Message {
    tensors = List.copyOf(tensors);
  }

  /**
   * Of whole tensors.
   *
   * @param tensors of these types; null is zeros
   */
  public static Message of(
      long rows, double loss, List<TensorType> types, List<TensorData> tensors) {
    List<Packed> packed = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      packed.add(RowTensor.of(types.get(i), tensors.get(i)));
    }
    return new Message(rows, loss, packed);
  }

  /** The same with its tensors packed otherwise. */
  public Message with(List<Packed> packed) {
    return new Message(rows, loss, packed);
  }

  /** The whole tensors; null where one is all zeros. */
  public List<TensorData> whole() {
    // Not a list of the JDK's immutable ones: zeros are null.
    List<TensorData> whole = new ArrayList<>();
    tensors.forEach(tensor -> whole.add(tensor.unpacked().whole()));
    return Collections.unmodifiableList(whole);
  }

  /** One of all, in the order of the workers. */
  public static Message together(List<Message> all) {
    long rows = all.stream().mapToLong(Message::rows).sum();
    double loss = all.stream().mapToDouble(Message::loss).sum();
    List<Packed> means = new ArrayList<>();
    for (int i = 0; i < all.get(0).tensors().size(); i++) {
      means.add(mean(rows, all, i));
    }
    return new Message(rows, loss, means);
  }

  private static Packed mean(long rows, List<Message> all, int place) {
    TensorType type = all.get(0).tensors().get(place).type();
    List<Reduction.Part> parts = new ArrayList<>();
    for (Message message : all) {
      double share = rows == 0 ? 0 : (double) message.rows() / rows;
      parts.add(new Reduction.Part(share, message.tensors().get(place).unpacked()));
    }
    if (type.dtype().isFloating()) {
      return Reduction.sum(type, parts);
    }
    if (parts.stream().allMatch(p -> p.tensor().isZero())) {
      return RowTensor.whole(type, null);
    }
    List<TensorData> integers =
        parts.stream()
            .map(p -> p.tensor().isZero() ? TensorData.zeros(type) : p.tensor().whole())
            .toList();
    return RowTensor.of(type, Reduction.of(ReduceKind.MAX, type, integers));
  }
}
