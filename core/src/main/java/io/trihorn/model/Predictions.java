package io.trihorn.model;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Predictions batch by batch. Where the number of rows is known, programs write them where they
 * stay; else they are put together at the end.
 */
final class Predictions {
  private final OptionalLong total;
  private final int size;
  private final List<List<TensorData>> parts = new ArrayList<>();
  private final List<Long> orders = new ArrayList<>();
  private List<TensorData> whole;
  private List<TensorData> places;
  private List<TensorData> last = List.of();
  private int written;
  private boolean begun;

  /**
   * No predictions yet.
   *
   * @param total the number of rows, if it is known
   * @param size the number of rows in each batch but the last, which may be filled up to it
   */
  Predictions(OptionalLong total, int size) {
    this.total = total;
    this.size = size;
  }

  /** Where the next batch's predictions are to be written. */
  List<TensorData> next(List<TensorType> types) {
    if (!begun && total.isPresent() && byRow(types)) {
      whole = types.stream().map(type -> TensorData.zeros(rows(type, total.getAsLong()))).toList();
    }
    begun = true;
    places = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      TensorType type = types.get(i);
      places.add(
          whole != null && type.dim(0) == count()
              ? whole.get(i).rows(written, count())
              : TensorData.zeros(type));
    }
    return places;
  }

  /** Whether each row of a batch has a row of each output. */
  private boolean byRow(List<TensorType> types) {
    return types.stream().allMatch(t -> t.rank() > 0 && (t.dim(0) == count() || t.dim(0) == size));
  }

  private static TensorType rows(TensorType type, long count) {
    long[] dims = type.dims();
    dims[0] = count;
    return type.withShape(dims);
  }

  /** The number of rows in the next batch. */
  private int count() {
    return (int) Math.min(size, total.getAsLong() - written);
  }

  /**
   * The batch was predicted.
   *
   * @param order the place of each of its rows among all; empty if they are in order
   */
  void done(List<Long> order) {
    orders.addAll(order);
    if (whole == null) {
      parts.add(places);
      last = places;
      return;
    }
    int count = count();
    last = whole.stream().map(output -> output.rows(written, count)).toList();
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i).type().dim(0) != count) {
        whole.get(i).rows(written, count).copyFrom(places.get(i).rows(0, count));
      }
    }
    written += count;
  }

  /** The rows of the batch that was predicted last, without those it was filled up with. */
  List<TensorData> last() {
    return last;
  }

  /** Whether there were no batches. */
  boolean isEmpty() {
    return !begun;
  }

  /** All rows of each output. */
  List<TensorData> all() {
    if (whole != null) {
      return whole;
    }
    List<TensorData> all = new ArrayList<>();
    for (int i = 0; i < parts.get(0).size(); i++) {
      int output = i;
      all.add(Joined.rows(parts.stream().map(p -> p.get(output)).toList(), orders));
    }
    return all;
  }
}
