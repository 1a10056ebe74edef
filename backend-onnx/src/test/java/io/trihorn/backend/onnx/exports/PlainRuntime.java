package io.trihorn.backend.onnx.exports;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** ONNX Runtime as anybody uses it: a session over a file, tensors by name. */
final class PlainRuntime implements AutoCloseable {
  private static final Map<OnnxJavaType, DataType> TYPES =
      Map.of(
          OnnxJavaType.FLOAT, DataType.FLOAT32,
          OnnxJavaType.DOUBLE, DataType.FLOAT64,
          OnnxJavaType.INT32, DataType.INT32,
          OnnxJavaType.INT64, DataType.INT64,
          OnnxJavaType.BOOL, DataType.BOOLEAN);

  private final OrtSession session;

  PlainRuntime(Path file) throws OrtException {
    this(file, OptLevel.ALL_OPT);
  }

  PlainRuntime(Path file, OptLevel optimizations) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(optimizations);
      session = OrtEnvironment.getEnvironment().createSession(file.toString(), options);
    }
  }

  OrtSession session() {
    return session;
  }

  Map<String, TensorData> run(Map<String, TensorData> inputs) throws OrtException {
    Map<String, OnnxTensor> fed = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, TensorData> input : inputs.entrySet()) {
        fed.put(input.getKey(), tensor(input.getValue()));
      }
      try (OrtSession.Result result = session.run(fed)) {
        Map<String, TensorData> outputs = new LinkedHashMap<>();
        result.forEach(e -> outputs.put(e.getKey(), data((OnnxTensor) e.getValue())));
        return outputs;
      }
    } finally {
      fed.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(TensorData data) throws OrtException {
    OnnxJavaType type =
        TYPES.entrySet().stream()
            .filter(e -> e.getValue() == data.dtype())
            .findFirst()
            .orElseThrow()
            .getKey();
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), data.bytes(), data.type().dims(), type);
  }

  private static TensorData data(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    TensorData data = TensorData.zeros(TensorType.of(TYPES.get(info.type), info.getShape()));
    ByteBuffer bytes = tensor.getByteBuffer();
    data.bytes().put(bytes);
    return data;
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
