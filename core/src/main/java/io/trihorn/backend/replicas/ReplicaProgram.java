package io.trihorn.backend.replicas;

import io.trihorn.backend.Executable;
import io.trihorn.backend.ExecutableBase;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.exchange.Exchange;
import io.trihorn.backend.exchange.Workers;
import io.trihorn.backend.replicas.RoundWriter.Feed;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A program of several replicas, each a worker with a thread. After each round they exchange what
 * later ones need whole, which is put together on the host. All variables are assigned in the last
 * round.
 */
final class ReplicaProgram extends ExecutableBase {
  /** What one replica does in one round. */
  private record Round(Executable program, List<Feed> feeds, List<Value> given) {}

  private final Graph graph;
  private final Plan plan;
  private final ReplicaStore store;
  private final List<Share> shares;
  private final Workers workers;

  /** For each replica its rounds. */
  private final List<List<Round>> replicas = new ArrayList<>();

  /** What is put together, by the round that makes it. */
  private final Set<Value> together = new HashSet<>();

  /** Reads of variables whose parts are put together before each run. */
  private final Map<Value, Variable> gathered = new LinkedHashMap<>();

  ReplicaProgram(
      List<Replica> replicas, Deal deal, Graph graph, ReplicaStore store, Workers workers) {
    super(graph, store);
    this.graph = graph;
    this.store = store;
    this.workers = workers;
    int count = replicas.size();
    Map<Variable, Cell> cells = new HashMap<>();
    graph.reads().keySet().forEach(v -> cells.put(v, store.cell(v)));
    graph.updates().keySet().forEach(v -> cells.put(v, store.cell(v)));
    graph
        .reads()
        .forEach(
            (v, read) -> {
              if (cells.get(v).isGathered()) {
                gathered.put(read, v);
              }
            });
    long rows = deal.rows(graph, cells.values(), count);
    plan = new Plan(graph, cells::get, deal.parameters(graph, rows), rows, true);
    // Without rows to deal out and variables to keep equal, one does it.
    shares = Share.of(rows, rows > 0 || !graph.updates().isEmpty() ? count : 1);
    try {
      compile(replicas);
    } catch (RuntimeException e) {
      free();
      throw e;
    }
  }

  private void compile(List<Replica> of) {
    List<List<RoundWriter>> writers = new ArrayList<>();
    Set<Value> needed = new LinkedHashSet<>();
    for (Share share : shares) {
      List<RoundWriter> rounds = new ArrayList<>();
      for (int r = 0; r < plan.rounds(); r++) {
        RoundWriter writer = new RoundWriter(plan, share).write(r);
        if (r == plan.rounds() - 1) {
          graph.updates().forEach((v, value) -> writer.get(value, plan.cell(v).used()));
        }
        writer.feeds().stream().filter(Feed::whole).map(Feed::value).forEach(together::add);
        writer.feeds().stream().map(Feed::value).forEach(needed::add);
        rounds.add(writer);
      }
      writers.add(rounds);
    }
    graph.outputs().stream().map(plan::resolve).forEach(together::add);
    needed.addAll(together);
    needed.removeIf(value -> value.op() instanceof Leaf.Parameter || gathered.containsKey(value));
    List<Share> parts = Deal.parts(of.size());
    for (int i = 0; i < shares.size(); i++) {
      List<Round> rounds = new ArrayList<>();
      replicas.add(rounds);
      for (int r = 0; r < plan.rounds(); r++) {
        int round = r;
        boolean last = r == plan.rounds() - 1;
        List<Value> given = needed.stream().filter(v -> plan.round(v) == round).toList();
        Map<Variable, Value> updates = last ? graph.updates() : Map.of();
        RoundWriter writer = writers.get(i).get(r);
        Graph part = writer.build(given, updates, parts.get(i));
        Executable program =
            GraphCompiler.compile(of.get(i).backend(), part, store.stores().get(i));
        rounds.add(new Round(program, List.copyOf(writer.feeds()), given));
      }
    }
  }

  @Override
  protected void execute(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    Map<Value, TensorData> whole = new HashMap<>();
    for (int i = 0; i < feeds.size(); i++) {
      whole.put(graph.parameters().get(i), onHost(feeds.get(i)));
    }
    gathered.forEach((read, variable) -> whole.put(read, store.whole(variable)));
    workers.<Map<Value, TensorData>>each(
        shares.size(), (i, exchange) -> replica(i, exchange, whole, i == 0 ? fetches : List.of()));
  }

  /** What one replica does in a run. */
  private void replica(
      int number,
      Exchange<Map<Value, TensorData>> exchange,
      Map<Value, TensorData> fed,
      List<TensorData> fetches) {
    Map<Value, TensorData> whole = new HashMap<>(fed);
    Map<Value, DeviceTensor> held = new HashMap<>();
    try {
      for (Round round : replicas.get(number)) {
        run(round, shares.get(number), whole, held);
        Map<Value, TensorData> own = new HashMap<>();
        for (Value value : round.given()) {
          boolean has = number == 0 || !plan.placement(value).equals(Placement.WHOLE);
          if (has && together.contains(value)) {
            own.put(value, held.get(value).toHost());
          }
        }
        whole.putAll(exchange.reduce(own, this::together));
      }
    } finally {
      held.values().forEach(DeviceTensor::close);
    }
    for (int i = 0; i < fetches.size(); i++) {
      if (fetches.get(i) != null) {
        fetches.get(i).copyFrom(whole.get(plan.resolve(graph.outputs().get(i))));
      }
    }
  }

  private Map<Value, TensorData> together(List<Map<Value, TensorData>> parts) {
    Map<Value, TensorData> whole = new HashMap<>();
    for (Value value : parts.get(0).keySet()) {
      List<TensorData> of =
          parts.stream().filter(p -> p.containsKey(value)).map(p -> p.get(value)).toList();
      whole.put(value, Meeting.together(value.type(), plan.placement(value), of));
    }
    return whole;
  }

  private void run(
      Round round, Share share, Map<Value, TensorData> whole, Map<Value, DeviceTensor> held) {
    List<TensorValue> feeds = new ArrayList<>();
    for (Feed feed : round.feeds()) {
      Value value = feed.value();
      if (!feed.whole() && held.containsKey(value)) {
        feeds.add(held.get(value));
      } else if (!feed.whole() && plan.placement(value) instanceof Placement.Split) {
        feeds.add(whole.get(value).rows((int) share.first(), (int) share.count()));
      } else {
        feeds.add(whole.get(value));
      }
    }
    BitSet all = new BitSet();
    all.set(0, round.given().size());
    List<DeviceTensor> results = round.program().call(feeds, all);
    for (int i = 0; i < results.size(); i++) {
      held.put(round.given().get(i), results.get(i));
    }
  }

  @Override
  protected void free() {
    replicas.forEach(rounds -> rounds.forEach(round -> round.program().close()));
  }
}
