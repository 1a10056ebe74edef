package io.trihorn.graph;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Makes graphs: adds nodes with their shapes inferred, and cuts a {@link Graph} out of what was
 * added. Not thread-safe.
 */
public final class GraphBuilder {
  private final List<Node> nodes = new ArrayList<>();

  /** The same as a set. */
  private final Set<Node> known = new HashSet<>();

  private final List<Value> parameters = new ArrayList<>();
  private final Map<Variable, Value> reads = new LinkedHashMap<>();
  private final Map<Value, Value> replacements = new HashMap<>();
  private final Deque<String> scopes = new ArrayDeque<>();

  /** For each node that is computed again for gradients all those that are with it. */
  private final Map<Node, List<Node>> recomputed = new HashMap<>();

  private int nextId;

  /** An empty builder. */
  public GraphBuilder() {}

  /** A builder that goes on where a graph ended; the graph's own nodes are shared, not copied. */
  public GraphBuilder(Graph graph) {
    nodes.addAll(graph.nodes());
    known.addAll(nodes);
    parameters.addAll(graph.parameters());
    reads.putAll(graph.reads());
    nextId = nodes.stream().mapToInt(Node::id).max().orElse(-1) + 1;
  }

  /** Adds a parameter after those already there. */
  public Value parameter(String name, TensorType type) {
    Value value = append(new Leaf.Parameter(name, type), List.of(), List.of(type)).output();
    parameters.add(value);
    return value;
  }

  /** The value of a variable at the start of the run; the same value at each call. */
  public Value read(Variable variable) {
    Value known = reads.get(variable);
    if (known == null) {
      known = append(new Leaf.Read(variable), List.of(), List.of(variable.type())).output();
      reads.put(variable, known);
    }
    return known;
  }

  /** A constant. */
  public Value constant(TensorData data) {
    return append(new Leaf.Constant(data), List.of(), List.of(data.type())).output();
  }

  /** A scalar constant. */
  public Value scalar(DataType dtype, double value) {
    return constant(TensorData.scalar(dtype, value));
  }

  /** Adds a node of several results; their types follow from the op and the operands. */
  public List<Value> addAll(Op op, List<Value> inputs) {
    List<TensorType> types = inputs.stream().map(Value::type).toList();
    List<TensorType> results;
    try {
      results = ShapeRules.infer(op, types);
    } catch (ShapeException e) {
      String scope = scope();
      throw scope.isEmpty() ? e : new ShapeException("layer '" + scope + "': " + e.getMessage());
    }
    return append(op, inputs, results).outputs();
  }

  /** Adds a node of one result. */
  public Value add(Op op, Value... inputs) {
    return add(op, Arrays.asList(inputs));
  }

  /** Adds a node of one result. */
  public Value add(Op op, List<Value> inputs) {
    List<Value> results = addAll(op, inputs);
    if (results.size() != 1) {
      throw new IllegalArgumentException(
          op.label() + " has " + results.size() + " results, not one");
    }
    return results.get(0);
  }

  private Node append(Op op, List<Value> inputs, List<TensorType> types) {
    return append(op, inputs, types, scope());
  }

  private Node append(Op op, List<Value> inputs, List<TensorType> types, String scope) {
    for (int i = 0; i < inputs.size(); i++) {
      if (!known.contains(inputs.get(i).node())) {
        throw foreign("operand " + i + " of " + named(op, scope), inputs.get(i));
      }
    }
    Node node = new Node(nextId++, op, inputs, types, scope);
    nodes.add(node);
    known.add(node);
    return node;
  }

  private static String named(Op op, String scope) {
    return "'" + op.label() + "'" + (scope.isEmpty() ? "" : " of layer '" + scope + "'");
  }

  private static IllegalArgumentException foreign(String where, Value value) {
    return new IllegalArgumentException(
        where
            + " is "
            + value.type()
            + " made by "
            + named(value.op(), value.node().scope())
            + " in another graph; a graph takes only values made by its own builder (hand others"
            + " in as parameters, and into the body of a loop by its capture)");
  }

  /** Nodes added until {@link #leave} carry this layer name, inside the names already entered. */
  public void enter(String layer) {
    scopes.addLast(layer);
  }

  /** Ends the innermost {@link #enter}. */
  public void leave() {
    scopes.removeLast();
  }

  /** Runs something whose nodes belong to this path, whatever was entered; gives its result. */
  public <T> T within(String path, Supplier<T> work) {
    if (path.isEmpty() && scopes.isEmpty()) {
      return work.get();
    }
    List<String> outer = List.copyOf(scopes);
    scopes.clear();
    if (!path.isEmpty()) {
      scopes.add(path);
    }
    try {
      return work.get();
    } finally {
      scopes.clear();
      scopes.addAll(outer);
    }
  }

  /** The path of the layer that nodes belong to now, or empty. */
  public String scope() {
    return String.join("/", scopes);
  }

  /** How many nodes there are, for {@link #recomputeSince}. */
  public int mark() {
    return nodes.size();
  }

  /**
   * The nodes added since a mark are computed again, all together, where gradients need their
   * values, so that these are not kept until then. Those that were to be computed again in parts
   * are so as one.
   */
  public void recomputeSince(int mark) {
    List<Node> region = List.copyOf(nodes.subList(mark, nodes.size()));
    region.forEach(node -> recomputed.put(node, region));
  }

  /** The nodes that are computed again for gradients when this one is; empty if it is kept. */
  public List<Node> recomputedWith(Node node) {
    return recomputed.getOrDefault(node, List.of());
  }

  /**
   * From here on, and in everything already added, uses of one value become uses of another of the
   * same type. Takes effect when the graph is built; a node may not come to depend on itself.
   */
  public void replace(Value old, Value by) {
    if (!old.type().equals(by.type())) {
      throw new IllegalArgumentException("cannot replace " + old.type() + " by " + by.type());
    }
    if (!known.contains(by.node())) {
      throw foreign("what replaces a value", by);
    }
    replacements.put(old, by);
  }

  /** What stands for a value after the replacements made so far; the value itself if none was. */
  public Value resolve(Value value) {
    Value v = value;
    while (replacements.containsKey(v)) {
      v = replacements.get(v);
    }
    return v;
  }

  /** The graph that gives these outputs, without the nodes it does not need. */
  public Graph build(List<Value> outputs) {
    return build(outputs, Map.of());
  }

  /**
   * The graph that gives these outputs and assigns these variables, without the nodes it does not
   * need. All parameters stay, used or not.
   */
  public Graph build(List<Value> outputs, Map<Variable, Value> updates) {
    updates.forEach(
        (variable, value) -> {
          if (!variable.type().equals(value.type())) {
            throw new ShapeException(
                "variable '"
                    + variable.name()
                    + "' is "
                    + variable.type()
                    + ", but is assigned "
                    + value.type());
          }
        });
    for (int i = 0; i < outputs.size(); i++) {
      if (!known.contains(outputs.get(i).node())) {
        throw foreign("output " + i, outputs.get(i));
      }
    }
    updates.forEach(
        (variable, value) -> {
          if (!known.contains(value.node())) {
            throw foreign("the new value of variable '" + variable.name() + "'", value);
          }
        });
    List<Value> roots = new ArrayList<>(outputs);
    roots.addAll(updates.values());
    if (!replacements.isEmpty()) {
      return rewritten(roots, outputs.size(), new ArrayList<>(updates.keySet()));
    }
    return cut(roots, outputs.size(), new ArrayList<>(updates.keySet()), nodes, parameters);
  }

  private static Graph cut(
      List<Value> roots,
      int outputCount,
      List<Variable> updated,
      Collection<Node> ordered,
      List<Value> parameters) {
    Set<Node> needed = new HashSet<>();
    Deque<Node> open = new ArrayDeque<>();
    roots.forEach(v -> open.add(v.node()));
    parameters.forEach(v -> open.add(v.node()));
    while (!open.isEmpty()) {
      Node node = open.pop();
      if (needed.add(node)) {
        node.inputs().forEach(v -> open.add(v.node()));
      }
    }
    List<Node> kept = ordered.stream().filter(needed::contains).toList();
    Map<Variable, Value> keptReads = new LinkedHashMap<>();
    for (Node node : kept) {
      if (node.op() instanceof Leaf.Read read) {
        keptReads.put(read.variable(), node.output());
      }
    }
    Map<Variable, Value> updates = new LinkedHashMap<>();
    for (int i = 0; i < updated.size(); i++) {
      updates.put(updated.get(i), roots.get(outputCount + i));
    }
    return new Graph(kept, parameters, roots.subList(0, outputCount), keptReads, updates);
  }

  /** Copies what the roots need with all replacements made, operands first. */
  private Graph rewritten(List<Value> roots, int outputCount, List<Variable> updated) {
    GraphBuilder copy = new GraphBuilder();
    Map<Node, Node> done = new HashMap<>();
    parameters.forEach(p -> done.put(p.node(), copyOf(p.node(), copy, done)));
    Deque<Node> stack = new ArrayDeque<>();
    roots.forEach(v -> stack.push(resolve(v).node()));
    Set<Node> open = new HashSet<>();
    while (!stack.isEmpty()) {
      Node node = stack.peek();
      if (done.containsKey(node)) {
        stack.pop();
        continue;
      }
      List<Node> missing =
          node.inputs().stream()
              .map(v -> resolve(v).node())
              .filter(n -> !done.containsKey(n))
              .toList();
      if (missing.isEmpty()) {
        stack.pop();
        done.put(node, copyOf(node, copy, done));
      } else if (open.add(node)) {
        missing.forEach(stack::push);
      } else {
        throw new IllegalStateException(
            "a replacement makes " + node.op().label() + " depend on itself");
      }
    }
    List<Value> newRoots = roots.stream().map(v -> mapped(v, done)).toList();
    return cut(newRoots, outputCount, updated, copy.nodes, copy.parameters);
  }

  private Value mapped(Value value, Map<Node, Node> done) {
    Value v = resolve(value);
    return done.get(v.node()).outputs().get(v.index());
  }

  private Node copyOf(Node node, GraphBuilder into, Map<Node, Node> done) {
    List<Value> inputs = node.inputs().stream().map(v -> mapped(v, done)).toList();
    return into.copy(node, inputs);
  }

  /**
   * Adds a node with the op, scope and result types of one from another graph, on other operands of
   * the same types; parameters and reads keep their meaning. A node without a scope gets the one
   * entered now.
   */
  public Node copy(Node node, List<Value> inputs) {
    if (node.op() instanceof Leaf.Read read && reads.containsKey(read.variable())) {
      return reads.get(read.variable()).node();
    }
    String scope = node.scope().isEmpty() ? scope() : node.scope();
    Node made = append(node.op(), inputs, node.outputTypes(), scope);
    if (node.op() instanceof Leaf.Parameter) {
      parameters.add(made.output());
    } else if (node.op() instanceof Leaf.Read read) {
      reads.put(read.variable(), made.output());
    }
    return made;
  }

  /**
   * Adds all of a graph's nodes with these values in place of its parameters; gives its outputs.
   */
  public List<Value> inline(Graph graph, List<Value> arguments) {
    Map<Value, Value> values = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      values.put(graph.parameters().get(i), arguments.get(i));
    }
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Leaf.Parameter) {
        continue;
      }
      Node made = copy(node, node.inputs().stream().map(values::get).toList());
      for (int i = 0; i < node.outputs().size(); i++) {
        values.put(node.outputs().get(i), made.outputs().get(i));
      }
    }
    return graph.outputs().stream().map(values::get).toList();
  }
}
