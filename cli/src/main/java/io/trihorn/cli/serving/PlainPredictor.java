package io.trihorn.cli.serving;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.trihorn.backend.onnx.plain.PlainRuntime;
import io.trihorn.graph.TensorData;
import io.trihorn.serving.models.Predictor;
import io.trihorn.serving.models.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** ONNX Runtime's own Java API behind the server, with nothing of Trihorn's between. */
final class PlainPredictor implements Predictor {
  private final Signature signature;
  private final PlainRuntime runtime;
  private final String input;

  PlainPredictor(Path file, Signature signature) throws IOException {
    this.signature = signature;
    runtime = new PlainRuntime(file, OptLevel.ALL_OPT);
    input = runtime.inputs().keySet().iterator().next();
  }

  @Override
  public Signature signature() {
    return signature;
  }

  @Override
  public List<TensorData> predict(List<TensorData> inputs) {
    try {
      return List.copyOf(runtime.run(Map.of(input, inputs.get(0))).values());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      runtime.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
