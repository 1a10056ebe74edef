package io.trihorn.serving.http;

import io.trihorn.serving.models.InputRows;
import io.trihorn.serving.models.Limits;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServingException;
import io.trihorn.serving.models.Signature;
import io.trihorn.serving.tensors.Datatype;
import io.trihorn.serving.tensors.Elements;
import io.trihorn.serving.tensors.JsonInput;
import io.trihorn.serving.tensors.RawTensor;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * An input of a request in the Open Inference Protocol.
 *
 * @param port what it is for
 * @param datatype what the client says that its elements are
 * @param shape likewise
 * @param data the elements; null where they follow as bytes
 * @param binarySize the number of these bytes; -1 where there are none
 */
record OpenInput(Port port, String datatype, long[] shape, Elements data, long binarySize) {
  /** Reads one. */
  static OpenInput read(JsonInput in, Signature signature, Limits limits) {
    Port port = null;
    String datatype = null;
    long[] shape = null;
    Elements data = null;
    JsonInput later = null;
    long binarySize = -1;
    in.beginObject();
    for (String key = in.name(); key != null; key = in.name()) {
      switch (key) {
        case "name" -> port = signature.inputs().get(signature.input(in.string()));
        case "datatype" -> datatype = in.string();
        case "shape" -> shape = shape(in);
        case "parameters" -> binarySize = binarySize(in);
        case "data" -> {
          if (port == null) {
            // Whose it is tells a name that stands behind it.
            later = in.copy();
            in.skip();
          } else {
            data = elements(in, port, limits);
          }
        }
        default -> in.skip();
      }
    }
    if (port == null || datatype == null || shape == null) {
      throw ServingException.invalid(
          "an input needs 'name', 'shape' and 'datatype', but %s has not all of them",
          port == null ? "one" : "'" + port.name() + "'");
    }
    limits.elements(port.name(), shape);
    Datatype.parse(port, datatype);
    if (later != null) {
      data = elements(later, port, limits);
    }
    if ((data == null) == (binarySize < 0)) {
      throw ServingException.invalid(
          "input '%s' needs 'data', or the parameter binary_data_size and bytes behind the JSON",
          port.name());
    }
    return new OpenInput(port, datatype, shape, data, binarySize);
  }

  private static Elements elements(JsonInput in, Port port, Limits limits) {
    Elements data = new Elements(port, limits);
    data.read(in);
    return data;
  }

  private static long[] shape(JsonInput in) {
    long[] dims = new long[0];
    in.beginArray();
    while (in.hasNext()) {
      if (dims.length == 32) {
        throw ServingException.invalid("a shape of more than 32 extents");
      }
      dims = Arrays.copyOf(dims, dims.length + 1);
      dims[dims.length - 1] = in.integer();
    }
    return dims;
  }

  private static long binarySize(JsonInput in) {
    long size = -1;
    in.beginObject();
    for (String key = in.name(); key != null; key = in.name()) {
      if (key.equals("binary_data_size")) {
        size = in.integer();
        if (size < 0) {
          throw ServingException.invalid("binary_data_size should be 0 or more, but is %d", size);
        }
      } else {
        in.skip();
      }
    }
    return size;
  }

  /**
   * The input.
   *
   * @param raw the bytes behind the JSON, from this input's on
   */
  InputRows toRows(ByteBuffer raw, Limits limits) {
    if (data != null) {
      return data.toRows(shape);
    }
    if (binarySize > raw.remaining()) {
      throw ServingException.invalid(
          "input '%s': binary_data_size is %d, but %d bytes are left of the body; does"
              + " Inference-Header-Content-Length give the length of the JSON?",
          port.name(), binarySize, raw.remaining());
    }
    ByteBuffer own = raw.slice(raw.position(), (int) binarySize);
    raw.position(raw.position() + (int) binarySize);
    return RawTensor.read(port, datatype, shape, own, limits);
  }
}
