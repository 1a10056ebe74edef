package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Stages;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One node while it is traced: its operands and attributes. */
final class OpCall {
  private static final String SHAPES = "decides about shapes";
  private final NodeProto node;
  private final GraphTrace scope;
  private final List<Tensor> inputs;
  private final Map<String, AttributeProto> attributes = new LinkedHashMap<>();

  OpCall(NodeProto node, GraphTrace scope, List<Tensor> inputs) {
    this.node = node;
    this.scope = scope;
    this.inputs = inputs;
    node.getAttributeList().forEach(a -> attributes.put(a.getName(), a));
  }

  /** The same node with other operands. */
  OpCall with(List<Tensor> operands) {
    return new OpCall(node, scope, operands);
  }

  /** The graph the node is in. */
  GraphTrace scope() {
    return scope;
  }

  /** Integers that stand for floats. */
  WholeNumbers wholes() {
    return scope.wholes();
  }

  /** The version of the operator set. */
  int opset() {
    return scope.opset(node.getDomain());
  }

  /** The number of operands, those left out at the end not counted. */
  int inputs() {
    return inputs.size();
  }

  /** Whether an operand is given. */
  boolean has(int i) {
    return i < inputs.size() && inputs.get(i) != null;
  }

  /** An operand that must be given. */
  Tensor in(int i) {
    if (!has(i)) {
      throw wrong("needs operand " + i);
    }
    return inputs.get(i);
  }

  /** An operand that may be left out, or null. */
  Tensor optional(int i) {
    return has(i) ? inputs.get(i) : null;
  }

  /** All operands. */
  List<Tensor> all() {
    inputs.forEach(x -> requireGiven(x));
    return inputs;
  }

  private void requireGiven(Tensor x) {
    if (x == null) {
      throw wrong("cannot do without one of its operands");
    }
  }

  /** The numbers of an operand, or null where they depend on inputs or weights. */
  TensorData tryKnown(int i) {
    return scope.knowns().find(in(i).value());
  }

  /**
   * The numbers of an operand from which shapes follow: computed before the rest where that can be.
   *
   * @throws UnknownValueException if they depend on inputs or weights and cannot be computed before
   */
  TensorData known(int i) {
    return known(i, SHAPES);
  }

  /** The numbers of an operand, with what they are needed for. */
  TensorData known(int i, String why) {
    String what = "operand %d (%s)".formatted(i, node.getInput(i));
    return scope.isOfSmallInputs(in(i))
        ? requireKnown(in(i), what, why)
        : settled(in(i), what, why);
  }

  /**
   * The numbers of a tensor that is not small inputs' alone: known, or computed before this graph.
   *
   * @throws UnknownValueException if they cannot be computed before
   */
  TensorData settled(Tensor x, String what, String why) {
    if (scope.stages() != null && scope.knowns().find(x.value()) == null) {
      Tensor computed = scope.stages().take(List.of(x), Stages.Next.NUMBERS).get(0);
      scope.knowns().set(x.value(), scope.knowns().find(computed.value()));
    }
    return requireKnown(x, what, why);
  }

  private TensorData requireKnown(Tensor x, String what, String why) {
    TensorData data = scope.knowns().find(x.value());
    if (data == null) {
      throw unknown(x, what, why);
    }
    return data;
  }

  /** Whether {@link #known} gives the numbers of an operand, or will when data come. */
  boolean mayBecomeKnown(int i) {
    return scope.stages() != null || scope.isOfSmallInputs(in(i));
  }

  /**
   * What a function makes of operands, with extents that depend on their numbers: at once where
   * these are known, else of what an earlier program computed.
   *
   * @throws UnknownValueException if the operands cannot be computed before
   */
  List<Tensor> onHost(List<Integer> operands, int results, Stages.HostFunction function) {
    List<TensorData> known = operands.stream().map(this::tryKnown).toList();
    if (!known.contains(null)) {
      return function.apply(known).stream().map(this::constant).toList();
    }
    if (scope.stages() == null) {
      int i = operands.get(known.indexOf(null));
      throw unknown(in(i), "operand %d (%s)".formatted(i, node.getInput(i)), SHAPES);
    }
    return scope
        .stages()
        .take(operands.stream().map(this::in).toList(), new Stages.Next(function, results, false));
  }

  private UnknownValueException unknown(Tensor x, String what, String why) {
    Set<String> sources = scope.knowns().sources(x.value());
    return new UnknownValueException(
        ("%s: %s %s and must be known when the model is traced, but depends on %s;"
                + " LoadOptions.fix gives an input its value for good")
            .formatted(this, what, why, sources),
        sources,
        scope.knowns().unknown(x.value()));
  }

  /** The numbers of an operand as integers. */
  long[] longs(int i) {
    return known(i).toLongArray();
  }

  /** The only number of an operand, or the default where the operand is left out. */
  double number(int i, double otherwise) {
    if (!has(i)) {
      return otherwise;
    }
    TensorData data = known(i);
    if (data.size() != 1) {
      throw wrong("needs one number as operand " + i + ", but got " + data.type());
    }
    return data.getDouble(0);
  }

  /** Whether an attribute is given. */
  boolean hasAttribute(String name) {
    return attributes.containsKey(name);
  }

  /** An integer attribute. */
  long integer(String name, long otherwise) {
    AttributeProto a = attributes.get(name);
    return a == null ? otherwise : a.getI();
  }

  /** An integer attribute that is used as an int. */
  int small(String name, long otherwise) {
    long value = integer(name, otherwise);
    if (value != (int) value) {
      throw wrong("has the attribute " + name + " = " + value);
    }
    return (int) value;
  }

  /** A switch. */
  boolean flag(String name, boolean otherwise) {
    return integer(name, otherwise ? 1 : 0) != 0;
  }

  /** A floating attribute. */
  double real(String name, double otherwise) {
    AttributeProto a = attributes.get(name);
    return a == null ? otherwise : a.getF();
  }

  /** A text attribute. */
  String text(String name, String otherwise) {
    AttributeProto a = attributes.get(name);
    return a == null ? otherwise : a.getS().toStringUtf8();
  }

  /** Several integers, or null. */
  long[] integers(String name) {
    AttributeProto a = attributes.get(name);
    return a == null ? null : a.getIntsList().stream().mapToLong(Long::longValue).toArray();
  }

  /** Several integers; as many of the same where they are not given. */
  long[] integers(String name, int count, long otherwise) {
    long[] given = integers(name);
    if (given == null) {
      given = new long[count];
      Arrays.fill(given, otherwise);
    }
    if (given.length != count) {
      throw wrong("needs " + count + " numbers as " + name + ", but got " + given.length);
    }
    return given;
  }

  /** Several floating numbers; empty where they are not given. */
  double[] reals(String name) {
    AttributeProto a = attributes.get(name);
    return a == null
        ? new double[0]
        : a.getFloatsList().stream().mapToDouble(Float::doubleValue).toArray();
  }

  /** Several texts; empty where they are not given. */
  List<String> texts(String name) {
    AttributeProto a = attributes.get(name);
    return a == null ? List.of() : a.getStringsList().stream().map(s -> s.toStringUtf8()).toList();
  }

  /** An attribute as the file has it, or null. */
  AttributeProto attribute(String name) {
    return attributes.get(name);
  }

  /** A graph that must be given. */
  GraphProto graph(String name) {
    AttributeProto a = attributes.get(name);
    if (a == null || !a.hasG()) {
      throw wrong("needs the graph " + name);
    }
    return a.getG();
  }

  /** Numbers given by an operand, or by an attribute in older versions; null where by neither. */
  long[] longsOr(int input, String attribute) {
    return has(input) ? longs(input) : integers(attribute);
  }

  /** Whether a result is used. */
  boolean wants(int output) {
    return output < node.getOutputCount() && !node.getOutput(output).isEmpty();
  }

  /** The number of results the node names. */
  int outputs() {
    return node.getOutputCount();
  }

  /** A constant in the graph. */
  Tensor constant(TensorData data) {
    return Tensor.constant(scope.builder(), data);
  }

  /** A scalar constant of an operand's element type. */
  Tensor like(int i, double value) {
    return in(i).scalar(value);
  }

  /** An axis that may count from the end. */
  int axis(long axis, int rank) {
    long positive = axis < 0 ? axis + rank : axis;
    if (positive < 0 || positive >= rank) {
      throw wrong("has the axis " + axis + " of a tensor of rank " + rank);
    }
    return (int) positive;
  }

  /** Axes that may count from the end. */
  int[] axes(long[] axes, int rank) {
    return Arrays.stream(axes).mapToInt(a -> axis(a, rank)).toArray();
  }

  /** The texts the model speaks of. */
  Vocabulary vocabulary() {
    return scope.texts().vocabulary();
  }

  /** Says that a tensor of numbers in the vocabulary stands for texts. */
  Tensor text(Tensor numbers) {
    return scope.texts().mark(numbers);
  }

  /** Whether an operand is of texts. */
  boolean isText(int i) {
    return scope.texts().isText(in(i));
  }

  /** What is wrong with this node. */
  OnnxImportException wrong(String problem) {
    return new OnnxImportException(this + " " + problem);
  }

  /** What is not supported of this operator. */
  OnnxImportException unsupported(String what) {
    return new OnnxImportException(
        this + ": " + what + " is not supported", Set.of(node.getOpType() + " (" + what + ")"));
  }

  @Override
  public String toString() {
    return GraphTrace.describe(node);
  }
}
