package io.trihorn.backend.tensorflow;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.graph.Cost;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Tensor;

/** A program lowered into one session. */
final class BoundProgram {
  /** The most work of a program that runs in the calling thread; some ten microseconds. */
  private static final long MOST_SMALL = 1_000_000;

  private final SessionGraph session;
  private final List<Integer> fed = new ArrayList<>();
  private final List<Wire> feeds = new ArrayList<>();
  private final List<Wire> fetches;
  private final TF_Operation update;
  private final int operations;
  private final boolean small;
  private final StepTimes times;

  /** A call for each set of outputs that has been asked for. */
  private final Map<BitSet, SessionCall> calls = new ConcurrentHashMap<>();

  /** The same for runs that have others beside them, each in its calling thread. */
  private final Map<BitSet, SessionCall> besideOthers;

  /**
   * Lowers a program.
   *
   * @param times is told what each operation takes; null if nobody wants to know
   */
  BoundProgram(Graph graph, SessionGraph session, StepTimes times) {
    Lowerings.check(graph);
    this.session = session;
    this.times = times;
    this.small = Cost.of(graph) <= MOST_SMALL;
    this.besideOthers = small ? calls : new ConcurrentHashMap<>();
    synchronized (session) {
      Emitter emit = session.emitter();
      Map<Value, Wire> given = new HashMap<>();
      parameters(graph, emit, given);
      TableRows tables = TableRows.of(graph);
      graph
          .reads()
          .forEach(
              (variable, value) ->
                  given.put(
                      value,
                      tables.has(value)
                          ? session.handle(variable)
                          : SessionGraph.readOf(emit, variable, session.handle(variable))));
      List<AdamInPlace> steps = AdamInPlace.of(graph);
      // Nobody needs their results, which are nowhere but in the variables.
      tables.additions().forEach(a -> given.put(a.sum(), session.handle(a.variable())));
      for (AdamInPlace step : steps) {
        step.node().outputs().forEach(v -> given.put(v, given.get(step.node().input(0))));
      }
      Map<Value, Wire> wires = Lowerings.lower(graph, given, emit);
      this.fetches = graph.outputs().stream().map(v -> fetchable(emit, wires.get(v))).toList();
      this.update = update(graph, tables, steps, wires, emit);
      this.operations = emit.count();
      for (TF_Operation start : emit.starts()) {
        session
            .call("starting a program", false, List.of(), List.of(), start)
            .run(List.of(), List.of());
      }
    }
  }

  /** The session it is in. */
  SessionGraph session() {
    return session;
  }

  /** The number of TensorFlow operations it is made of. */
  int operations() {
    return operations;
  }

  /** Placeholders for the parameters that something depends on; the others are not fed. */
  private void parameters(Graph graph, Emitter emit, Map<Value, Wire> given) {
    Set<Value> used = new HashSet<>(graph.outputs());
    used.addAll(graph.updates().values());
    graph.nodes().forEach(node -> used.addAll(node.inputs()));
    for (int i = 0; i < graph.parameters().size(); i++) {
      Value parameter = graph.parameters().get(i);
      Wire wire = SessionGraph.placeholder(emit, parameter.type());
      given.put(parameter, wire);
      if (used.contains(parameter)) {
        fed.add(i);
        feeds.add(wire);
      }
    }
  }

  /** TensorFlow does not fetch what is fed. */
  private Wire fetchable(Emitter emit, Wire wire) {
    return feeds.contains(wire) ? emit.apply("Identity", wire.type(), wire) : wire;
  }

  /**
   * The operation that assigns all variables, or null if there are none. Before the first
   * assignment all reads and all new values are done, so every read sees the old values, and a run
   * that fails assigns nothing.
   */
  private TF_Operation update(
      Graph graph,
      TableRows tables,
      List<AdamInPlace> steps,
      Map<Value, Wire> wires,
      Emitter emit) {
    if (graph.updates().isEmpty()) {
      return null;
    }
    Map<Variable, Value> assigned = new LinkedHashMap<>(graph.updates());
    steps.forEach(step -> assigned.values().removeAll(step.node().outputs()));
    assigned.values().removeAll(tables.sums());
    Set<TF_Operation> before = new HashSet<>();
    graph.reads().values().forEach(value -> before.add(wires.get(value).operation()));
    tables.lookups().forEach(node -> before.add(wires.get(node.output()).operation()));
    tables.additions().forEach(a -> before.add(wires.get(a.rows()).operation()));
    assigned.values().forEach(value -> before.add(wires.get(value).operation()));
    steps.forEach(step -> step.node().inputs().forEach(v -> before.add(wires.get(v).operation())));
    OperationWriter ready = emit.operation("NoOp");
    before.forEach(ready::after);
    TF_Operation barrier = ready.end();
    OperationWriter done = emit.operation("NoOp");
    assigned.forEach(
        (variable, value) ->
            done.after(
                SessionGraph.assign(emit, session.handle(variable), wires.get(value))
                    .after(barrier)
                    .end()));
    tables
        .additions()
        .forEach(a -> done.after(TableRows.add(emit, a, session::handle, wires, barrier)));
    steps.forEach(step -> done.after(step.write(emit, session::handle, wires, barrier)));
    return done.end();
  }

  /**
   * Runs, giving the outputs whose places are not null.
   *
   * @param beside whether other runs go on
   */
  void run(List<? extends TensorValue> values, List<TensorData> places, boolean beside) {
    BitSet wanted = new BitSet(places.size());
    List<TensorData> given = new ArrayList<>(places.size());
    for (int i = 0; i < places.size(); i++) {
      if (places.get(i) != null) {
        wanted.set(i);
        given.add(places.get(i));
      }
    }
    if (!wanted.isEmpty() || update != null) {
      call(wanted, beside).run(fed(values), given);
    }
  }

  /**
   * Runs, giving the outputs that are wanted and null for the others.
   *
   * @param beside whether other runs go on
   */
  List<DeviceMemory> run(List<? extends TensorValue> values, BitSet wanted, boolean beside) {
    DeviceMemory[] results = new DeviceMemory[fetches.size()];
    if (!wanted.isEmpty() || update != null) {
      // A copy, since it is kept.
      TF_Tensor[] got = call((BitSet) wanted.clone(), beside).run(fed(values));
      int next = 0;
      for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
        results[i] = new NativeTensor(got[next++]);
      }
    }
    return Arrays.asList(results);
  }

  private List<? extends TensorValue> fed(List<? extends TensorValue> values) {
    return fed.stream().map(values::get).toList();
  }

  private SessionCall call(BitSet wanted, boolean beside) {
    return (beside ? besideOthers : calls)
        .computeIfAbsent(wanted, w -> callFor(w, small || beside));
  }

  /**
   * A call.
   *
   * @param alone whether in the calling thread alone
   */
  private SessionCall callFor(BitSet wanted, boolean alone) {
    String doing = "running a program";
    List<Wire> fetched = wanted.stream().mapToObj(fetches::get).toList();
    return times == null
        ? session.call(doing, alone, feeds, fetched, update)
        : session.measuredCall(doing, alone, feeds, fetched, update, times);
  }
}
