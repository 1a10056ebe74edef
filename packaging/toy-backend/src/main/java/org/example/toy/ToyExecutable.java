package org.example.toy;

import io.trihorn.backend.ExecutableBase;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.List;

/** A program over the variables of a store. */
final class ToyExecutable extends ExecutableBase {
  private final ToyStore store;
  private final Interpreter interpreter;
  private final List<Variable> assigned;
  private final int outputs;

  ToyExecutable(Graph graph, ToyStore store) {
    super(graph, store);
    this.store = store;
    this.assigned = List.copyOf(graph.updates().keySet());
    this.outputs = graph.outputs().size();
    List<Value> results = new ArrayList<>(graph.outputs());
    results.addAll(graph.updates().values());
    this.interpreter = new Interpreter(graph, results);
  }

  @Override
  protected void execute(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    List<TensorData> arguments = feeds.stream().map(feed -> onHost(feed)).toList();
    List<TensorData> results = interpreter.run(arguments, store::value);
    for (int i = 0; i < outputs; i++) {
      if (fetches.get(i) != null) {
        fetches.get(i).copyFrom(results.get(i));
      }
    }
    for (int i = 0; i < assigned.size(); i++) {
      store.put(assigned.get(i), results.get(outputs + i));
    }
  }

  @Override
  protected void free() {
    // The garbage collector does it.
  }
}
