package io.trihorn.backend.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import io.trihorn.backend.BackendException;
import io.trihorn.graph.TensorData;
import java.util.EnumMap;
import java.util.Map;

/** Tensors of the engine over our buffers, without copies. */
final class OnnxTensors {
  private static final Map<DataType, OnnxJavaType> TYPES = new EnumMap<>(DataType.class);

  static {
    TYPES.put(DataType.FLOAT32, OnnxJavaType.FLOAT);
    TYPES.put(DataType.FLOAT64, OnnxJavaType.DOUBLE);
    TYPES.put(DataType.FLOAT16, OnnxJavaType.FLOAT16);
    TYPES.put(DataType.BFLOAT16, OnnxJavaType.BFLOAT16);
    TYPES.put(DataType.INT8, OnnxJavaType.INT8);
    TYPES.put(DataType.INT32, OnnxJavaType.INT32);
    TYPES.put(DataType.INT64, OnnxJavaType.INT64);
    TYPES.put(DataType.UINT8, OnnxJavaType.UINT8);
    TYPES.put(DataType.BOOLEAN, OnnxJavaType.BOOL);
  }

  private OnnxTensors() {}

  /** Whether values of this element type can go in and out. */
  static boolean supports(DataType dtype) {
    return TYPES.containsKey(dtype);
  }

  /** A tensor that is the data's own memory; it keeps the memory alive, and must be closed. */
  static OnnxTensor over(TensorData data) {
    try {
      return OnnxTensor.createTensor(
          OnnxEngine.environment(), data.bytes(), data.type().dims(), TYPES.get(data.dtype()));
    } catch (OrtException e) {
      throw new BackendException(
          "ONNX Runtime cannot use memory of type " + data.type() + ": " + e.getMessage(), e);
    }
  }
}
