package io.trihorn.backend.replicas;

import io.trihorn.graph.Composite;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * How replicas share the work of a program: how each holds every value, and in which round each
 * node's work is done. Between two rounds replicas meet, to put together what they hold only parts
 * of.
 */
final class Plan {
  /**
   * The work of a node.
   *
   * @param operands its operands, in the whole program or in what stands for a composite
   */
  record Work(Node node, List<Value> operands, Spread spread, int round) {}

  private final Function<Variable, Cell> cells;
  private final long rows;
  private final boolean known;
  private final List<Work> works = new ArrayList<>();
  private final Map<Value, Placement> placements = new HashMap<>();
  private final Map<Value, Integer> rounds = new HashMap<>();

  /** What the parameters and results of a composite's decomposition stand for. */
  private final Map<Value, Value> aliases = new HashMap<>();

  private int last;

  /**
   * A plan for a graph.
   *
   * @param cells how its variables are held
   * @param parameters how its parameters are held
   * @param rows how many rows are dealt out
   * @param known whether the parameters are at hand whole before the first round
   */
  Plan(
      Graph graph,
      Function<Variable, Cell> cells,
      List<Placement> parameters,
      long rows,
      boolean known) {
    this.cells = cells;
    this.rows = rows;
    this.known = known;
    for (int i = 0; i < parameters.size(); i++) {
      placements.put(graph.parameters().get(i), parameters.get(i));
    }
    graph.nodes().forEach(this::place);
    graph
        .updates()
        .forEach(
            (variable, value) -> last = Math.max(last, ready(value, cells.apply(variable).used())));
  }

  /** The rows of a program's batch: the first extent of its parameters. */
  static OptionalLong rows(Graph graph) {
    return graph.parameterTypes().stream()
        .filter(type -> type.rank() > 0)
        .mapToLong(type -> type.dim(0))
        .findFirst();
  }

  /** Parameters whose first extent is the number of rows are dealt out. */
  static List<Placement> byRows(Graph graph, long rows) {
    return graph.parameterTypes().stream()
        .map(
            type ->
                type.rank() > 0 && type.dim(0) == rows
                    ? (Placement) Placement.Split.rows(0)
                    : Placement.WHOLE)
        .toList();
  }

  private void place(Node node) {
    if (node.op() instanceof Leaf) {
      Value value = node.output();
      placements.putIfAbsent(
          value,
          node.op() instanceof Leaf.Read read ? cell(read.variable()).used() : Placement.WHOLE);
      rounds.put(value, 0);
      return;
    }
    List<Value> operands = node.inputs().stream().map(this::resolve).toList();
    List<Placement> in = operands.stream().map(placements::get).toList();
    if (node.op() instanceof Composite composite
        && !in.stream().allMatch(Placement.WHOLE::equals)) {
      expand(composite, node, operands);
      return;
    }
    Spread spread = Spreads.of(node, in, rows);
    int round = 0;
    for (int i = 0; i < operands.size(); i++) {
      round = Math.max(round, ready(operands.get(i), spread.wanted().get(i)));
    }
    works.add(new Work(node, operands, spread, round));
    for (int i = 0; i < node.outputs().size(); i++) {
      placements.put(node.outputs().get(i), spread.results().get(i));
      rounds.put(node.outputs().get(i), round);
    }
    last = Math.max(last, round);
  }

  /** The decomposition's nodes in place of a composite. */
  private void expand(Composite composite, Node node, List<Value> operands) {
    GraphBuilder builder = new GraphBuilder();
    List<Value> parameters = new ArrayList<>();
    operands.forEach(v -> parameters.add(builder.parameter("x", v.type())));
    Graph graph =
        builder.within(node.scope(), () -> builder.build(composite.decompose(builder, parameters)));
    for (int i = 0; i < operands.size(); i++) {
      aliases.put(graph.parameters().get(i), operands.get(i));
    }
    graph.nodes().stream().filter(n -> !(n.op() instanceof Leaf.Parameter)).forEach(this::place);
    for (int i = 0; i < node.outputs().size(); i++) {
      aliases.put(node.outputs().get(i), resolve(graph.outputs().get(i)));
    }
  }

  /** The value that this one is another name of, or itself. */
  Value resolve(Value value) {
    Value v = value;
    while (aliases.containsKey(v)) {
      v = aliases.get(v);
    }
    return v;
  }

  /** The round before which a value can be held like this. */
  private int ready(Value value, Placement wanted) {
    Value v = resolve(value);
    Placement held = placements.get(v);
    boolean atHand = known && v.op() instanceof Leaf.Parameter;
    boolean here = held.equals(wanted) || held.equals(Placement.WHOLE);
    return rounds.get(v) + (here || atHand ? 0 : 1);
  }

  /** How a variable is held. */
  Cell cell(Variable variable) {
    return cells.apply(variable);
  }

  /** How a value is held. */
  Placement placement(Value value) {
    return placements.get(resolve(value));
  }

  /** The round that makes a value. */
  int round(Value value) {
    return rounds.get(resolve(value));
  }

  /** All work, operands first. */
  List<Work> works() {
    return Collections.unmodifiableList(works);
  }

  /** The number of rounds. */
  int rounds() {
    return last + 1;
  }
}
