package io.trihorn.serving.tensors;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.nio.charset.StandardCharsets;

/** JSON written value by value. As TensorFlow Serving, it has {@code NaN} and {@code Infinity}. */
public final class JsonOutput {
  private final StringBuilder out = new StringBuilder(256);
  private boolean first = true;

  /** Nothing yet. */
  public JsonOutput() {}

  private void comma() {
    if (!first) {
      out.append(',');
    }
    first = false;
  }

  /** Begins an object. */
  public JsonOutput beginObject() {
    return open('{');
  }

  /** Ends an object. */
  public JsonOutput endObject() {
    return close('}');
  }

  /** Begins an array. */
  public JsonOutput beginArray() {
    return open('[');
  }

  /** Ends an array. */
  public JsonOutput endArray() {
    return close(']');
  }

  private JsonOutput open(char bracket) {
    comma();
    out.append(bracket);
    first = true;
    return this;
  }

  private JsonOutput close(char bracket) {
    out.append(bracket);
    first = false;
    return this;
  }

  /** The name of the value that comes next. */
  public JsonOutput name(String name) {
    comma();
    quoted(name);
    out.append(':');
    first = true;
    return this;
  }

  /** A text. */
  public JsonOutput string(String value) {
    comma();
    quoted(value);
    return this;
  }

  /** A whole number. */
  public JsonOutput integer(long value) {
    comma();
    out.append(value);
    return this;
  }

  /** True or false. */
  public JsonOutput bool(boolean value) {
    comma();
    out.append(value);
    return this;
  }

  /** Whole numbers. */
  public JsonOutput integers(long... values) {
    beginArray();
    for (long value : values) {
      integer(value);
    }
    return endArray();
  }

  /** All elements of a tensor in one array. */
  public JsonOutput flat(TensorData data) {
    beginArray();
    for (long i = 0; i < data.size(); i++) {
      element(data, i);
    }
    return endArray();
  }

  /** A tensor as arrays in arrays. */
  public JsonOutput nested(TensorData data) {
    nested(data, 0, 0, data.size());
    return this;
  }

  /** A row of a tensor as arrays in arrays. */
  public JsonOutput row(TensorData data, long row) {
    long size = data.size() / data.type().dim(0);
    nested(data, 1, row * size, size);
    return this;
  }

  private void nested(TensorData data, int axis, long from, long size) {
    if (axis == data.type().rank()) {
      element(data, from);
      return;
    }
    beginArray();
    long extent = data.type().dim(axis);
    for (long i = 0; i < extent; i++) {
      nested(data, axis + 1, from + i * (size / extent), size / extent);
    }
    endArray();
  }

  /** The shortest digits that tell the number from its neighbours. */
  private void element(TensorData data, long index) {
    comma();
    if (data.dtype() == DataType.BOOLEAN) {
      out.append(data.getLong(index) != 0);
    } else if (data.dtype() == DataType.FLOAT64) {
      out.append(data.getDouble(index));
    } else if (data.dtype().isFloating()) {
      out.append((float) data.getDouble(index));
    } else {
      out.append(data.getLong(index));
    }
  }

  private void quoted(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** What was written, as UTF-8. */
  public byte[] toBytes() {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }
}
