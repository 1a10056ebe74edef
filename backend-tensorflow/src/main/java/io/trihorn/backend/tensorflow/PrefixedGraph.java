package io.trihorn.backend.tensorflow;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Renames what is in a graph, so that several graphs fit into one: its operations and its
 * functions, where they are defined and where they are used.
 *
 * @param prefix what names are to begin with
 * @param kept which operations keep their names, since other graphs have the same
 */
record PrefixedGraph(String prefix, Predicate<String> kept) {
  /** The graph under the other names. */
  GraphDef of(GraphDef graph) {
    GraphDef.Builder named = graph.toBuilder().clearNode();
    for (NodeDef node : graph.getNodeList()) {
      NodeDef.Builder copy = calls(node).setName(operation(node.getName())).clearInput();
      node.getInputList().forEach(input -> copy.addInput(reference(input)));
      named.addNode(copy);
    }
    FunctionDefLibrary.Builder library = named.getLibraryBuilder().clearFunction();
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      FunctionDef.Builder copy = function.toBuilder().clearNodeDef();
      // The operations inside a function are known in it only.
      function.getNodeDefList().forEach(node -> copy.addNodeDef(calls(node)));
      copy.getSignatureBuilder().setName(function(function.getSignature().getName()));
      library.addFunction(copy);
    }
    return named.build();
  }

  private String operation(String name) {
    return kept.test(name) ? name : prefix + name;
  }

  /** A node's input: a name, after {@code ^} where it only comes first, with a result's number. */
  private String reference(String input) {
    boolean control = input.startsWith("^");
    String name = control ? input.substring(1) : input;
    int colon = name.indexOf(':');
    String operation = colon < 0 ? name : name.substring(0, colon);
    return (control ? "^" : "") + operation(operation) + (colon < 0 ? "" : name.substring(colon));
  }

  /** Functions' names have no slashes. */
  private String function(String name) {
    return prefix.replace('/', '_') + name;
  }

  /** A node that calls the functions by their other names. */
  private NodeDef.Builder calls(NodeDef node) {
    NodeDef.Builder copy = node.toBuilder();
    for (Map.Entry<String, AttrValue> attribute : node.getAttrMap().entrySet()) {
      AttrValue.Builder value = attribute.getValue().toBuilder();
      if (value.hasFunc()) {
        value.getFuncBuilder().setName(function(value.getFunc().getName()));
      } else if (value.hasList()) {
        List.copyOf(value.getListBuilder().getFuncBuilderList())
            .forEach(f -> f.setName(function(f.getName())));
      }
      copy.putAttr(attribute.getKey(), value.build());
    }
    return copy;
  }
}
