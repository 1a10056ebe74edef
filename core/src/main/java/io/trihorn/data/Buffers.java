package io.trihorn.data;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The memory of one batch, used again for the next where that is wanted. */
final class Buffers {
  private final boolean reused;
  private final List<ByteBuffer> places = new ArrayList<>();

  private Buffers(boolean reused) {
    this.reused = reused;
  }

  static Buffers reused() {
    return new Buffers(true);
  }

  static Buffers fresh() {
    return new Buffers(false);
  }

  /** A tensor to overwrite at a place; in memory of an earlier call if it is large enough. */
  TensorData get(int place, TensorType type) {
    if (!reused) {
      return TensorData.zeros(type);
    }
    while (places.size() <= place) {
      places.add(ByteBuffer.allocateDirect(0));
    }
    if (places.get(place).capacity() < type.bytes()) {
      places.set(place, TensorData.zeros(type).bytes());
    }
    ByteBuffer bytes = places.get(place).duplicate().order(ByteOrder.nativeOrder());
    return TensorData.wrap(type, bytes.position(0).limit((int) type.bytes()));
  }
}
