package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Tensor;
import io.trihorn.state.LoopTrace;
import io.trihorn.state.NeedsValues;
import io.trihorn.state.Stages;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Traces the nodes of one graph of a model; graphs inside see the values of those around them. */
final class GraphTrace {
  private final Importable model;
  private final Call call;
  private final GraphTrace outer;
  private final Knowns knowns;
  private final TextValues texts;
  private final WholeNumbers wholes;
  private final Map<String, Tensor> values = new HashMap<>();

  /** The trace of a model's own graph. */
  GraphTrace(Importable model, Call call) {
    this(
        model,
        call,
        null,
        new Knowns(),
        new TextValues(model.vocabulary()),
        new WholeNumbers(call.training()));
  }

  private GraphTrace(
      Importable model,
      Call call,
      GraphTrace outer,
      Knowns knowns,
      TextValues texts,
      WholeNumbers wholes) {
    this.model = model;
    this.call = call;
    this.outer = outer;
    this.knowns = knowns;
    this.texts = texts;
    this.wholes = wholes;
  }

  /** The trace of a graph inside this one, into the same program. */
  GraphTrace inner() {
    return new GraphTrace(model, call, this, knowns, texts, wholes);
  }

  /** The trace of a graph inside this one, into the body of a loop. */
  GraphTrace inner(LoopTrace loop) {
    return new GraphTrace(model, call.in(loop), this, knowns, texts, wholes);
  }

  /** The trace of a function, which sees nothing of the graph that calls it. */
  GraphTrace function(Importable functions) {
    return new GraphTrace(functions, call, null, knowns, texts, wholes);
  }

  Knowns knowns() {
    return knowns;
  }

  TextValues texts() {
    return texts;
  }

  WholeNumbers wholes() {
    return wholes;
  }

  Call call() {
    return call;
  }

  /** What is computed before this graph; null where nothing can be. */
  Stages stages() {
    return call.trace().stages();
  }

  /** Whether a tensor depends on small inputs only, for whose numbers a program may be traced. */
  boolean isOfSmallInputs(Tensor x) {
    return knowns.unknown(x.value()).stream()
        .allMatch(
            v ->
                v.op() instanceof Leaf.Parameter
                    && NeedsValues.isSmall(v.type())
                    && (stages() == null || !stages().gave(v)));
  }

  GraphBuilder builder() {
    return call.builder();
  }

  Importable model() {
    return model;
  }

  int opset(String domain) {
    return model.opset(domain);
  }

  /** Gives a name its value. */
  void set(String name, Tensor value) {
    values.put(name, value);
  }

  /** The value of a name, here or around; null where there is none. */
  Tensor find(String name) {
    Tensor value = values.get(name);
    if (value != null || outer == null) {
      return value;
    }
    Tensor outside = outer.find(name);
    if (outside == null || outside.builder() == builder()) {
      return outside;
    }
    TensorData known = knowns.find(outside.value());
    Tensor inside =
        known != null
            ? Tensor.constant(builder(), known)
            : ((LoopTrace) call.trace()).capture(outside);
    values.put(name, inside);
    return inside;
  }

  /** The value of a name that must be there. */
  Tensor get(String name, Object reader) {
    Tensor value = find(name);
    if (value == null) {
      throw new OnnxImportException(
          reader + " needs the value '" + name + "', but nothing before it makes one");
    }
    return value;
  }

  /** Traces a graph inside, which gives its outputs. */
  List<Tensor> run(GraphProto graph, List<Tensor> arguments) {
    if (graph.getInputCount() > arguments.size()) {
      throw new OnnxImportException(
          "graph '" + graph.getName() + "' takes " + graph.getInputCount() + " inputs");
    }
    for (int i = 0; i < graph.getInputCount(); i++) {
      set(graph.getInput(i).getName(), arguments.get(i));
    }
    for (TensorProto initializer : graph.getInitializerList()) {
      set(initializer.getName(), constant(initializer));
    }
    List<String> outputs = graph.getOutputList().stream().map(o -> o.getName()).toList();
    nodes(NeededNodes.of(graph, outputs));
    return outputs.stream().map(o -> get(o, "graph '" + graph.getName() + "'")).toList();
  }

  /** A tensor in an attribute or a graph inside as a constant. */
  Tensor constant(TensorProto tensor) {
    Tensor constant = Tensor.constant(builder(), read(tensor));
    return tensor.getDataType() == ElementTypes.TEXT ? texts.mark(constant) : constant;
  }

  /** The numbers of a tensor in an attribute or a graph inside. */
  TensorData read(TensorProto tensor) {
    try {
      return new TensorReader(null, model.maxBytes(), model.vocabulary()).read(tensor);
    } catch (IOException e) {
      throw new OnnxImportException("tensor '" + tensor.getName() + "' cannot be read", e);
    }
  }

  /** Traces nodes, each after those it needs. */
  void nodes(List<NodeProto> nodes) {
    nodes.forEach(this::node);
  }

  private void node(NodeProto node) {
    List<Tensor> inputs = new ArrayList<>();
    for (String name : node.getInputList()) {
      inputs.add(name.isEmpty() ? null : get(name, describe(node)));
    }
    OpCall opCall = new OpCall(node, this, inputs);
    List<Tensor> outputs;
    builder().enter(label(node));
    try {
      outputs = model.operator(node).apply(opCall);
    } catch (IllegalArgumentException
        | IllegalStateException
        | ArithmeticException
        | IndexOutOfBoundsException
        | NegativeArraySizeException e) {
      throw new OnnxImportException(describe(node) + ": " + e.getMessage(), e);
    } finally {
      builder().leave();
    }
    for (int i = 0; i < node.getOutputCount(); i++) {
      String name = node.getOutput(i);
      if (!name.isEmpty()) {
        if (i >= outputs.size() || outputs.get(i) == null) {
          throw opCall.unsupported("result " + i);
        }
        checkSize(node, outputs.get(i));
        set(name, outputs.get(i));
      }
    }
  }

  /** What no backend could hold is the mistake of a file. */
  private static void checkSize(NodeProto node, Tensor x) {
    double bytes = x.dtype().getNumOfBytes();
    for (long d : x.type().dims()) {
      bytes *= d;
    }
    if (bytes > Integer.MAX_VALUE) {
      throw new OnnxImportException(
          describe(node) + " makes " + x.type() + ", which takes more than 2 GiB");
    }
  }

  private static String label(NodeProto node) {
    String name = node.getName().isEmpty() ? node.getOpType() : node.getName();
    return name.replace('/', '.');
  }

  /** A node in messages. */
  static String describe(NodeProto node) {
    String made = node.getOutputCount() > 0 ? " that makes '" + node.getOutput(0) + "'" : "";
    String name = node.getName().isEmpty() ? made : " '" + node.getName() + "'";
    return "ONNX node " + node.getOpType() + name;
  }
}
