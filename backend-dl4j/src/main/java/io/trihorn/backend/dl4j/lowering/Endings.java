package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.WithinRange.Link;
import io.trihorn.backend.dl4j.plan.ConvGeometry;
import io.trihorn.backend.dl4j.plan.OneDnnPostOps.Operand;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What follows convolutions and products of matrices elementwise, one function after another, where
 * nothing else asks for what is between them: bias, factor and offset of a normalization, the sum
 * with a residual, rectifiers. One step makes it all, where the last of the functions stands.
 */
final class Endings {
  /** What the other argument of a function may be, by the function. */
  private static final Map<BinaryKind, Set<Operand>> RULES = new EnumMap<>(BinaryKind.class);

  static {
    RULES.put(BinaryKind.ADD, Set.of(Operand.NONE, Operand.CHANNELS, Operand.WHOLE));
    RULES.put(BinaryKind.SUB, Set.of(Operand.NONE, Operand.CHANNELS, Operand.WHOLE));
    RULES.put(BinaryKind.MUL, Set.of(Operand.NONE, Operand.CHANNELS, Operand.WHOLE));
    RULES.put(BinaryKind.MAX, Set.of(Operand.NONE));
    RULES.put(BinaryKind.MIN, Set.of(Operand.NONE));
  }

  /** More functions than any network has behind each other. */
  private static final int MOST = 8;

  /**
   * A function, with its other argument and what that is.
   *
   * @param before what gives the result so far another shape, in which it lies the same in memory
   */
  private record Function(
      List<Node> before, Node node, BinaryKind kind, Value other, Operand form) {
    boolean isBound() {
      return kind == BinaryKind.MAX || kind == BinaryKind.MIN;
    }
  }

  /** A convolution or product and what follows it. */
  private record Chain(Node producer, List<Function> functions) {}

  private final Map<Value, Set<Node>> users;
  private final boolean variablesStay;
  private final Map<Node, Chain> byLast = new HashMap<>();
  private final Set<Node> taken = new HashSet<>();

  /**
   * Those of a graph.
   *
   * @param nodes its nodes
   * @param users the nodes that use each value; null among them where it is a result of the graph
   * @param variablesStay whether no run changes a variable
   */
  Endings(List<Node> nodes, Map<Value, Set<Node>> users, boolean variablesStay) {
    this.users = users;
    this.variablesStay = variablesStay;
    nodes.stream().filter(Endings::canBeFollowed).forEach(this::find);
  }

  private static boolean canBeFollowed(Node node) {
    if (node.op() instanceof Linear.Conv conv) {
      TensorType x = node.input(0).type();
      return conv.spec().layout() == Layout.CHANNELS_LAST
          && Convolution.hasEnding(
              ConvGeometry.of(conv.spec(), x.dims(), node.input(1).type().dims()), x.dtype());
    }
    if (node.op() instanceof Linear.MatMul product && node.output().type().rank() == 2) {
      TensorType z = node.output().type();
      long inner = node.input(1).type().dim(product.transposeB() ? 1 : 0);
      return MatMulLowering.hasEnding(z.dtype(), z.dim(0), inner, z.dim(1));
    }
    return false;
  }

  private void find(Node producer) {
    List<Function> functions = new ArrayList<>();
    TensorType made = producer.output().type();
    long channels = made.dim(made.rank() - 1);
    Node last = producer;
    for (Function next = next(producer, channels); next != null; next = next(last, channels)) {
      if (functions.size() == MOST || next.isBound() && !isWorthBounds(producer)) {
        break;
      }
      functions.add(next);
      last = next.node();
    }
    if (!functions.isEmpty()) {
      taken.add(producer);
      functions.forEach(f -> taken.addAll(f.before()));
      functions.forEach(f -> taken.add(f.node()));
      byLast.put(last, new Chain(producer, functions));
    }
  }

  /** Bounds are exact where the kernel was looked at: each time, unless it stays as it is. */
  private boolean isWorthBounds(Node producer) {
    Value kernel = producer.input(1);
    boolean stays =
        kernel.op() instanceof Leaf.Constant || kernel.op() instanceof Leaf.Read && variablesStay;
    return stays || kernel.type().size() <= producer.output().type().size();
  }

  /** The function that follows a node, if it is one of those that can be made with it. */
  private Function next(Node node, long channels) {
    Value value = node.output();
    List<Node> before = new ArrayList<>();
    Node user = onlyUser(value);
    while (user != null && user.op() instanceof Shaping.Reshape) {
      before.add(user);
      value = user.output();
      user = onlyUser(value);
    }
    if (user == null
        || taken.contains(user)
        || !(user.op() instanceof Elementwise.Binary op)
        || !user.output().type().equals(value.type())
        || user.input(0) == user.input(1)) {
      return null;
    }
    boolean isFirst = user.input(0) == value;
    Value other = user.input(isFirst ? 1 : 0);
    Operand form = form(other, value.type(), channels);
    boolean fits =
        form != null
            && RULES.getOrDefault(op.kind(), Set.of()).contains(form)
            && (isFirst || op.kind() != BinaryKind.SUB);
    return fits ? new Function(before, user, op.kind(), other, form) : null;
  }

  private Node onlyUser(Value value) {
    Set<Node> all = users.getOrDefault(value, Set.of());
    return all.size() == 1 ? all.iterator().next() : null;
  }

  private static Operand form(Value other, TensorType whole, long channels) {
    TensorType type = other.type();
    if (type.dtype() != DataType.FLOAT32) {
      return null;
    }
    if (other.op() instanceof Leaf.Constant constant && type.size() == 1) {
      return Double.isNaN(constant.value().getDouble(0)) ? null : Operand.NONE;
    }
    if (type.shape().equals(whole.shape())) {
      return Operand.WHOLE;
    }
    return isRow(type, whole, channels) ? Operand.CHANNELS : null;
  }

  /** Whether it has one number for each channel; these may be along several of the last axes. */
  private static boolean isRow(TensorType type, TensorType whole, long channels) {
    int axes = 0;
    for (long size = 1; size < channels && axes < whole.rank(); axes++) {
      size *= whole.dim(whole.rank() - 1 - axes);
    }
    if (axes == 0 || axes > type.rank() || type.size() != channels) {
      return false;
    }
    for (int i = 1; i <= axes; i++) {
      if (type.dim(type.rank() - i) != whole.dim(whole.rank() - i)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a node is made where a later one is, or with those before it. */
  boolean isTaken(Node node) {
    return taken.contains(node);
  }

  /** Whether a node is the last of some that are made together. */
  boolean isLast(Node node) {
    return byLast.containsKey(node);
  }

  /** Adds the steps of those that end with a node; gives what the last one gives. */
  Ref lower(Node last, Map<Value, Ref> known, Emitter emit) {
    Chain chain = byLast.get(last);
    Node producer = chain.producer();
    emit.enter(producer.scope(), producer.op().label());
    List<Link> links = chain.functions().stream().map(f -> link(f, known, emit)).toList();
    Lowering l =
        Lowering.of(producer.op(), producer.inputs().stream().map(known::get).toList(), emit);
    Ref made =
        producer.op() instanceof Linear.Conv conv
            ? LinearLowerings.conv(conv, l, links)
            : MatMulLowering.lower((Linear.MatMul) producer.op(), l, links);
    return made.reshape(last.output().type().dims());
  }

  private static Link link(Function f, Map<Value, Ref> known, Emitter emit) {
    if (f.form() == Operand.NONE) {
      Leaf.Constant constant = (Leaf.Constant) f.other().op();
      return new Link(f.kind(), null, false, (float) constant.value().getDouble(0));
    }
    Ref operand = emit.dense(known.get(f.other()));
    return new Link(f.kind(), operand, f.form() == Operand.CHANNELS, 0);
  }
}
