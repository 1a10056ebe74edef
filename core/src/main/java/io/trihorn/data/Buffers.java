package io.trihorn.data;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;

/** The memory of one batch, used again for the next where that is wanted. */
final class Buffers implements BatchMemory {
  /** A stage's tensors have places of their own. */
  private static final int STAGE = 1000;

  private final boolean reused;
  private final boolean slices;
  private final Map<Integer, ByteBuffer> places = new HashMap<>();

  private Buffers(boolean reused, boolean slices) {
    this.reused = reused;
    this.slices = slices;
  }

  /**
   * Memory for one batch after another.
   *
   * @param slices whether rows that lie together may be the dataset's own
   */
  static Buffers reused(boolean slices) {
    return new Buffers(true, slices);
  }

  /** New memory for each batch, which belongs to who gets it. */
  static Buffers fresh() {
    return new Buffers(false, false);
  }

  boolean allowsSlices() {
    return slices;
  }

  /** The same memory at places of its own. */
  BatchMemory forStage() {
    return (place, type) -> get(STAGE + place, type);
  }

  /** A tensor to overwrite at a place; in memory of an earlier call if it is large enough. */
  @Override
  public TensorData get(int place, TensorType type) {
    if (!reused) {
      return TensorData.zeros(type);
    }
    ByteBuffer there = places.get(place);
    if (there == null || there.capacity() < type.bytes()) {
      places.put(place, TensorData.zeros(type).bytes());
    }
    ByteBuffer bytes = places.get(place).duplicate().order(ByteOrder.nativeOrder());
    return TensorData.wrap(type, bytes.position(0).limit((int) type.bytes()));
  }
}
