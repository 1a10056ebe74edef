package io.trihorn.backend.onnx;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.ExecutableBase;
import io.trihorn.graph.Cost;
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
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Stream;

/**
 * A compiled graph. The engine computes all outputs of a model, wanted or not; so where leaving out
 * unwanted ones saves real work, a model without them is compiled when first needed.
 */
final class OnnxExecutable extends ExecutableBase {
  /** The share of the work that must be saved for another model to be worth its memory. */
  private static final double WORTH = 0.05;

  /** The program for some outputs, with what a run of it needs. */
  private static final class Chosen {
    private final SettledProgram program;

    /** For a run alone, and for one beside others; null until one is needed. */
    private final AtomicReferenceArray<Binding> bindings = new AtomicReferenceArray<>(2);

    Chosen(SettledProgram program) {
      this.program = program;
    }
  }

  /** What is left to free: the sessions, by the outputs that are wanted of them. */
  private record Programs(SettledProgram whole, Map<BitSet, Chosen> byOutputs) implements Runnable {
    @Override
    public void run() {
      lean().forEach(SettledProgram::close);
      whole.close();
      byOutputs.clear();
    }

    /** Those for some outputs only; one program may serve several sets of outputs. */
    Stream<SettledProgram> lean() {
      return byOutputs.values().stream().map(c -> c.program).filter(p -> p != whole);
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
        new Programs(new SettledProgram(graph, all, store, settings), new ConcurrentHashMap<>());
    this.cleanable = OnnxEngine.CLEANER.register(this, programs);
  }

  @Override
  protected void prepare() {
    for (Chosen chosen : programs.byOutputs().values()) {
      chosen.bindings.set(0, null);
      chosen.bindings.set(1, null);
    }
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
    boolean beside = isBeside();
    Chosen chosen = programs.byOutputs().computeIfAbsent(wanted, this::choose);
    OnnxProgram program = chosen.program.current(beside);
    int place = beside ? 1 : 0;
    Binding binding = chosen.bindings.get(place);
    if (binding == null || binding.program() != program) {
      binding = new Binding(program, wanted, graph.outputs().size(), store);
      chosen.bindings.set(place, binding);
    }
    return binding;
  }

  /** A program that gives these outputs only, or the whole one where that saves little. */
  private Chosen choose(BitSet wanted) {
    if (wanted.cardinality() == graph.outputs().size()) {
      return new Chosen(programs.whole());
    }
    List<Value> outputs = wanted.stream().mapToObj(graph.outputs()::get).toList();
    Graph part = new GraphBuilder(graph).build(outputs, graph.updates());
    return new Chosen(
        Cost.of(part) > (1 - WORTH) * Cost.of(graph)
            ? programs.whole()
            : new SettledProgram(part, wanted, store, settings));
  }

  /** Whether the program for all outputs has the values of its variables built in. */
  boolean isSettled() {
    return programs.whole().isBuilt();
  }

  /** Whether it has, in the program for runs that have others beside them. */
  boolean isSettledForHalf() {
    return programs.whole().isBuiltForHalf();
  }

  /** For how many sets of outputs there is a program. */
  long sessions() {
    return 1 + programs.lean().count();
  }

  @Override
  protected void free() {
    cleanable.clean();
  }
}
