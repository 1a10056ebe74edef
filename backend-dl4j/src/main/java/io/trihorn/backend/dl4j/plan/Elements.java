package io.trihorn.backend.dl4j.plan;

import ai.djl.ndarray.types.DataType;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/** The elements of a dense array in native memory, one by one, for Java kernels. */
public abstract sealed class Elements {
  public abstract double get(int i);

  public abstract void set(int i, double value);

  /** An element of an integer array. */
  public long getLong(int i) {
    return (long) get(i);
  }

  /** Sets an element of an integer array to the low bits of a number. */
  public void setLong(int i, long value) {
    set(i, value);
  }

  /** Sets an element to the sum of another one and one of an array of this type. */
  public void sum(int to, int i, Elements other, int j) {
    set(to, get(i) + other.get(j));
  }

  public static Elements of(DataType dtype, ByteBuffer bytes) {
    return switch (dtype) {
      case FLOAT32 -> new Floats(bytes.asFloatBuffer());
      case FLOAT64 -> new Doubles(bytes.asDoubleBuffer());
      case INT32, INT64, INT8, UINT8, BOOLEAN -> new Whole(dtype, bytes);
      default -> throw new IllegalArgumentException("no kernel for " + dtype);
    };
  }

  private static final class Floats extends Elements {
    private final FloatBuffer buffer;

    Floats(FloatBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public double get(int i) {
      return buffer.get(i);
    }

    @Override
    public void set(int i, double value) {
      buffer.put(i, (float) value);
    }

    @Override
    public void sum(int to, int i, Elements other, int j) {
      buffer.put(to, buffer.get(i) + ((Floats) other).buffer.get(j));
    }
  }

  private static final class Doubles extends Elements {
    private final DoubleBuffer buffer;

    Doubles(DoubleBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public double get(int i) {
      return buffer.get(i);
    }

    @Override
    public void set(int i, double value) {
      buffer.put(i, value);
    }
  }

  private static final class Whole extends Elements {
    private final DataType dtype;
    private final ByteBuffer bytes;

    Whole(DataType dtype, ByteBuffer bytes) {
      this.dtype = dtype;
      this.bytes = bytes;
    }

    @Override
    public double get(int i) {
      return getLong(i);
    }

    @Override
    public void set(int i, double value) {
      setLong(i, (long) value);
    }

    @Override
    public long getLong(int i) {
      return switch (dtype) {
        case INT32 -> bytes.getInt(4 * i);
        case INT64 -> bytes.getLong(8 * i);
        case UINT8 -> bytes.get(i) & 0xff;
        default -> bytes.get(i);
      };
    }

    @Override
    public void sum(int to, int i, Elements other, int j) {
      setLong(to, getLong(i) + other.getLong(j));
    }

    @Override
    public void setLong(int i, long value) {
      switch (dtype) {
        case INT32 -> bytes.putInt(4 * i, (int) value);
        case INT64 -> bytes.putLong(8 * i, value);
        default -> bytes.put(i, (byte) value);
      }
    }
  }
}
