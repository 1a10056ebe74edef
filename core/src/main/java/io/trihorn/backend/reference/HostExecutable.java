package io.trihorn.backend.reference;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.ExecutableBase;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A program over the variables of a store. */
final class HostExecutable extends ExecutableBase {
  private final HostStore store;
  private final Program program;
  private final int outputs;
  private final List<Variable> updated;

  HostExecutable(Graph graph, HostStore store) {
    super(graph, store);
    this.store = store;
    this.outputs = graph.outputs().size();
    this.updated = List.copyOf(graph.updates().keySet());
    List<Value> results = new ArrayList<>(graph.outputs());
    results.addAll(graph.updates().values());
    this.program = new Program(graph, results);
  }

  @Override
  protected void execute(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    List<Array> results = evaluate(feeds);
    for (int i = 0; i < outputs; i++) {
      if (fetches.get(i) != null) {
        results.get(i).copyTo(fetches.get(i));
      }
    }
  }

  @Override
  protected List<DeviceMemory> execute(List<? extends TensorValue> feeds, BitSet wanted) {
    List<Array> results = evaluate(feeds);
    List<DeviceMemory> kept = new ArrayList<>();
    for (int i = 0; i < outputs; i++) {
      kept.add(wanted.get(i) ? new ArrayMemory(results.get(i)) : null);
    }
    return kept;
  }

  private List<Array> evaluate(List<? extends TensorValue> feeds) {
    List<Array> arguments = feeds.stream().map(ArrayMemory::array).toList();
    List<Array> results = program.run(arguments, store::value);
    for (int i = 0; i < updated.size(); i++) {
      store.replace(updated.get(i), results.get(outputs + i));
    }
    return results;
  }

  @Override
  protected void free() {
    // It is all on the heap.
  }
}
