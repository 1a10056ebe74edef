package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.BatchNormBack;
import io.trihorn.backend.dl4j.kernels.BatchNormKernel;
import io.trihorn.backend.dl4j.kernels.BatchNormSums;
import io.trihorn.backend.dl4j.kernels.Rectifier;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.ops.BatchNormalize;
import io.trihorn.ops.BatchNormalizeGradient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Normalizations by the statistics of a batch, and their gradients, with the rectifier behind each
 * where nothing else asks for what it is given or gives back: a step normalizes and rectifies, and
 * one goes all the way back.
 */
final class Normalizations {
  /** What a rectifier gives, and the rectifier. */
  private record Rectified(Value result, Rectifier rectifier) {}

  private final Map<Value, Set<Node>> users;
  private final Map<Node, Rectified> forward = new HashMap<>();

  /** The gradients that go through a rectifier, with its choice. */
  private final Map<Node, Node> backward = new HashMap<>();

  /** What is rectified in each way is made by no step of its own. */
  private final Set<Node> absorbed = new HashSet<>();

  /**
   * Those of a graph.
   *
   * @param nodes its nodes
   * @param users the nodes that use each value; null among them where it is a result of the graph
   */
  Normalizations(List<Node> nodes, Map<Value, Set<Node>> users) {
    this.users = users;
    for (Node node : nodes) {
      if (node.op() instanceof BatchNormalize) {
        findRectifier(node);
      } else if (node.op() instanceof BatchNormalizeGradient) {
        findChoice(node);
      }
    }
  }

  /** Whether a normalization, or its gradient, is claimed. */
  static boolean isClaimed(int axis, TensorType x) {
    return x.dtype() == DataType.FLOAT32
        && axis == x.rank() - 1
        && x.size() > 0
        && x.size() < Integer.MAX_VALUE / 4;
  }

  private void findRectifier(Node node) {
    Node positive = bound(node.outputs().get(0), BinaryKind.MAX);
    if (positive == null || !isNumber(positive.input(1), 0)) {
      return;
    }
    absorbed.add(positive);
    Node least = bound(positive.output(), BinaryKind.MIN);
    Float most = least == null ? null : number(least.input(1));
    if (most == null || !(most > 0)) {
      forward.put(node, new Rectified(positive.output(), new Rectifier(Float.POSITIVE_INFINITY)));
    } else {
      absorbed.add(least);
      forward.put(node, new Rectified(least.output(), new Rectifier(most)));
    }
  }

  /** The only node that uses a value, if it is this function of it and something else. */
  private Node bound(Value value, BinaryKind kind) {
    Node user = onlyUser(value);
    return user != null
            && isKind(user, kind)
            && user.input(0) == value
            && user.output().type().equals(value.type())
        ? user
        : null;
  }

  private Node onlyUser(Value value) {
    Set<Node> all = users.getOrDefault(value, Set.of());
    return all.size() == 1 ? all.iterator().next() : null;
  }

  private static boolean isKind(Node node, BinaryKind kind) {
    return node.op() instanceof Elementwise.Binary op && op.kind() == kind;
  }

  private static Float number(Value value) {
    return value.op() instanceof Leaf.Constant constant && constant.value().size() == 1
        ? (float) constant.value().getDouble(0)
        : null;
  }

  private static boolean isNumber(Value value, float wanted) {
    return Float.valueOf(wanted).equals(number(value));
  }

  private void findChoice(Node gradient) {
    Node choice = gradient.input(0).node();
    Node normalization = gradient.input(3).node();
    Rectified rectified = forward.get(normalization);
    boolean isOfIt =
        rectified != null
            && normalization.inputs().subList(0, 2).equals(gradient.inputs().subList(1, 3))
            && normalization.outputs().subList(1, 3).equals(gradient.inputs().subList(3, 5));
    if (isOfIt
        && choice.op() instanceof Elementwise.Where
        && onlyUser(choice.output()) == gradient
        && isNumber(choice.input(2), 0)
        && choice.input(1).type().equals(choice.output().type())) {
      Set<Node> condition = new HashSet<>();
      if (isCondition(choice.input(0), rectified, condition)) {
        backward.put(gradient, choice);
        absorbed.add(choice);
        absorbed.addAll(condition);
      }
    }
  }

  /** Whether a value, which nothing else needs, tells where a rectifier is between its bounds. */
  private boolean isCondition(Value value, Rectified rectified, Set<Node> nodes) {
    Node node = value.node();
    nodes.add(node);
    if (onlyUser(value) == null) {
      return false;
    }
    float most = rectified.rectifier().most();
    if (most == Float.POSITIVE_INFINITY) {
      return isPositive(node, rectified);
    }
    if (!isKind(node, BinaryKind.AND)) {
      return false;
    }
    Node first = node.input(0).node();
    Node second = node.input(1).node();
    nodes.addAll(List.of(first, second));
    return isPositive(first, rectified)
        && isKind(second, BinaryKind.LESS)
        && second.input(0) == rectified.result()
        && isNumber(second.input(1), most)
        && onlyUser(first.output()) == node
        && onlyUser(second.output()) == node;
  }

  private static boolean isPositive(Node node, Rectified rectified) {
    return isKind(node, BinaryKind.LESS)
        && isNumber(node.input(0), 0)
        && node.input(1) == rectified.result();
  }

  /** Whether a node is made with a normalization or its gradient. */
  boolean isAbsorbed(Node node) {
    return absorbed.contains(node);
  }

  /** Whether a node has a rectifier that is made with it. */
  boolean isRectified(Node node) {
    return forward.containsKey(node) || backward.containsKey(node);
  }

  /** Adds the step of one that has a rectifier. */
  Map<Value, Ref> lower(Node node, Map<Value, Ref> known, Emitter emit) {
    List<Value> operands = new ArrayList<>(node.inputs());
    List<Value> results = new ArrayList<>(node.outputs());
    List<Ref> made;
    if (node.op() instanceof BatchNormalize op) {
      Rectified rectified = forward.get(node);
      results.set(0, rectified.result());
      made = normalize(op, rectified.rectifier(), dense(operands, known, emit), emit);
    } else {
      Node normalization = node.input(3).node();
      operands.set(0, backward.get(node).input(1));
      operands.add(normalization.input(2));
      BatchNormalizeGradient op = (BatchNormalizeGradient) node.op();
      Rectifier rectifier = forward.get(normalization).rectifier();
      made = gradient(op, rectifier, dense(operands, known, emit), emit);
    }
    Map<Value, Ref> all = new HashMap<>();
    IntStream.range(0, made.size()).forEach(i -> all.put(results.get(i), made.get(i)));
    return all;
  }

  private static List<Ref> dense(List<Value> operands, Map<Value, Ref> known, Emitter emit) {
    return operands.stream().map(v -> emit.dense(known.get(v))).toList();
  }

  /** Without a rectifier. */
  static List<Ref> normalize(BatchNormalize op, Lowering l) {
    return normalize(op, null, l.inputs().stream().map(l.emit()::dense).toList(), l.emit());
  }

  /** Without a rectifier. */
  static List<Ref> gradient(BatchNormalizeGradient op, Lowering l) {
    return gradient(op, null, l.inputs().stream().map(l.emit()::dense).toList(), l.emit());
  }

  private static List<Ref> normalize(
      BatchNormalize op, Rectifier rectifier, List<Ref> in, Emitter emit) {
    List<Ref> out = List.of(like(in.get(0), emit), like(in.get(1), emit), like(in.get(1), emit));
    emit.step("in Java", in, out, true, f -> BatchNormKernel.bind(op, rectifier, in, out, f));
    return out;
  }

  private static List<Ref> gradient(
      BatchNormalizeGradient op, Rectifier rectifier, List<Ref> in, Emitter emit) {
    Ref x = in.get(1);
    Ref scale = in.get(2);
    Ref mean = in.get(3);
    Ref variance = in.get(4);
    Ref toScale = like(scale, emit);
    Ref toOffset = like(scale, emit);
    Ref gradient = in.get(0);
    double epsilon = op.epsilon();
    if (rectifier == null) {
      List<Ref> read = List.of(gradient, x, mean, variance);
      List<Ref> made = List.of(toScale, toOffset);
      emit.step(
          "sums in Java", read, made, false, f -> BatchNormSums.bind(epsilon, null, read, made, f));
    } else {
      List<Ref> read = List.of(gradient, x, mean, variance, scale, in.get(5));
      gradient = like(x, emit);
      List<Ref> made = List.of(gradient, toScale, toOffset);
      emit.step(
          "sums in Java",
          read,
          made,
          true,
          f -> BatchNormSums.bind(epsilon, rectifier, read, made, f));
    }
    List<Ref> read = List.of(gradient, x, scale, mean, variance, toScale, toOffset);
    Ref toX = like(x, emit);
    emit.step("in Java", read, List.of(toX), true, f -> BatchNormBack.bind(epsilon, read, toX, f));
    return List.of(toX, toScale, toOffset);
  }

  private static Ref like(Ref x, Emitter emit) {
    return emit.temp(x.dtype(), x.shape());
  }
}
