package io.trihorn.benchmarks.exported;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.SessionFunction;
import org.tensorflow.Tensor;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** TensorFlow Java's bundle of a SavedModel: the engine's defaults, but for the threads. */
public final class SavedModelContestant extends ExportedContestant {
  private SavedModelBundle bundle;
  private SessionFunction function;
  private String input;

  /** A contestant that has no file yet. */
  public SavedModelContestant() {
    super("tf_saved_model", "tensorflow");
  }

  @Override
  void open(Path directory, int threads) {
    ConfigProto config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(threads)
            .setInterOpParallelismThreads(threads)
            .build();
    bundle = SavedModelBundle.loader(directory.toString()).withConfigProto(config).load();
    function = bundle.function("serving_default");
    input = function.signature().inputNames().iterator().next();
  }

  @Override
  float[] run(TensorData inputs) {
    try (Tensor tensor = tensor(inputs);
        Result result = function.call(Map.of(input, tensor))) {
      TFloat32 values = (TFloat32) result.get(0);
      float[] outputs = new float[Math.toIntExact(values.size())];
      values.asRawTensor().data().asFloats().read(outputs);
      return outputs;
    }
  }

  private static Tensor tensor(TensorData data) {
    Shape shape = Shape.of(data.type().dims());
    return data.type().dtype() == DataType.INT32
        ? TInt32.tensorOf(shape, DataBuffers.of(integers(data), true, false))
        : TFloat32.tensorOf(shape, DataBuffers.of(data.toFloatArray(), true, false));
  }

  @Override
  public String info() {
    return "TensorFlow " + TensorFlow.version() + " with a SavedModel's bundle";
  }

  @Override
  public void close() {
    bundle.close();
    super.close();
  }
}
