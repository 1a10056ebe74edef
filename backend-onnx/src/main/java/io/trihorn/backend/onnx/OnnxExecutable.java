package io.trihorn.backend.onnx;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.ExecutableBase;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Value;
import java.lang.ref.Cleaner;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A compiled graph. The engine computes all outputs of a model, wanted or not; so where leaving out
 * unwanted ones saves real work, a model without them is compiled when first needed.
 */
final class OnnxExecutable extends ExecutableBase {
  /** The share of the work that must be saved for another model to be worth its memory. */
  private static final double WORTH = 0.05;

  /** What is left to free: the sessions, by the outputs that are wanted of them. */
  private record Programs(OnnxProgram whole, Map<BitSet, Binding> byOutputs) implements Runnable {
    @Override
    public void run() {
      // One program may serve several sets of outputs.
      byOutputs.values().stream()
          .map(Binding::program)
          .filter(program -> program != whole)
          .forEach(OnnxProgram::close);
      whole.close();
      byOutputs.clear();
    }
  }

  private final Graph graph;
  private final OnnxStore store;
  private final OnnxSettings settings;
  private final Programs programs;
  private final Cleaner.Cleanable cleanable;

  OnnxExecutable(Graph graph, OnnxStore store, OnnxSettings settings) {
    super(graph, store);
    this.graph = graph;
    this.store = store;
    this.settings = settings;
    BitSet all = new BitSet();
    all.set(0, graph.outputs().size());
    this.programs =
        new Programs(
            new OnnxProgram(graph, all, store.device(), settings), new ConcurrentHashMap<>());
    this.cleanable = OnnxEngine.CLEANER.register(this, programs);
  }

  @Override
  protected void prepare() {
    programs.byOutputs().values().forEach(binding -> binding.bind(store));
  }

  @Override
  protected void execute(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    BitSet wanted = new BitSet();
    for (int i = 0; i < fetches.size(); i++) {
      wanted.set(i, fetches.get(i) != null);
    }
    binding(wanted).run(feeds, fetches);
  }

  @Override
  protected List<DeviceMemory> execute(List<? extends TensorValue> feeds, BitSet wanted) {
    return Arrays.asList(binding((BitSet) wanted.clone()).call(feeds, wanted));
  }

  private Binding binding(BitSet wanted) {
    return programs.byOutputs().computeIfAbsent(wanted, this::newBinding);
  }

  /** A program that gives these outputs only, or the whole one where that saves little. */
  private Binding newBinding(BitSet wanted) {
    List<Value> outputs = wanted.stream().mapToObj(graph.outputs()::get).toList();
    OnnxProgram program = programs.whole();
    if (outputs.size() < graph.outputs().size()) {
      Graph part = new GraphBuilder(graph).build(outputs, graph.updates());
      if (Work.of(part) <= (1 - WORTH) * Work.of(graph)) {
        program = new OnnxProgram(part, wanted, store.device(), settings);
      }
    }
    return new Binding(program, wanted, graph.outputs().size()).bind(store);
  }

  /** How many sessions there are. */
  long sessions() {
    return 1
        + programs.byOutputs().values().stream()
            .map(Binding::program)
            .filter(program -> program != programs.whole())
            .count();
  }

  @Override
  protected void free() {
    cleanable.clean();
  }
}
