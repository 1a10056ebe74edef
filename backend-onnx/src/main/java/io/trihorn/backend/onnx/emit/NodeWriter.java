package io.trihorn.backend.onnx.emit;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Writes the nodes of one ONNX graph: the main one or a loop's body. A node goes to the outermost
 * graph in which its operands are known, so that what does not change in a loop is computed before
 * it; a node written twice is written once; one that nothing needs is left out at the end.
 */
final class NodeWriter {
  /** A node, what it makes, and what a body inside it reads from outside. */
  private static final class Written {
    final NodeProto.Builder node;
    final List<Operand> operands;
    final List<Operand> results = new ArrayList<>();

    Written(NodeProto.Builder node, List<Operand> operands) {
      this.node = node;
      this.operands = operands;
    }
  }

  /** What the graphs of one model share. */
  private static final class Model {
    final Set<String> names = new HashSet<>();
    final Map<TensorData, Operand> constants = new LinkedHashMap<>();
    final Map<String, String> renamed = new HashMap<>();
    final int opset;
    final BooleanSupplier signedKernels;
    final Kernels kernels;
    final Set<String> missing = new TreeSet<>();
    boolean described;
    boolean blocked;
    String label = "";
    int next;

    Model(int opset, BooleanSupplier signedKernels, Kernels kernels) {
      this.opset = opset;
      this.signedKernels = signedKernels;
      this.kernels = kernels;
    }
  }

  private final Model model;
  private final NodeWriter outer;
  private final int depth;
  private final List<Written> nodes = new ArrayList<>();

  /** By their bytes: a node's own hash code takes descriptors of all of ONNX, slow to make. */
  private final Map<ByteString, Written> known = new HashMap<>();

  private final Map<String, Written> producers = new HashMap<>();

  /**
   * A writer of a main graph in a version of the operator set.
   *
   * @param signedKernels see {@link OnnxEmitter#signedKernels}
   * @param kernels those of the engine that is to run it
   */
  NodeWriter(int opset, BooleanSupplier signedKernels, Kernels kernels) {
    this(new Model(opset, signedKernels, kernels), null, 0);
  }

  private NodeWriter(Model model, NodeWriter outer, int depth) {
    this.model = model;
    this.outer = outer;
    this.depth = depth;
  }

  /** A writer of a body inside this graph. */
  NodeWriter body() {
    return new NodeWriter(model, this, depth + 1);
  }

  /** The version of the operator set that is written. */
  int opset() {
    return model.opset;
  }

  /** The kernels of the engine that is to run the model. */
  Kernels kernels() {
    return model.kernels;
  }

  /**
   * The nodes of the graphs built so far that the engine has no kernel for: what they are for, and
   * their operator and type.
   */
  Set<String> missing() {
    return model.missing;
  }

  /** Whether products of bytes take kernels with a sign. */
  boolean signedKernels() {
    return model.signedKernels.getAsBoolean();
  }

  /** Writes the types of what nodes of the main graph make, too. */
  void describe() {
    model.described = true;
  }

  /** Writes what has a form in blocks of channels in that, see {@link OnnxEmitter#blocked}. */
  void block() {
    model.blocked = true;
  }

  /** Whether images lie in blocks of channels. */
  boolean blocked() {
    return model.blocked;
  }

  /** What the nodes written from here on are for; their names begin with it. */
  void label(String label) {
    model.label = label;
  }

  /** A value that comes into this graph from outside. */
  Operand input(String name, TensorType type) {
    return new Operand(unique(name), type, depth);
  }

  /** A name like this one that no other value has. */
  private String unique(String wanted) {
    String name = wanted;
    for (int i = 2; !model.names.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  /** A constant of the model. */
  Operand constant(TensorData data) {
    return model.constants.computeIfAbsent(
        data, d -> new Operand(unique("c" + model.next++), d.type(), 0));
  }

  /** Writes a node; an operator outside the ONNX standard is named {@code domain::operator}. */
  List<Operand> write(
      String operator, List<TensorType> types, List<Operand> inputs, AttributeProto... attributes) {
    int level = inputs.stream().mapToInt(Operand::depth).max().orElse(0);
    NodeWriter writer = this;
    while (writer.depth > level) {
      writer = writer.outer;
    }
    return writer.append(operator, types, inputs, true, attributes);
  }

  /** Writes a node into this very graph, even if there is one like it or it could stand outside. */
  List<Operand> writeHere(
      String operator, List<TensorType> types, List<Operand> inputs, AttributeProto... attributes) {
    return append(operator, types, inputs, false, attributes);
  }

  private List<Operand> append(
      String operator,
      List<TensorType> types,
      List<Operand> inputs,
      boolean share,
      AttributeProto... attributes) {
    Opsets.check(operator, model.opset, model.label);
    int mark = operator.indexOf("::");
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setDomain(mark < 0 ? "" : operator.substring(0, mark))
            .setOpType(mark < 0 ? operator : operator.substring(mark + 2))
            .addAllAttribute(List.of(attributes));
    inputs.forEach(i -> node.addInput(i.name()));
    return append(node, types, inputs, share);
  }

  /** Adds a node whose name and outputs are still to be set. */
  private List<Operand> append(
      NodeProto.Builder node, List<TensorType> types, List<Operand> inputs, boolean share) {
    ByteString key = node.clone().clearName().clearOutput().build().toByteString();
    Written twin = share ? known.get(key) : null;
    Written written = twin;
    if (twin == null) {
      written = new Written(node.clearOutput(), List.copyOf(inputs));
      node.setName(model.label + "/" + node.getOpType() + "#" + model.next++);
      nodes.add(written);
      if (share) {
        known.put(key, written);
      }
    }
    // A node written before with fewer of its results gets the others.
    for (TensorType type :
        types.subList(Math.min(written.results.size(), types.size()), types.size())) {
      Operand result = new Operand(unique("t" + model.next++), type, depth);
      written.results.add(result);
      written.node.addOutput(result.name());
      producers.put(result.name(), written);
    }
    return List.copyOf(written.results.subList(0, types.size()));
  }

  /** The operator that made a value; empty if it is an input or constant, or made elsewhere. */
  String operator(Operand value) {
    Written producer = producers.get(value.name());
    return producer == null ? "" : producer.node.getOpType();
  }

  /** The operands of the node that made a value. */
  List<Operand> operands(Operand value) {
    return producers.get(value.name()).operands;
  }

  /** What the node that made a value would make with one more operand. */
  Operand extended(Operand value, Operand last) {
    Written shorter = producers.get(value.name());
    NodeProto.Builder longer = shorter.node.clone().addInput(last.name());
    List<Operand> operands = new ArrayList<>(shorter.operands);
    operands.add(last);
    return append(longer, List.of(value.type()), operands, false).get(0);
  }

  /** A main graph's value under a name for those outside; inputs and constants are copied. */
  Operand named(Operand value, String wanted) {
    Operand source = value;
    if (!producers.containsKey(value.name()) || model.renamed.containsKey(value.name())) {
      source = writeHere("Identity", List.of(value.type()), List.of(value)).get(0);
    }
    String name = unique(wanted);
    model.renamed.put(source.name(), name);
    return new Operand(name, value.type(), depth);
  }

  /** Values as results of this graph: each made here, none twice; others are copied. */
  List<Operand> results(List<Operand> values) {
    Set<String> taken = new HashSet<>();
    List<Operand> results = new ArrayList<>();
    for (Operand value : values) {
      boolean fits = producers.containsKey(value.name()) && taken.add(value.name());
      results.add(
          fits ? value : writeHere("Identity", List.of(value.type()), List.of(value)).get(0));
    }
    return results;
  }

  /** The graph: the nodes that the outputs need, and in the main graph the constants. */
  GraphProto build(String name, List<Operand> inputs, List<Operand> outputs) {
    Set<String> needed = new HashSet<>();
    outputs.forEach(o -> needed.add(o.name()));
    Deque<NodeProto> kept = new ArrayDeque<>();
    List<Operand> made = new ArrayList<>();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      NodeProto node = renamed(nodes.get(i).node);
      if (node.getOutputList().stream().anyMatch(needed::contains)) {
        kept.addFirst(node);
        check(node, nodes.get(i).operands);
        made.addAll(nodes.get(i).results);
        addReads(node, needed);
      }
    }
    GraphProto.Builder graph = GraphProto.newBuilder().setName(name).addAllNode(lastsLast(kept));
    inputs.forEach(i -> graph.addInput(OnnxTypes.declare(i.name(), i.type())));
    outputs.forEach(o -> graph.addOutput(OnnxTypes.declare(o.name(), o.type())));
    if (model.described && outer == null) {
      made.stream()
          .filter(o -> !model.renamed.containsKey(o.name()))
          .forEach(o -> graph.addValueInfo(OnnxTypes.declare(o.name(), o.type())));
    }
    if (outer == null) {
      model.constants.forEach(
          (data, operand) -> {
            if (needed.contains(operand.name())) {
              graph.addInitializer(OnnxTypes.tensor(operand.name(), data));
            }
          });
    }
    return graph.build();
  }

  private void check(NodeProto node, List<Operand> operands) {
    if (!model.kernels.has(node.getOpType(), operands)) {
      model.missing.add(
          node.getName()
              + " ("
              + node.getOpType()
              + " of "
              + operands.stream()
                  .map(o -> o.dtype().name().toLowerCase(Locale.ROOT))
                  .collect(Collectors.joining(", "))
              + ")");
    }
  }

  /**
   * The nodes with those that no other reads at the end, in reverse. The engine looks from the last
   * of them back for what each needs and runs it in that order. So a step updates the weights of a
   * network's last layers as soon as it has their gradients, and lets go of these and of what the
   * layers were given; with the first layers' updates last, all of it would be kept until then.
   */
  private static List<NodeProto> lastsLast(Collection<NodeProto> nodes) {
    Set<String> read = new HashSet<>();
    nodes.forEach(node -> addReads(node, read));
    List<NodeProto> ordered = new ArrayList<>();
    Deque<NodeProto> lasts = new ArrayDeque<>();
    for (NodeProto node : nodes) {
      if (node.getOutputList().stream().anyMatch(read::contains)) {
        ordered.add(node);
      } else {
        lasts.addFirst(node);
      }
    }
    ordered.addAll(lasts);
    return ordered;
  }

  /** The node with the names that values have for those outside. */
  private NodeProto renamed(NodeProto.Builder node) {
    if (outer != null || model.renamed.isEmpty()) {
      return node.build();
    }
    NodeProto.Builder copy = node.clone();
    for (int i = 0; i < copy.getInputCount(); i++) {
      copy.setInput(i, model.renamed.getOrDefault(copy.getInput(i), copy.getInput(i)));
    }
    for (int i = 0; i < copy.getOutputCount(); i++) {
      copy.setOutput(i, model.renamed.getOrDefault(copy.getOutput(i), copy.getOutput(i)));
    }
    for (AttributeProto.Builder attribute : copy.getAttributeBuilderList()) {
      if (attribute.hasG()) {
        List<NodeProto.Builder> inner = attribute.getGBuilder().getNodeBuilderList();
        for (int i = 0; i < inner.size(); i++) {
          attribute.getGBuilder().setNode(i, renamed(inner.get(i)));
        }
      }
    }
    return copy.build();
  }

  /** Adds all that a node reads, bodies inside it included. */
  private static void addReads(NodeProto node, Set<String> reads) {
    reads.addAll(node.getInputList());
    for (AttributeProto attribute : node.getAttributeList()) {
      attribute.getG().getNodeList().forEach(inner -> addReads(inner, reads));
    }
  }
}
