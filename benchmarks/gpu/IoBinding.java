import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.backend.onnx.emit.OnnxModel;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.onnxruntime.Env;
import org.bytedeco.onnxruntime.MemoryInfo;
import org.bytedeco.onnxruntime.RunOptions;
import org.bytedeco.onnxruntime.Session;
import org.bytedeco.onnxruntime.SessionOptions;
import org.bytedeco.onnxruntime.ValueVector;
import org.bytedeco.onnxruntime.global.onnxruntime;

/**
 * What it costs beside the kernels to keep a program's variables with ONNX Runtime, on a processor:
 * by outputs in memory of ours, which the official Java interface has too, by bindings that are
 * made once, and by bindings whose outputs ONNX Runtime allocates, as it would on a card. The
 * presets {@code org.bytedeco:onnxruntime:1.24.1-1.5.13} have all three. The first argument is the
 * number of turns.
 */
public final class IoBinding {
  private static final int STEPS = 50;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private IoBinding() {}

  /** A step of gradient descent on a chain of products, each with a function behind it. */
  private static Graph step(int layers, int width, int batch) {
    GraphBuilder builder = new GraphBuilder();
    Primitives ops = new Primitives(builder);
    TensorType matrix = TensorType.of(DataType.FLOAT32, width, width);
    Value x = builder.parameter("x", TensorType.of(DataType.FLOAT32, batch, width));
    Map<Variable, Value> updates = new LinkedHashMap<>();
    for (int i = 0; i < layers; i++) {
      Variable weights = new Variable("w" + i, matrix);
      Value w = builder.read(weights);
      Value y = ops.unary(UnaryKind.TANH, ops.matmul(x, w, false, false));
      Value slope = ops.matmul(x, y, true, false);
      updates.put(weights, ops.sub(w, ops.mul(slope, ops.scalarLike(slope, 1e-6))));
      x = y;
    }
    return builder.build(List.of(x), updates);
  }

  private static org.bytedeco.onnxruntime.Value tensor(
      MemoryInfo where, TensorType type, Random random) {
    FloatPointer elements = new FloatPointer(type.size());
    for (long i = 0; i < type.size(); i++) {
      elements.put(i, (float) random.nextGaussian() * 0.05f);
    }
    LongPointer shape = new LongPointer(type.dims());
    return org.bytedeco.onnxruntime.Value.CreateTensorFloat(
        where.asOrtMemoryInfo(), elements, type.size(), shape, type.rank());
  }

  /** A way of going from one step to the next. */
  private interface Way {
    void step(int i);
  }

  private static Map<String, Way> ways(Graph graph) {
    OnnxModel model = new OnnxEmitter().emit(graph);
    byte[] bytes = model.proto().toByteArray();
    Env env = new Env(onnxruntime.ORT_LOGGING_LEVEL_WARNING, "io");
    SessionOptions options = new SessionOptions();
    options.SetIntraOpNumThreads(1);
    Session session = new Session(env, new BytePointer(bytes), bytes.length, options);
    RunOptions run = new RunOptions();
    MemoryInfo memory =
        MemoryInfo.CreateCpu(onnxruntime.OrtArenaAllocator, onnxruntime.OrtMemTypeDefault);
    Random random = new Random(3);
    org.bytedeco.onnxruntime.Value x = tensor(memory, graph.parameters().get(0).type(), random);
    org.bytedeco.onnxruntime.Value y = tensor(memory, graph.outputTypes().get(0), random);
    List<Variable> variables = new ArrayList<>(model.reads().keySet());
    List<List<org.bytedeco.onnxruntime.Value>> sets = new ArrayList<>();
    for (int s = 0; s < 2; s++) {
      sets.add(variables.stream().map(v -> tensor(memory, v.type(), random)).toList());
    }
    List<String> in = new ArrayList<>(List.of(model.parameters().get(0)));
    List<String> out = new ArrayList<>(List.of(model.outputs().get(0)));
    variables.forEach(v -> in.add(model.reads().get(v)));
    variables.forEach(v -> out.add(model.updates().get(v)));
    Map<String, Way> ways = new LinkedHashMap<>();
    ways.put("outputs in memory of ours", pinned(session, run, in, out, x, y, sets));
    ways.put("bound once", boundOnce(session, run, in, out, x, y, sets));
    ways.put(
        "bound to memory of the engine's", boundEachTime(session, run, memory, in, out, x, sets));
    return ways;
  }

  private static PointerPointer<BytePointer> names(List<String> names) {
    return new PointerPointer<>(names.stream().map(BytePointer::new).toArray(BytePointer[]::new));
  }

  private static org.bytedeco.onnxruntime.Value array(
      org.bytedeco.onnxruntime.Value first, List<org.bytedeco.onnxruntime.Value> rest) {
    PointerPointer<org.bytedeco.onnxruntime.OrtValue> values =
        new PointerPointer<>(1 + rest.size());
    values.put(0, first.asOrtValue());
    for (int i = 0; i < rest.size(); i++) {
      values.put(i + 1, rest.get(i).asOrtValue());
    }
    return new org.bytedeco.onnxruntime.Value(values);
  }

  private static Way pinned(
      Session session,
      RunOptions run,
      List<String> in,
      List<String> out,
      org.bytedeco.onnxruntime.Value x,
      org.bytedeco.onnxruntime.Value y,
      List<List<org.bytedeco.onnxruntime.Value>> sets) {
    PointerPointer<BytePointer> inNames = names(in);
    PointerPointer<BytePointer> outNames = names(out);
    org.bytedeco.onnxruntime.Value[] from = {array(x, sets.get(0)), array(x, sets.get(1))};
    org.bytedeco.onnxruntime.Value[] to = {array(y, sets.get(1)), array(y, sets.get(0))};
    return i -> session.Run(run, inNames, from[i % 2], in.size(), outNames, to[i % 2], out.size());
  }

  private static Way boundOnce(
      Session session,
      RunOptions run,
      List<String> in,
      List<String> out,
      org.bytedeco.onnxruntime.Value x,
      org.bytedeco.onnxruntime.Value y,
      List<List<org.bytedeco.onnxruntime.Value>> sets) {
    org.bytedeco.onnxruntime.IoBinding[] bindings = new org.bytedeco.onnxruntime.IoBinding[2];
    for (int s = 0; s < 2; s++) {
      bindings[s] = new org.bytedeco.onnxruntime.IoBinding(session);
      bindings[s].BindInput(in.get(0), x);
      bindings[s].BindOutput(out.get(0), y);
      for (int v = 1; v < in.size(); v++) {
        bindings[s].BindInput(in.get(v), sets.get(s).get(v - 1));
        bindings[s].BindOutput(out.get(v), sets.get(1 - s).get(v - 1));
      }
    }
    return i -> session.Run(run, bindings[i % 2]);
  }

  private static Way boundEachTime(
      Session session,
      RunOptions run,
      MemoryInfo memory,
      List<String> in,
      List<String> out,
      org.bytedeco.onnxruntime.Value x,
      List<List<org.bytedeco.onnxruntime.Value>> sets) {
    org.bytedeco.onnxruntime.IoBinding binding = new org.bytedeco.onnxruntime.IoBinding(session);
    binding.BindInput(in.get(0), x);
    for (int v = 1; v < in.size(); v++) {
      binding.BindInput(in.get(v), sets.get(0).get(v - 1));
    }
    out.forEach(name -> binding.BindOutput(name, memory.asOrtMemoryInfo()));
    return i -> {
      session.Run(run, binding);
      try (ValueVector made = binding.GetOutputValues()) {
        for (int v = 1; v < in.size(); v++) {
          binding.BindInput(in.get(v), made.get(v));
        }
      }
      binding.ClearBoundOutputs();
      out.forEach(name -> binding.BindOutput(name, memory.asOrtMemoryInfo()));
    };
  }

  private static void race(String name, Graph graph, int turns) {
    Map<String, Way> ways = ways(graph);
    Map<String, Double> best = new LinkedHashMap<>();
    for (int turn = 0; turn < turns; turn++) {
      ways.forEach(
          (way, steps) -> {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < STEPS; i++) {
              steps.step(i);
            }
            best.merge(way, (THREADS.getCurrentThreadCpuTime() - start) / 1e3 / STEPS, Math::min);
          });
    }
    best.forEach(
        (way, micros) ->
            System.out.printf(
                Locale.ROOT, "%-32s %-32s %7.1f µs of processor a step%n", name, way, micros));
  }

  /** Races the ways on a net of two large layers and on one of a hundred small ones. */
  public static void main(String[] turns) {
    int count = Integer.parseInt(turns[0]);
    race("2 variables of 256 x 256", step(2, 256, 64), count);
    race("100 variables of 8 x 8", step(100, 8, 4), count);
  }
}
