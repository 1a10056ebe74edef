package io.trihorn.backend.reference;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.ExecutableBase;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.OpTime;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A program over the variables of a store; it tells what each op took if somebody asks. */
final class HostExecutable extends ExecutableBase implements MeasuredExecutable {
  private final HostStore store;
  private final Program program;
  private final int outputs;
  private final List<Variable> updated;
  private final MeasuredExecutable.Sink sink;

  /**
   * A program.
   *
   * @param sink takes the times of ops; null if nobody wants them
   */
  HostExecutable(Graph graph, HostStore store, MeasuredExecutable.Sink sink) {
    super(graph, store);
    this.store = store;
    this.sink = sink;
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
    List<OpTime> times = new ArrayList<>();
    List<Array> results =
        program.run(
            arguments,
            store::value,
            sink == null ? Program.Watcher.NOBODY : (node, start) -> times.add(time(node, start)));
    for (int i = 0; i < updated.size(); i++) {
      store.replace(updated.get(i), results.get(outputs + i));
    }
    if (sink != null) {
      sink.accept(times);
    }
    return results;
  }

  private static OpTime time(Node node, long start) {
    long bytes = node.outputTypes().stream().mapToLong(TensorType::bytes).sum();
    return OpTime.endingNow(node.scope(), node.op().label(), start, bytes);
  }

  /** All is told after each run. */
  @Override
  public void flush() {
    // Nothing is kept back.
  }

  @Override
  protected void free() {
    // It is all on the heap.
  }
}
