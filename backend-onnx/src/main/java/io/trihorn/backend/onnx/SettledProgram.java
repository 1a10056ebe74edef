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
  private final OnnxSettings settings;
  private final int patience;
  private final List<Cell> cells = new ArrayList<>();
  private final List<Long> versions = new ArrayList<>();
  private int runs;
  private boolean compiling;
  private OnnxProgram built;

  /**
   * Compiles the program that is fed the variables.
   *
   * @param outputs the positions that the graph's outputs have in the whole program
   */
  SettledProgram(Graph graph, BitSet outputs, OnnxStore store, OnnxSettings settings) {
    this.graph = graph;
    this.store = store;
    // For both forms: they have the same work.
    this.settings = settings.forWorkOf(graph);
    this.fed = new OnnxProgram(graph, outputs, store.device(), this.settings);
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

  /** The form to run now. */
  OnnxProgram current() {
    if (patience == Integer.MAX_VALUE) {
      return fed;
    }
    Map<Variable, TensorData> values;
    synchronized (this) {
      if (!unchanged()) {
        forget();
      }
      if (built != null) {
        return built;
      }
      if (++runs <= patience || compiling) {
        return fed;
      }
      compiling = true;
      values = values();
    }
    OnnxProgram made = null;
    try {
      made = new OnnxProgram(graph, fed.outputs(), values, store.device(), settings);
      return made;
    } finally {
      synchronized (this) {
        compiling = false;
        built = made;
      }
    }
  }

  private boolean unchanged() {
    for (int i = 0; i < cells.size(); i++) {
      if (cells.get(i).version() != versions.get(i)) {
        return false;
      }
    }
    return !cells.isEmpty();
  }

  /** Nobody runs what is dropped: whoever looks sees the change, and changes wait for runs. */
  private void forget() {
    if (built != null) {
      built.close();
      built = null;
    }
    runs = 0;
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
    return built != null;
  }

  @Override
  public synchronized void close() {
    fed.close();
    if (built != null) {
      built.close();
      built = null;
    }
  }
}
