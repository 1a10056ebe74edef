package io.trihorn.backend.reference;

import io.trihorn.backend.Executable;
import io.trihorn.graph.Graph;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A program over the variables of a store. */
final class HostExecutable implements Executable {
  private final HostStore store;
  private final Program program;
  private final List<TensorType> parameters;
  private final List<TensorType> outputs;
  private final Set<Variable> reads;
  private final List<Variable> updated;
  private volatile boolean closed;

  HostExecutable(Graph graph, HostStore store) {
    this.store = store;
    this.parameters = graph.parameterTypes();
    this.outputs = graph.outputTypes();
    this.reads = graph.reads().keySet();
    this.updated = List.copyOf(graph.updates().keySet());
    List<Value> results = new ArrayList<>(graph.outputs());
    results.addAll(graph.updates().values());
    this.program = new Program(graph, results);
  }

  @Override
  public void run(List<TensorData> feeds, List<TensorData> fetches) {
    if (closed) {
      throw new IllegalStateException("the program is closed");
    }
    check("feed", parameters, feeds, false);
    check("fetch", outputs, fetches, true);
    List<Array> arguments = feeds.stream().map(Array::from).toList();
    List<Array> results = updated.isEmpty() ? evaluate(arguments) : evaluateAndAssign(arguments);
    for (int i = 0; i < fetches.size(); i++) {
      if (fetches.get(i) != null) {
        results.get(i).copyTo(fetches.get(i));
      }
    }
  }

  private List<Array> evaluate(List<Array> arguments) {
    return program.run(arguments, store.snapshot(reads));
  }

  private List<Array> evaluateAndAssign(List<Array> arguments) {
    store.updating().lock();
    try {
      List<Array> results = evaluate(arguments);
      Map<Variable, Array> assigned = new HashMap<>();
      for (int i = 0; i < updated.size(); i++) {
        assigned.put(updated.get(i), results.get(outputs.size() + i));
      }
      store.assign(assigned);
      return results;
    } finally {
      store.updating().unlock();
    }
  }

  private static void check(
      String what, List<TensorType> expected, List<TensorData> given, boolean optional) {
    if (expected.size() != given.size()) {
      throw new IllegalArgumentException(
          "expected a " + what + " for each of " + expected + ", but got " + given.size());
    }
    for (int i = 0; i < expected.size(); i++) {
      TensorData data = given.get(i);
      boolean fits = data == null ? optional : data.type().equals(expected.get(i));
      if (!fits) {
        throw new ShapeException(
            what
                + " "
                + i
                + " should be "
                + expected.get(i)
                + ", but is "
                + (data == null ? "null" : data.type()));
      }
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
