package io.trihorn.backend.dl4j.samediff;

import io.trihorn.graph.TensorData;
import java.util.EnumMap;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Element types and arrays in ND4J's terms. */
public final class Arrays {
  private static final Map<ai.djl.ndarray.types.DataType, DataType> TYPES =
      new EnumMap<>(ai.djl.ndarray.types.DataType.class);

  static {
    TYPES.put(ai.djl.ndarray.types.DataType.FLOAT32, DataType.FLOAT);
    TYPES.put(ai.djl.ndarray.types.DataType.FLOAT64, DataType.DOUBLE);
    TYPES.put(ai.djl.ndarray.types.DataType.FLOAT16, DataType.FLOAT16);
    TYPES.put(ai.djl.ndarray.types.DataType.BFLOAT16, DataType.BFLOAT16);
    TYPES.put(ai.djl.ndarray.types.DataType.INT64, DataType.INT64);
    TYPES.put(ai.djl.ndarray.types.DataType.INT32, DataType.INT32);
    TYPES.put(ai.djl.ndarray.types.DataType.INT8, DataType.INT8);
    TYPES.put(ai.djl.ndarray.types.DataType.UINT8, DataType.UINT8);
    TYPES.put(ai.djl.ndarray.types.DataType.BOOLEAN, DataType.BOOL);
  }

  private Arrays() {}

  /**
   * ND4J's element type.
   *
   * @throws UnsupportedOperationException if it has none
   */
  public static DataType type(ai.djl.ndarray.types.DataType dtype) {
    DataType type = TYPES.get(dtype);
    if (type == null) {
      throw new UnsupportedOperationException("ND4J has no element type " + dtype);
    }
    return type;
  }

  /** A copy of a tensor. */
  public static INDArray of(TensorData data) {
    DataType type = type(data.dtype());
    INDArray array =
        data.type().rank() == 0
            ? Nd4j.scalar(type, 0)
            : Nd4j.createUninitialized(type, data.type().dims());
    Pointer.memcpy(array.data().addressPointer(), new Pointer(data.bytes()), data.type().bytes());
    return array;
  }
}
