package io.trihorn.serving.tensors;

import ai.djl.ndarray.types.DataType;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.ServingException;
import java.util.Arrays;

/** The element types of the Open Inference Protocol, by its names, and TensorFlow's for them. */
public enum Datatype {
  /** One byte, 0 or 1. */
  BOOL(DataType.BOOLEAN, "DT_BOOL"),
  /** 8 bits. */
  UINT8(DataType.UINT8, "DT_UINT8"),
  /** 16 bits. */
  UINT16(DataType.UINT16, "DT_UINT16"),
  /** 32 bits. */
  UINT32(DataType.UINT32, "DT_UINT32"),
  /** 8 bits. */
  INT8(DataType.INT8, "DT_INT8"),
  /** 16 bits. */
  INT16(DataType.INT16, "DT_INT16"),
  /** 32 bits. */
  INT32(DataType.INT32, "DT_INT32"),
  /** 64 bits. */
  INT64(DataType.INT64, "DT_INT64"),
  /** Half floats. */
  FP16(DataType.FLOAT16, "DT_HALF"),
  /** Brain floats. */
  BF16(DataType.BFLOAT16, "DT_BFLOAT16"),
  /** Floats. */
  FP32(DataType.FLOAT32, "DT_FLOAT"),
  /** Doubles. */
  FP64(DataType.FLOAT64, "DT_DOUBLE"),
  /** Texts, or files of images. */
  BYTES(DataType.STRING, "DT_STRING");

  private final DataType dtype;
  private final String tensorflow;

  Datatype(DataType dtype, String tensorflow) {
    this.dtype = dtype;
    this.tensorflow = tensorflow;
  }

  /** The name that TensorFlow has for it. */
  public String tensorflow() {
    return tensorflow;
  }

  /**
   * That of an element type.
   *
   * @throws ServingException if the protocol has none
   */
  public static Datatype of(DataType dtype) {
    return Arrays.stream(values())
        .filter(type -> type.dtype == dtype)
        .findFirst()
        .orElseThrow(() -> ServingException.invalid("the protocol has no datatype for %s", dtype));
  }

  /**
   * What a client says that it sends: the datatype of the input, or {@code BYTES} for images.
   *
   * @throws ServingException if it is something else
   */
  public static Datatype parse(Port port, String name) {
    Datatype wanted = of(port.dtype());
    if (name.equals(wanted.name())) {
      return wanted;
    }
    if (name.equals(BYTES.name()) && port.isImage()) {
      return BYTES;
    }
    throw ServingException.invalid(
        "input '%s' takes the datatype %s%s, but got '%s'",
        port.name(), wanted, port.isImage() ? ", or BYTES for files of images" : "", name);
  }
}
