package io.trihorn.benchmarks.trihorn;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.benchmarks.Timing;
import io.trihorn.data.Dataset;
import io.trihorn.graph.Cost;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.layers.Layers;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * How the cost of a training step grows with layers, length and batch, and that of compilation with
 * nodes. A step's processor time is told for each million of multiply-adds too: where that does not
 * rise, the cost grows no faster than the work.
 */
public final class Scaling {
  private static final int WIDTH = 128;
  private static final int CLASSES = 10;
  private static final double SECONDS = 0.5;

  /** What grows: a name, the sizes, and for each the model and the batch. */
  private record Axis(
      String name, List<Integer> sizes, IntFunction<Model> model, IntFunction<Integer> batch) {}

  private static final List<Axis> AXES =
      List.of(
          new Axis("layers", List.of(1, 3, 10, 30, 100), Scaling::deep, n -> 32),
          new Axis("sequence, LSTM", List.of(32, 128, 512, 2048), Scaling::recurrent, n -> 8),
          new Axis("batch", List.of(1, 8, 64, 512), n -> deep(4), n -> n));
  private static final List<Integer> NODES = List.of(1_000, 3_000, 10_000, 30_000, 100_000);

  private Scaling() {}

  private static Model deep(int layers) {
    List<Layer> all = new ArrayList<>(List.of(Layers.input(WIDTH)));
    for (int i = 0; i < layers; i++) {
      all.add(Layers.dense(WIDTH, "relu"));
    }
    all.add(Layers.dense(CLASSES, "softmax"));
    return new Sequential(all);
  }

  private static Model recurrent(int length) {
    return new Sequential(
        Layers.input(length, WIDTH), Layers.lstm(WIDTH), Layers.dense(CLASSES, "softmax"));
  }

  /**
   * Measures.
   *
   * @param backend the name of the backend
   * @param out takes the lines of the table as they are there
   */
  public static void run(String backend, Consumer<String> out) {
    out.accept(backend + ": training step, Adam");
    out.accept(line("", "size", "ms", "cpu ms", "cpu us per 10^6 multiply-adds"));
    for (Axis axis : AXES) {
      for (int size : axis.sizes()) {
        out.accept(step(backend, axis, size));
      }
    }
    out.accept(backend + ": compilation, a chain of operations");
    out.accept(line("", "nodes", "ms", "cpu ms", "cpu us per node"));
    for (int nodes : NODES) {
      out.accept(compilation(backend, nodes));
    }
  }

  private static String line(String name, String size, String ms, String cpu, String each) {
    return String.format("  %-16s %8s %10s %10s  %s", name, size, ms, cpu, each);
  }

  private static String line(String name, int size, Timing timing, double each) {
    return line(
        name,
        Integer.toString(size),
        String.format(Locale.ROOT, "%.2f", timing.millis()),
        String.format(Locale.ROOT, "%.2f", timing.cpuMillis()),
        String.format(Locale.ROOT, "%.1f", each));
  }

  private static String step(String backend, Axis axis, int size) {
    int batch = axis.batch().apply(size);
    try (Model model = axis.model().apply(size)) {
      model.seed(1).on(backend);
      model.compile("adam", "sparse_categorical_crossentropy");
      long[] row = model.inputs().get(0).shape().slice(1).getShape();
      TensorData x = TensorData.full(TensorType.of(DataType.FLOAT32, prepend(batch, row)), 0.5);
      TensorData y = TensorData.zeros(TensorType.of(DataType.INT32, batch, 1));
      Graph traced = model.trainingGraph(Dataset.of(x, y).batch(batch));
      // All in primitives: of a composite the work inside is not counted.
      long work = Cost.of(GraphCompiler.prepare(traced, Layout.CHANNELS_LAST, (op, in) -> false));
      Timing timing =
          Timing.of(
              steps -> {
                for (int i = 0; i < steps; i++) {
                  model.trainOnBatch(x, y);
                }
              },
              SECONDS,
              SECONDS);
      return line(axis.name(), size, timing, 1e9 * timing.cpuMillis() / work);
    }
  }

  private static long[] prepend(long first, long[] rest) {
    long[] dims = new long[rest.length + 1];
    dims[0] = first;
    System.arraycopy(rest, 0, dims, 1, rest.length);
    return dims;
  }

  /** Passes, the backend's compilation and the first run. */
  private static String compilation(String name, int nodes) {
    Backend backend = Backends.get(name);
    Variable weight = new Variable("w", TensorType.of(DataType.FLOAT32, 8, 8));
    TensorData x = TensorData.zeros(TensorType.of(DataType.FLOAT32, 4, 8));
    Graph graph = chain(nodes, weight, x.type());
    try (VariableStore store = backend.createStore(Device.cpu())) {
      store.write(weight, TensorData.zeros(weight.type()));
      Timing timing =
          Timing.ofOneGo(
              once -> {
                try (Executable program = GraphCompiler.compile(backend, graph, store)) {
                  program.run(List.of(x), List.of(TensorData.zeros(x.type())));
                }
              },
              1);
      int made = graph.nodes().size();
      return line("compilation", made, timing, 1e3 * timing.cpuMillis() / made);
    }
  }

  private static Graph chain(int nodes, Variable weight, TensorType type) {
    GraphBuilder builder = new GraphBuilder();
    Tensor x = new Tensor(builder, builder.parameter("x", type));
    Tensor w = new Tensor(builder, builder.read(weight));
    Tensor y = x;
    while (builder.mark() < nodes) {
      y = Ops.add(Ops.tanh(Nn.matmul(y, w)), x);
      y = Ops.multiply(y, Nn.sigmoid(y));
    }
    return builder.build(List.of(y.value()));
  }
}
