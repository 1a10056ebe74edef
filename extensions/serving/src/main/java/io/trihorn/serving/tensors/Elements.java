package io.trihorn.serving.tensors;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.serving.models.InputRows;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServingException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The elements of an input, read from JSON: numbers into memory that grows with what comes, texts
 * and images as bytes. Values may be nested, which tells their shape, or stand in one array.
 */
public final class Elements {
  private static final int FIRST = 1024;

  private final Port port;
  private final Limits limits;
  private final int width;
  private final List<byte[]> strings = new ArrayList<>();
  private ByteBuffer numbers;
  private int count;

  /** The extents so far; -1 where the first array has not ended yet. */
  private final List<Long> dims = new ArrayList<>();

  private int rank = -1;

  /** No elements yet. */
  public Elements(Port port, Limits limits) {
    this.port = port;
    this.limits = limits;
    this.width = port.isText() ? 1 : port.dtype().getNumOfBytes();
  }

  /**
   * Reads a value, arrays in arrays or one element.
   *
   * @throws ServingException if arrays that should be alike are not, an element is no number or
   *     text of the input's, or there are too many
   */
  public void read(JsonInput in) {
    read(in, 0);
  }

  /** Reads a value as the next row. */
  public void readRow(JsonInput in) {
    if (dims.isEmpty()) {
      dims.add(0L);
    }
    dims.set(0, dims.get(0) + 1);
    read(in, 1);
  }

  private void read(JsonInput in, int axis) {
    if (in.peek() != '[') {
      if (rank >= 0 && axis != rank) {
        throw ragged();
      }
      rank = axis;
      element(in);
      return;
    }
    if (rank >= 0 && axis >= rank) {
      throw ragged();
    }
    boolean isFirst = axis == dims.size();
    if (isFirst) {
      dims.add(-1L);
    }
    in.beginArray();
    long extent = 0;
    while (in.hasNext()) {
      read(in, axis + 1);
      extent++;
    }
    if (dims.get(axis) < 0) {
      dims.set(axis, extent);
    } else if (dims.get(axis) != extent) {
      throw ragged();
    }
    if (extent == 0 && rank < 0) {
      rank = axis + 1;
    }
  }

  private ServingException ragged() {
    return ServingException.invalid(
        "input '%s': arrays that stand beside each other should have as many elements as each"
            + " other and be equally deep",
        port.name());
  }

  private void element(JsonInput in) {
    byte next = in.peek();
    if (next == '"') {
      string(in.bytes(), false);
    } else if (next == '{') {
      base64(in);
    } else if (port.isText()) {
      throw ServingException.invalid("input '%s' takes texts, but got a number", port.name());
    } else if (!strings.isEmpty()) {
      throw ServingException.invalid("input '%s' got texts and numbers together", port.name());
    } else {
      number(in, next);
    }
  }

  private void base64(JsonInput in) {
    in.beginObject();
    String name = in.name();
    if (!"b64".equals(name)) {
      throw ServingException.invalid(
          "input '%s': expected {\"b64\": \"...\"} for bytes, but got an object with '%s'",
          port.name(), name);
    }
    byte[] encoded = in.bytes();
    if (in.name() != null) {
      throw ServingException.invalid("input '%s': an object with more than b64", port.name());
    }
    string(encoded, true);
  }

  /** In an image's place a text can only be base64. */
  private void string(byte[] value, boolean encoded) {
    if (!port.isText() && !port.isImage() || count > 0) {
      throw ServingException.invalid(
          "input '%s' takes numbers of type %s, but got a text",
          port.name(), Datatype.of(port.dtype()));
    }
    limits.checkElements(port.name(), strings.size() + 1L);
    strings.add(encoded || port.isImage() ? decoded(value) : value);
  }

  private byte[] decoded(byte[] value) {
    try {
      return Base64.getDecoder().decode(value);
    } catch (IllegalArgumentException e) {
      throw ServingException.invalid(
          "input '%s': a text that should be base64 is not: %s", port.name(), e.getMessage());
    }
  }

  private void number(JsonInput in, byte next) {
    grow(in);
    DataType dtype = port.dtype();
    if (dtype == DataType.BOOLEAN) {
      boolean word = next == 't' || next == 'f';
      long value = word ? (in.bool() ? 1 : 0) : in.integer();
      check(value, 0, 1);
      numbers.put(count, (byte) value);
    } else if (dtype.isFloating()) {
      floating(in.number());
    } else {
      long value = in.integer();
      int bits = 8 * width;
      boolean signed = !dtype.name().startsWith("U");
      long most = bits == 64 ? Long.MAX_VALUE : (1L << (signed ? bits - 1 : bits)) - 1;
      check(value, signed ? -most - 1 : 0, most);
      whole(value);
    }
    count++;
  }

  private void floating(double value) {
    int at = count * width;
    switch (port.dtype()) {
      case FLOAT32 -> numbers.putFloat(at, (float) value);
      case FLOAT64 -> numbers.putDouble(at, value);
      default -> {
        // Half floats of either kind.
        TensorData one = TensorData.scalar(port.dtype(), value);
        numbers.put(at, one.bytes(), 0, width);
      }
    }
  }

  private void whole(long value) {
    int at = count * width;
    switch (width) {
      case 1 -> numbers.put(at, (byte) value);
      case 2 -> numbers.putShort(at, (short) value);
      case 4 -> numbers.putInt(at, (int) value);
      default -> numbers.putLong(at, value);
    }
  }

  private void check(long value, long least, long most) {
    if (value < least || value > most) {
      throw ServingException.invalid(
          "input '%s' takes numbers from %d to %d, but got %d", port.name(), least, most, value);
    }
  }

  /** Each element takes two bytes of the text at least, so that memory is no more than comes. */
  private void grow(JsonInput in) {
    if (numbers == null) {
      numbers = memory(Math.min(FIRST, in.left() / 2 + 1));
    } else if (count == numbers.capacity() / width) {
      limits.checkElements(port.name(), count + 1L);
      ByteBuffer more = memory(Math.min(2L * count, count + in.left() / 2 + 1));
      more.duplicate().put(numbers.duplicate().position(0));
      numbers = more;
    }
  }

  private ByteBuffer memory(long elements) {
    int capacity = Math.toIntExact(Math.min(elements, limits.elements()) * width);
    return ByteBuffer.allocate(capacity).order(ByteOrder.nativeOrder());
  }

  /** The input, in the shape that the arrays had. */
  public InputRows toRows() {
    return toRows(shape());
  }

  /** The shape that the arrays had. */
  public long[] shape() {
    return dims.stream().mapToLong(d -> d).toArray();
  }

  /** The number of elements. */
  public long size() {
    return strings.isEmpty() ? count : strings.size();
  }

  /**
   * The input.
   *
   * @param shape that it is to have
   * @throws ServingException if it does not fit the input
   */
  public InputRows toRows(long... shape) {
    long wanted = limits.elements(port.name(), shape);
    if (wanted != size()) {
      throw ServingException.invalid(
          "input '%s': the shape %s has %d elements, but the data have %d",
          port.name(), Arrays.toString(shape), wanted, size());
    }
    if (!strings.isEmpty()) {
      return ByteStrings.toRows(port, shape, strings, limits);
    }
    port.check(shape);
    TensorType type = TensorType.of(port.dtype(), shape);
    ByteBuffer whole = numbers == null ? memory(0) : numbers;
    return InputRows.of(type, whole.slice(0, count * width));
  }
}
