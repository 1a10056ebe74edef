package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A model's operators: the versions of its operator sets, and the functions it brings. */
final class Importable {
  /** Functions that call each other deeper than this are taken for an endless recursion. */
  private static final int DEPTH = 32;

  private final Map<String, Integer> opsets;
  private final Map<String, FunctionProto> functions;
  private final long maxBytes;
  private final int depth;
  private final Vocabulary vocabulary;

  Importable(ModelProto model, long maxBytes) {
    this(opsets(model.getOpsetImportList()), new HashMap<>(), maxBytes, 0, Vocabulary.of(model));
    for (FunctionProto function : model.getFunctionsList()) {
      functions.put(function.getDomain() + "::" + function.getName(), function);
    }
    if (opsets.isEmpty()) {
      opsets.put("", 1);
    }
  }

  private Importable(
      Map<String, Integer> opsets,
      Map<String, FunctionProto> functions,
      long maxBytes,
      int depth,
      Vocabulary vocabulary) {
    this.opsets = opsets;
    this.functions = functions;
    this.maxBytes = maxBytes;
    this.depth = depth;
    this.vocabulary = vocabulary;
  }

  private static Map<String, Integer> opsets(List<OperatorSetIdProto> imports) {
    Map<String, Integer> versions = new HashMap<>();
    imports.forEach(o -> versions.put(domain(o.getDomain()), (int) o.getVersion()));
    return versions;
  }

  private static String domain(String name) {
    return name.equals("ai.onnx") ? "" : name;
  }

  Vocabulary vocabulary() {
    return vocabulary;
  }

  long maxBytes() {
    return maxBytes;
  }

  int opset(String domain) {
    return opsets.getOrDefault(domain(domain), 1);
  }

  private FunctionProto function(NodeProto node) {
    return functions.get(node.getDomain() + "::" + node.getOpType());
  }

  /**
   * What a node does.
   *
   * @throws OnnxImportException if its operator is not supported
   */
  Operator operator(NodeProto node) {
    FunctionProto function = function(node);
    if (function != null) {
      return call -> run(function, call);
    }
    String domain = domain(node.getDomain());
    Operator operator = Operators.find(domain, node.getOpType(), opset(domain));
    if (operator == null) {
      throw unsupported(Set.of(label(node)));
    }
    return operator;
  }

  private List<Tensor> run(FunctionProto function, OpCall call) {
    if (depth >= DEPTH) {
      throw call.wrong("calls functions more than " + DEPTH + " deep");
    }
    Map<String, Integer> versions = new HashMap<>(opsets);
    versions.putAll(opsets(function.getOpsetImportList()));
    GraphTrace trace =
        call.scope().function(new Importable(versions, functions, maxBytes, depth + 1, vocabulary));
    for (int i = 0; i < function.getInputCount(); i++) {
      if (call.has(i)) {
        trace.set(function.getInput(i), call.in(i));
      }
    }
    trace.nodes(
        function.getNodeList().stream().map(n -> withAttributes(n, function, call)).toList());
    return function.getOutputList().stream().map(o -> trace.get(o, call)).toList();
  }

  /** A node of a function with the attributes that the call gives, or the function by default. */
  private static NodeProto withAttributes(NodeProto node, FunctionProto function, OpCall call) {
    NodeProto.Builder builder = node.toBuilder().clearAttribute();
    for (AttributeProto attribute : node.getAttributeList()) {
      String name = attribute.getRefAttrName();
      AttributeProto given = name.isEmpty() ? attribute : call.attribute(name);
      if (given == null) {
        given =
            function.getAttributeProtoList().stream()
                .filter(a -> a.getName().equals(name))
                .findFirst()
                .orElse(null);
      }
      if (given != null) {
        builder.addAttribute(given.toBuilder().setName(attribute.getName()));
      }
    }
    return builder.build();
  }

  /** Refuses a model with operators that are not supported, all at once. */
  void check(List<NodeProto> nodes) {
    TreeSet<String> unknown = new TreeSet<>();
    collect(nodes, unknown);
    for (FunctionProto function : functions.values()) {
      collect(function.getNodeList(), unknown);
    }
    if (!unknown.isEmpty()) {
      throw unsupported(unknown);
    }
  }

  private void collect(List<NodeProto> nodes, TreeSet<String> unknown) {
    for (NodeProto node : nodes) {
      String domain = domain(node.getDomain());
      if (function(node) == null
          && Operators.find(domain, node.getOpType(), opset(domain)) == null) {
        unknown.add(label(node));
      }
      List<AttributeProto> attributes = new ArrayList<>(node.getAttributeList());
      for (AttributeProto attribute : attributes) {
        if (attribute.hasG()) {
          collect(attribute.getG().getNodeList(), unknown);
        }
        attribute.getGraphsList().forEach(g -> collect(g.getNodeList(), unknown));
      }
    }
  }

  private static String label(NodeProto node) {
    String domain = domain(node.getDomain());
    return domain.isEmpty() ? node.getOpType() : domain + "." + node.getOpType();
  }

  private static OnnxImportException unsupported(Set<String> names) {
    return new OnnxImportException(
        "the ONNX model uses operators that are not supported: " + String.join(", ", names), names);
  }
}
