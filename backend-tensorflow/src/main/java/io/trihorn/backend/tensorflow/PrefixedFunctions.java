package io.trihorn.backend.tensorflow;

import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Renames a graph's functions where they are defined and where they are used, so that those of
 * several graphs fit into one.
 *
 * @param prefix what names are to begin with
 */
record PrefixedFunctions(String prefix) {
  /** The graph with its functions under the other names. */
  GraphDef of(GraphDef graph) {
    GraphDef.Builder named = graph.toBuilder().clearNode();
    graph.getNodeList().forEach(node -> named.addNode(calls(node)));
    FunctionDefLibrary.Builder library = named.getLibraryBuilder().clearFunction();
    for (FunctionDef function : graph.getLibrary().getFunctionList()) {
      FunctionDef.Builder copy = function.toBuilder().clearNodeDef();
      function.getNodeDefList().forEach(node -> copy.addNodeDef(calls(node)));
      copy.getSignatureBuilder().setName(prefix + function.getSignature().getName());
      library.addFunction(copy);
    }
    return named.build();
  }

  /** A node that calls the functions by their other names. */
  private NodeDef calls(NodeDef node) {
    NodeDef.Builder copy = node.toBuilder();
    for (Map.Entry<String, AttrValue> attribute : node.getAttrMap().entrySet()) {
      AttrValue.Builder value = attribute.getValue().toBuilder();
      if (value.hasFunc()) {
        value.getFuncBuilder().setName(prefix + value.getFunc().getName());
      } else if (value.hasList()) {
        List.copyOf(value.getListBuilder().getFuncBuilderList())
            .forEach(f -> f.setName(prefix + f.getName()));
      }
      copy.putAttr(attribute.getKey(), value.build());
    }
    return copy.build();
  }
}
