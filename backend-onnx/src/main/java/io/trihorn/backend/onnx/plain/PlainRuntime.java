package io.trihorn.backend.onnx.plain;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A file in a session of ONNX Runtime, without anything of Trihorn's between. */
public final class PlainRuntime implements AutoCloseable {
  private static final Map<OnnxJavaType, DataType> TYPES =
      Map.of(
          OnnxJavaType.FLOAT, DataType.FLOAT32,
          OnnxJavaType.DOUBLE, DataType.FLOAT64,
          OnnxJavaType.FLOAT16, DataType.FLOAT16,
          OnnxJavaType.INT8, DataType.INT8,
          OnnxJavaType.UINT8, DataType.UINT8,
          OnnxJavaType.INT32, DataType.INT32,
          OnnxJavaType.INT64, DataType.INT64,
          OnnxJavaType.BOOL, DataType.BOOLEAN);

  private final Path file;
  private final OrtSession session;

  /**
   * A session.
   *
   * @throws IOException if ONNX Runtime does not take the file
   */
  public PlainRuntime(Path file, OptLevel optimizations) throws IOException {
    this.file = file;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(optimizations);
      session = OrtEnvironment.getEnvironment().createSession(file.toString(), options);
    } catch (OrtException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * The element type of an input or output.
   *
   * @throws IllegalArgumentException if it is no tensor, or one of texts
   */
  public static DataType dtype(String name, ValueInfo info) {
    DataType dtype = info instanceof TensorInfo tensor ? TYPES.get(tensor.type) : null;
    if (dtype == null) {
      throw new IllegalArgumentException(
          "'%s' should be a tensor of one of %s, but is %s"
              .formatted(name, TYPES.values().stream().sorted().toList(), info));
    }
    return dtype;
  }

  /**
   * The inputs by name.
   *
   * @throws IOException if ONNX Runtime does not tell
   */
  public Map<String, NodeInfo> inputs() throws IOException {
    try {
      return session.getInputInfo();
    } catch (OrtException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** The names of the outputs. */
  public Set<String> outputNames() {
    return session.getOutputNames();
  }

  /**
   * The outputs by name, in the file's order.
   *
   * @param operands the inputs by name
   * @throws IOException if ONNX Runtime fails
   */
  public Map<String, TensorData> run(Map<String, TensorData> operands) throws IOException {
    Map<String, OnnxTensor> fed = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, TensorData> operand : operands.entrySet()) {
        fed.put(operand.getKey(), over(operand.getValue()));
      }
      Map<String, TensorData> outputs = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(fed)) {
        for (Map.Entry<String, OnnxValue> each : result) {
          outputs.put(each.getKey(), copy(each.getKey(), (OnnxTensor) each.getValue()));
        }
      }
      return outputs;
    } catch (OrtException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    } finally {
      fed.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor over(TensorData data) throws OrtException {
    OnnxJavaType type =
        TYPES.entrySet().stream()
            .filter(e -> e.getValue() == data.dtype())
            .findFirst()
            .orElseThrow()
            .getKey();
    return OnnxTensor.createTensor(
        OrtEnvironment.getEnvironment(), data.bytes(), data.type().dims(), type);
  }

  private static TensorData copy(String name, OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    TensorData copy = TensorData.zeros(TensorType.of(dtype(name, info), info.getShape()));
    ByteBuffer bytes = tensor.getByteBuffer();
    copy.bytes().put(bytes);
    return copy;
  }

  @Override
  public void close() throws IOException {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
