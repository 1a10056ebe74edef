package io.trihorn.backend.replicas;

import io.trihorn.backend.exchange.Reduction;
import io.trihorn.backend.replicas.Placement.Part;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.util.List;

/** Puts values together of which each replica holds a part, and takes them apart. */
final class Meeting {
  private Meeting() {}

  /**
   * The whole value.
   *
   * @param parts what each replica holds, in their order
   */
  static TensorData together(TensorType type, Placement placement, List<TensorData> parts) {
    if (placement instanceof Split split) {
      return joined(type, split, parts);
    }
    return placement instanceof Part part ? Reduction.of(part.kind(), type, parts) : parts.get(0);
  }

  /** The rows of all, one after another within each place where they repeat. */
  private static TensorData joined(TensorType type, Split split, List<TensorData> parts) {
    TensorData whole = TensorData.zeros(type);
    ByteBuffer out = whole.bytes();
    long places = places(type, split);
    for (int place = 0; place < places; place++) {
      for (TensorData part : parts) {
        ByteBuffer bytes = part.bytes();
        int size = (int) (bytes.remaining() / places);
        out.put(bytes.slice(bytes.position() + place * size, size));
      }
    }
    return whole;
  }

  /** A replica's rows of a whole value. */
  static TensorData part(TensorData whole, Split split, Share share) {
    TensorData part = TensorData.zeros(share.type(whole.type(), split));
    ByteBuffer in = whole.bytes();
    ByteBuffer out = part.bytes();
    long places = places(whole.type(), split);
    int size = (int) (out.remaining() / places);
    int stride = (int) (in.remaining() / places);
    int first = (int) (stride * share.first() / share.total());
    for (int place = 0; place < places; place++) {
      out.put(in.slice(in.position() + place * stride + first, size));
    }
    return part;
  }

  /** How often the rows repeat, one place after another. */
  private static long places(TensorType type, Split split) {
    long places = split.outer();
    for (int axis = 0; axis < split.axis(); axis++) {
      places *= type.dim(axis);
    }
    return places;
  }
}
