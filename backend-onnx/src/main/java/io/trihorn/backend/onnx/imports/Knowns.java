package io.trihorn.backend.onnx.imports;

import ai.djl.Device;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Numbers that are known while a model is traced, and from which shapes follow: what was traced for
 * them is computed at once, unless it depends on inputs or weights.
 */
final class Knowns {
  /** Elements of what is computed while a model is traced, by a slow interpreter. */
  private static final double LARGEST = 1 << 26;

  private final Map<Value, TensorData> found = new HashMap<>();
  private final Map<Value, String> names = new HashMap<>();

  Knowns() {}

  /** Names a value that is not known, for messages. */
  void name(Value value, String name) {
    names.put(value, name);
  }

  /** Says what the numbers of a value are, which were computed before. */
  void set(Value value, TensorData numbers) {
    found.put(value, numbers);
  }

  /** The names of the inputs and weights that a value depends on; empty if it is known. */
  Set<String> sources(Value value) {
    Set<String> sources = new TreeSet<>();
    unknown(value).forEach(v -> sources.add(names.getOrDefault(v, "the state of a loop")));
    return sources;
  }

  /** The inputs and weights that a value depends on; empty if it is known. */
  Set<Value> unknown(Value value) {
    Set<Value> unknown = new LinkedHashSet<>();
    for (Node node : needed(value)) {
      if (node.op() instanceof Leaf.Parameter || node.op() instanceof Leaf.Read) {
        unknown.add(node.output());
      }
    }
    return unknown;
  }

  /** The numbers, or null if they depend on inputs or weights. */
  TensorData find(Value value) {
    if (value.op() instanceof Leaf.Constant constant) {
      return constant.value();
    }
    TensorData known = found.get(value);
    if (known == null && unknown(value).isEmpty()) {
      known = evaluate(value);
      found.put(value, known);
    }
    return known;
  }

  /** The nodes a value is computed by, from those on whose results are known already. */
  private Set<Node> needed(Value value) {
    Set<Node> nodes = new LinkedHashSet<>();
    Deque<Value> open = new ArrayDeque<>(List.of(value));
    while (!open.isEmpty()) {
      Value next = open.pop();
      if (!found.containsKey(next) && nodes.add(next.node())) {
        next.node().inputs().forEach(open::push);
      }
    }
    return nodes;
  }

  private TensorData evaluate(Value value) {
    GraphBuilder copy = new GraphBuilder();
    Map<Value, Value> copies = new HashMap<>();
    List<Node> ordered = needed(value).stream().sorted(Comparator.comparingInt(Node::id)).toList();
    for (Node node : ordered) {
      node.outputTypes().forEach(Knowns::checkSize);
      List<Value> inputs =
          node.inputs().stream()
              .map(v -> copies.computeIfAbsent(v, k -> copy.constant(found.get(k))))
              .toList();
      Node made = copy.copy(node, inputs);
      for (int i = 0; i < made.outputs().size(); i++) {
        copies.put(node.outputs().get(i), made.outputs().get(i));
      }
    }
    return run(copy.build(List.of(copies.get(value))));
  }

  private static void checkSize(TensorType type) {
    double size = 1;
    for (long d : type.dims()) {
      size *= d;
    }
    if (size > LARGEST) {
      throw new OnnxImportException(
          "a value that must be known when the model is loaded is computed from " + type);
    }
  }

  private static TensorData run(Graph graph) {
    ReferenceBackend reference = new ReferenceBackend();
    TensorData result = TensorData.zeros(graph.outputTypes().get(0));
    try (VariableStore store = reference.createStore(Device.cpu());
        Executable program = GraphCompiler.compile(reference, graph, store)) {
      program.run(List.of(), List.of(result));
    }
    return result;
  }
}
