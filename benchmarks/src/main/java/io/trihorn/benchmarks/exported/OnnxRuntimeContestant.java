package io.trihorn.benchmarks.exported;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trihorn.graph.TensorData;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Path;
import java.util.Map;

/** ONNX Runtime's Java API with a plain session: the engine's defaults, but for the threads. */
public final class OnnxRuntimeContestant extends ExportedContestant {
  private OrtSession session;
  private String input;

  /** A contestant that has no file yet. */
  public OnnxRuntimeContestant() {
    super("onnx", "onnx");
  }

  @Override
  void open(Path file, int threads) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      session = OrtEnvironment.getEnvironment().createSession(file.toString(), options);
      input = session.getInputNames().iterator().next();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not open " + file, e);
    }
  }

  @Override
  float[] run(TensorData inputs) {
    try (OnnxTensor tensor = tensor(inputs);
        OrtSession.Result result = session.run(Map.of(input, tensor))) {
      FloatBuffer values = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] outputs = new float[values.remaining()];
      values.get(outputs);
      return outputs;
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime does not run the model", e);
    }
  }

  private static OnnxTensor tensor(TensorData data) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    long[] shape = data.type().dims();
    return data.type().dtype() == DataType.INT32
        ? OnnxTensor.createTensor(environment, IntBuffer.wrap(integers(data)), shape)
        : OnnxTensor.createTensor(environment, FloatBuffer.wrap(data.toFloatArray()), shape);
  }

  @Override
  public String info() {
    return "ONNX Runtime " + OrtEnvironment.getEnvironment().getVersion() + " with a plain session";
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("the session does not close", e);
    } finally {
      super.close();
    }
  }
}
