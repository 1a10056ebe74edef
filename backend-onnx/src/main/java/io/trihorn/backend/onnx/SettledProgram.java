package io.trihorn.backend.onnx;

import io.trihorn.backend.onnx.OnnxStore.Cell;
import io.trihorn.graph.Cost;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Linear;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program that assigns nothing, and its form with the values of its variables built in. The
 * engine then lays kernels out for its convolutions and products once instead of at each run, and
 * fuses them with what follows. That form is made when the values have stayed as they are for a
 * number of runs, which follows from the graph alone, and is dropped when one changes: training,
 * with a prediction now and then, does not compile over and over.
 *
 * <p>It is made for all threads, and for half of them once runs go on side by side: threads of two
 * runs that wait for each other inside of operators take each other's processors. Both have the
 * same values.
 *
 * <p>All is done under the store's lock, under which values do not change.
 */
final class SettledProgram implements AutoCloseable {
  /** What compiling costs, measured: for any program, for a node, and for a byte of weights. */
  private static final double BASE_SECONDS = 3e-3;

  private static final double NODE_SECONDS = 1.5e-4;
  private static final double BYTE_SECONDS = 2e-9;

  /** What a run takes at best: multiply-adds in a second, and the call of a node. */
  private static final double MULTIPLY_ADDS = 1e10;

  private static final double CALL_SECONDS = 3e-6;

  /** What it takes to lay a byte of a convolution's kernel out anew, in each run that is fed it. */
  private static final double LAYOUT_SECONDS = 1e-9;

  private static final int FEWEST_RUNS = 3;
  private static final int MOST_RUNS = 1000;

  private final Graph graph;
  private final OnnxProgram fed;
  private final OnnxStore store;
  private final int patience;
  private final List<Cell> cells = new ArrayList<>();
  private final List<Long> versions = new ArrayList<>();
  private long seen;
  private int runs;
  private Map<Variable, TensorData> values;
  private final Built whole;
  private final Built half;

  /** The values built in, for a number of threads; null until it is made. */
  private static final class Built {
    private final OnnxSettings settings;
    private boolean compiling;
    private OnnxProgram program;

    Built(OnnxSettings settings) {
      this.settings = settings;
    }

    void drop() {
      if (program != null) {
        program.close();
        program = null;
      }
    }
  }

  /**
   * Compiles the program that is fed the variables.
   *
   * @param outputs the positions that the graph's outputs have in the whole program
   */
  SettledProgram(Graph graph, BitSet outputs, OnnxStore store, OnnxSettings settings) {
    this.graph = graph;
    this.store = store;
    // For all forms: they have the same work.
    OnnxSettings all = settings.forWorkOf(graph);
    this.fed = new OnnxProgram(graph, outputs, store.device(), all);
    this.whole = new Built(all);
    this.half =
        all.threads() > 1 && !store.device().isGpu()
            ? new Built(all.withThreads(all.threads() / 2))
            : whole;
    boolean fixed = graph.updates().isEmpty() && !fed.names().reads().isEmpty();
    this.patience = fixed ? patience(graph) : Integer.MAX_VALUE;
  }

  /**
   * How often values are fed before they are built in: until that has cost as much as compiling.
   */
  static int patience(Graph graph) {
    int nodes = graph.nodes().size();
    long bytes = graph.reads().keySet().stream().mapToLong(v -> v.type().bytes()).sum();
    double compile = BASE_SECONDS + nodes * NODE_SECONDS + bytes * BYTE_SECONDS;
    long kernels =
        graph.nodes().stream()
            .filter(node -> node.op() instanceof Linear.Conv)
            .mapToLong(node -> node.input(1).type().bytes())
            .sum();
    double run =
        (double) Cost.of(graph) / MULTIPLY_ADDS + nodes * CALL_SECONDS + kernels * LAYOUT_SECONDS;
    return (int) Math.max(FEWEST_RUNS, Math.min(MOST_RUNS, compile / run));
  }

  /**
   * The form to run now.
   *
   * @param beside whether other runs go on
   */
  OnnxProgram current(boolean beside) {
    if (patience == Integer.MAX_VALUE) {
      return fed;
    }
    Built form = beside ? half : whole;
    Map<Variable, TensorData> settled;
    synchronized (this) {
      if (!unchanged()) {
        forget();
      }
      if (form.program != null) {
        return form.program;
      }
      if (++runs <= patience || form.compiling) {
        return whole.program != null ? whole.program : fed;
      }
      form.compiling = true;
      if (values == null) {
        values = values();
      }
      settled = values;
    }
    OnnxProgram made = null;
    try {
      made = new OnnxProgram(graph, fed.outputs(), settled, store.device(), form.settings);
      return made;
    } finally {
      synchronized (this) {
        form.compiling = false;
        form.program = made;
      }
    }
  }

  /** Looks at each variable only where one in the store has changed: there may be hundreds. */
  private boolean unchanged() {
    long now = store.versions();
    if (now == seen) {
      return !cells.isEmpty();
    }
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).version() != versions.get(i)) {
        return false;
      }
    }
    seen = now;
    return !cells.isEmpty();
  }

  /** Nobody runs what is dropped: whoever looks sees the change, and changes wait for runs. */
  private void forget() {
    whole.drop();
    half.drop();
    values = null;
    runs = 0;
    seen = store.versions();
    cells.clear();
    versions.clear();
    for (Variable variable : fed.names().reads().keySet()) {
      Cell cell = store.cell(variable);
      cells.add(cell);
      versions.add(cell.version());
    }
  }

  private Map<Variable, TensorData> values() {
    Map<Variable, TensorData> values = new HashMap<>();
    fed.names().reads().keySet().forEach(v -> values.put(v, store.cell(v).copy()));
    return values;
  }

  /** Whether the values are built in. */
  synchronized boolean isBuilt() {
    return whole.program != null;
  }

  /** Whether they are for runs that have others beside them. */
  synchronized boolean isBuiltForHalf() {
    return half.program != null;
  }

  @Override
  public synchronized void close() {
    fed.close();
    whole.drop();
    half.drop();
    values = null;
  }
}
