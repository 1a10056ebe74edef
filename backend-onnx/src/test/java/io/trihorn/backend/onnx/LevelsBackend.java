package io.trihorn.backend.onnx;

import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.ForwardingExecutable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.onnx.emit.InPlace;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.backend.onnx.emit.OnnxModel;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The onnx backend, and beside it each program as a file that others run: in plain sessions at
 * every level of ONNX Runtime's graph optimizations, whose results must be those without
 * optimizations. Programs that assign variables run once more at each level with new values written
 * where the old ones are, as far as {@link InPlace} finds that they may be, whatever their size.
 *
 * <p>Programs may be written in another form for this, such as the one for cards; their results
 * must be those of the usual form.
 */
final class LevelsBackend extends ForwardingBackend {
  /** What optimizations may change, as a part of a tensor's largest element. */
  private static final double ROUNDING = 2e-5;

  private static final double NARROW_ROUNDING = 1e-2;

  private final Supplier<OnnxEmitter> form;

  LevelsBackend() {
    this(OnnxEmitter::new);
  }

  LevelsBackend(Supplier<OnnxEmitter> form) {
    super(new OnnxBackend());
    this.form = form;
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    return new ForwardingExecutable(super.compile(graph, store)) {
      @Override
      public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
        Written file = written(graph, store);
        super.run(feeds, fetches);
        compare(graph, file, feeds);
      }

      @Override
      public List<DeviceTensor> call(List<? extends TensorValue> feeds, BitSet wanted) {
        Written file = written(graph, store);
        List<DeviceTensor> results = super.call(feeds, wanted);
        compare(graph, file, feeds);
        return results;
      }
    };
  }

  /**
   * A program as a file.
   *
   * @param usual it in the usual form
   * @param model it in the form to compare with that, with the same names
   * @param state the values that its variables have before it runs
   */
  private record Written(OnnxModel usual, OnnxModel model, Map<String, TensorData> state) {}

  private static OnnxModel written(OnnxEmitter emitter, Graph graph, VariableStore store) {
    // Weights are constants in files of predictions, on which more optimizations work.
    return (graph.updates().isEmpty() ? emitter.values(store::read) : emitter).emit(graph);
  }

  private Written written(Graph graph, VariableStore store) {
    OnnxModel usual = written(new OnnxEmitter(), graph, store);
    OnnxModel model = written(form.get(), graph, store);
    Map<String, TensorData> state = new LinkedHashMap<>();
    model.reads().forEach((variable, name) -> state.put(name, store.read(variable)));
    return new Written(usual, model, state);
  }

  /** Fails if a level gives other results than the lowest. */
  private static void compare(Graph graph, Written file, List<? extends TensorValue> feeds) {
    OnnxModel model = file.model();
    Map<String, TensorData> inputs = new LinkedHashMap<>(file.state());
    for (int i = 0; i < feeds.size(); i++) {
      if (model.parameters().get(i) != null) {
        inputs.put(model.parameters().get(i), feeds.get(i).toHost());
      }
    }
    Map<String, TensorType> outputs = new LinkedHashMap<>();
    for (int i = 0; i < model.outputs().size(); i++) {
      if (model.outputs().get(i) != null) {
        outputs.put(model.outputs().get(i), graph.outputTypes().get(i));
      }
    }
    model.updates().forEach((variable, name) -> outputs.put(name, variable.type()));
    if (outputs.isEmpty()) {
      return;
    }
    Map<String, TensorData> plain = run(file.usual(), OptLevel.NO_OPT, inputs, outputs, Map.of());
    InPlace.Found found = InPlace.in(model, 0);
    Map<String, String> places = new LinkedHashMap<>();
    found.variables().forEach(v -> places.put(model.updates().get(v), model.reads().get(v)));
    List<String> wrong = new ArrayList<>();
    for (OptLevel level : OptLevel.values()) {
      if (level != OptLevel.NO_OPT || !model.proto().equals(file.usual().proto())) {
        differences(plain, run(model, level, inputs, outputs, Map.of()))
            .forEach(difference -> wrong.add(level + " " + difference));
      }
      if (!places.isEmpty()) {
        differences(plain, run(found.model(), level, inputs, outputs, places))
            .forEach(difference -> wrong.add(level + " in place " + difference));
      }
    }
    if (!wrong.isEmpty()) {
      throw new AssertionError(
          "ONNX Runtime's optimizations, or another form, change results: "
              + wrong
              + "\nin this graph:\n"
              + graph);
    }
  }

  private static List<String> differences(
      Map<String, TensorData> plain, Map<String, TensorData> others) {
    List<String> differences = new ArrayList<>();
    others.forEach(
        (name, value) -> {
          String difference = difference(plain.get(name), value);
          if (difference != null) {
            differences.add(name + ": " + difference);
          }
        });
    return differences;
  }

  private static String difference(TensorData plain, TensorData other) {
    DataType dtype = plain.dtype();
    double scale = 0;
    for (long i = 0; i < plain.size(); i++) {
      double magnitude = Math.abs(plain.getDouble(i));
      scale = Double.isFinite(magnitude) ? Math.max(scale, magnitude) : scale;
    }
    boolean narrow = dtype == DataType.FLOAT16 || dtype == DataType.BFLOAT16;
    double allowed = !dtype.isFloating() ? 0 : (narrow ? NARROW_ROUNDING : ROUNDING) * scale;
    double most = 0;
    long where = -1;
    for (long i = 0; i < plain.size(); i++) {
      double a = plain.getDouble(i);
      double b = other.getDouble(i);
      double apart = Double.compare(a, b) == 0 ? 0 : Math.abs(a - b);
      if (Double.isNaN(apart) || apart > Math.max(most, allowed)) {
        most = Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart;
        where = i;
      }
    }
    return where < 0
        ? null
        : "element %d of %s is %s instead of %s, the largest is %s"
            .formatted(where, plain.type(), other.getDouble(where), plain.getDouble(where), scale);
  }

  /**
   * Runs a model.
   *
   * @param places of some outputs the inputs that they are written over
   */
  private static Map<String, TensorData> run(
      OnnxModel model,
      OptLevel level,
      Map<String, TensorData> inputs,
      Map<String, TensorType> outputs,
      Map<String, String> places) {
    byte[] file = model.proto().toByteArray();
    List<OnnxTensor> tensors = new ArrayList<>();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setOptimizationLevel(level);
      options.setIntraOpNumThreads(1);
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      Map<String, TensorData> given = new LinkedHashMap<>(inputs);
      places.values().forEach(name -> given.put(name, copyOf(inputs.get(name))));
      Map<String, OnnxTensor> fed = new LinkedHashMap<>();
      given.forEach((name, data) -> fed.put(name, over(data, tensors)));
      Map<String, TensorData> results = new LinkedHashMap<>();
      Map<String, OnnxTensor> pinned = new LinkedHashMap<>();
      outputs.forEach(
          (name, type) -> {
            String place = places.get(name);
            results.put(name, place == null ? TensorData.zeros(type) : given.get(place));
            pinned.put(name, place == null ? over(results.get(name), tensors) : fed.get(place));
          });
      try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file, options)) {
        session.run(fed, pinned).close();
      }
      return results;
    } catch (OrtException e) {
      throw new BackendException(level + ": " + e.getMessage(), e);
    } finally {
      tensors.forEach(OnnxTensor::close);
    }
  }

  private static TensorData copyOf(TensorData data) {
    TensorData copy = TensorData.zeros(data.type());
    copy.copyFrom(data);
    return copy;
  }

  private static OnnxTensor over(TensorData data, List<OnnxTensor> made) {
    OnnxTensor tensor = OnnxTensors.over(data);
    made.add(tensor);
    return tensor;
  }
}
