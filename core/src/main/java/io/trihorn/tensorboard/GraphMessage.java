package io.trihorn.tensorboard;

import io.trihorn.graph.Graph;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.protobuf.Message;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A graph as TensorFlow's {@code GraphDef}, for TensorBoard to draw: a node for each op, in the
 * scopes of its layers, and one for each variable's new value. Constants are without their numbers.
 */
final class GraphMessage {
  private static final int LIST = 1;
  private static final int TYPE = 6;
  private static final int SHAPES = 7;
  private final Graph graph;
  private final Map<Node, String> names = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Message message = new Message();

  GraphMessage(Graph graph) {
    this.graph = graph;
  }

  Message message() {
    for (Node node : graph.nodes()) {
      String name = unique(wanted(node));
      names.put(node, name);
      add(name, kind(node), node);
    }
    for (Map.Entry<Variable, Value> update : graph.updates().entrySet()) {
      Message node =
          new Message()
              .text(1, unique("updates/" + legal(update.getKey().name())))
              .text(2, "AssignVariableOp")
              .text(3, reference(update.getValue()));
      message.message(1, node);
    }
    return message.message(4, new Message().integer(1, 1));
  }

  private void add(String name, String kind, Node node) {
    Message made = new Message().text(1, name).text(2, kind);
    node.inputs().forEach(input -> made.text(3, reference(input)));
    if (!node.outputs().isEmpty()) {
      Message list = new Message();
      node.outputs().forEach(output -> list.message(SHAPES, shape(output.type())));
      attribute(made, "_output_shapes", new Message().message(LIST, list));
      int type = Summary.number(node.outputs().get(0).type().dtype());
      attribute(made, "T", new Message().integer(TYPE, type));
    }
    message.message(1, made);
  }

  private static void attribute(Message node, String name, Message value) {
    node.message(5, new Message().text(1, name).message(2, value));
  }

  private static Message shape(TensorType type) {
    Message shape = new Message();
    for (long extent : type.dims()) {
      shape.message(2, new Message().integer(1, extent));
    }
    return shape;
  }

  private static String kind(Node node) {
    if (node.op() instanceof Leaf.Parameter) {
      return "Placeholder";
    }
    if (node.op() instanceof Leaf.Read) {
      return "ReadVariableOp";
    }
    return node.op() instanceof Leaf.Constant ? "Const" : node.op().getClass().getSimpleName();
  }

  private static String wanted(Node node) {
    if (node.op() instanceof Leaf.Parameter parameter) {
      return legal(parameter.name());
    }
    if (node.op() instanceof Leaf.Read read) {
      return "variables/" + legal(read.variable().name());
    }
    String scope = node.scope().isEmpty() ? "" : legal(node.scope()) + "/";
    return scope + legal(node.op().label());
  }

  private String unique(String wanted) {
    String name = wanted;
    for (int i = 1; !taken.add(name); i++) {
      name = wanted + "_" + i;
    }
    return name;
  }

  private String reference(Value value) {
    int index = value.node().outputs().indexOf(value);
    return names.get(value.node()) + (index == 0 ? "" : ":" + index);
  }

  /** A name in the characters that names of TensorFlow's ops have. */
  private static String legal(String name) {
    String legal = name.replaceAll("[^A-Za-z0-9_./-]", "_");
    return legal.matches("[A-Za-z0-9.].*") ? legal : "." + legal;
  }
}
