package io.trihorn.backend.replicas;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.replicas.Placement.Part;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.LongBinaryOperator;

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
    return placement instanceof Part part ? reduced(type, part.kind(), parts) : parts.get(0);
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

  private static TensorData reduced(TensorType type, ReduceKind kind, List<TensorData> parts) {
    TensorData whole = TensorData.zeros(type);
    DataType dtype = type.dtype();
    if (dtype.isFloating() || dtype == DataType.BOOLEAN) {
      DoubleBinaryOperator by = floating(kind);
      for (long i = 0; i < type.size(); i++) {
        double value = parts.get(0).getDouble(i);
        for (int k = 1; k < parts.size(); k++) {
          value = by.applyAsDouble(value, parts.get(k).getDouble(i));
        }
        whole.setDouble(i, value);
      }
    } else {
      LongBinaryOperator by = integer(kind);
      for (long i = 0; i < type.size(); i++) {
        long value = parts.get(0).getLong(i);
        for (int k = 1; k < parts.size(); k++) {
          value = by.applyAsLong(value, parts.get(k).getLong(i));
        }
        whole.setLong(i, value);
      }
    }
    return whole;
  }

  /** Of booleans, 0 and 1, the smaller is that all hold and the larger that any does. */
  private static DoubleBinaryOperator floating(ReduceKind kind) {
    return switch (kind) {
      case SUM, MEAN -> Double::sum;
      case PROD -> (x, y) -> x * y;
      case MAX, ANY -> Math::max;
      case MIN, ALL -> Math::min;
    };
  }

  private static LongBinaryOperator integer(ReduceKind kind) {
    return switch (kind) {
      case SUM, MEAN -> Long::sum;
      case PROD -> (x, y) -> x * y;
      case MAX, ANY -> Math::max;
      case MIN, ALL -> Math::min;
    };
  }
}
