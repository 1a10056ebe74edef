package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.ChoiceKernel;
import io.trihorn.backend.dl4j.kernels.ChoiceKernel.Less;
import io.trihorn.backend.dl4j.plan.Frame;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Node;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Choices between arrays of float32 by comparisons that nothing else asks for, as gradients of
 * rectifiers are: one step compares and chooses.
 */
final class Choices {
  /** The comparisons of each choice. */
  private final Map<Node, List<Node>> comparisons = new HashMap<>();

  /** What need not be lowered by itself. */
  private final Set<Node> conditions = new HashSet<>();

  /**
   * Those of a graph.
   *
   * @param nodes its nodes
   * @param users the nodes that use each value; null among them where it is a result of the graph
   */
  Choices(List<Node> nodes, Map<Value, Set<Node>> users) {
    for (Node node : nodes) {
      if (node.op() instanceof Elementwise.Where && isFloats(node.output().type())) {
        Set<Node> tree = new LinkedHashSet<>();
        Node root = node.input(0).node();
        if (isCondition(root, node.output().type(), tree)
            && tree.stream().allMatch(n -> isOnlyFor(tree, root, users.get(n.output())))) {
          conditions.addAll(tree);
          comparisons.put(node, tree.stream().filter(n -> isKind(n, BinaryKind.LESS)).toList());
        }
      }
    }
  }

  private static boolean isFloats(TensorType type) {
    return type.dtype() == DataType.FLOAT32
        && type.size() > 0
        && type.size() < Integer.MAX_VALUE / 4;
  }

  private static boolean isKind(Node node, BinaryKind kind) {
    return node.op() instanceof Elementwise.Binary op && op.kind() == kind;
  }

  /** Whether a value is made of comparisons of floats of a shape alone; collects its nodes. */
  private static boolean isCondition(Node node, TensorType type, Set<Node> tree) {
    if (!node.output().type().shape().equals(type.shape())) {
      return false;
    }
    tree.add(node);
    return isKind(node, BinaryKind.AND)
        ? node.inputs().stream().allMatch(v -> isCondition(v.node(), type, tree))
        : isKind(node, BinaryKind.LESS) && node.input(0).dtype() == DataType.FLOAT32;
  }

  /** Whether all that use a part of a condition are of the condition, or choose by all of it. */
  private static boolean isOnlyFor(Set<Node> tree, Node root, Set<Node> users) {
    return users.stream()
        .allMatch(
            user ->
                tree.contains(user)
                    || user != null
                        && user.op() instanceof Elementwise.Where
                        && user.input(0) == root.output()
                        && isFloats(user.output().type())
                        && user.output().type().shape().equals(root.output().type().shape()));
  }

  /** Whether a node is a part of conditions alone, which are made where something is chosen. */
  boolean isCondition(Node node) {
    return conditions.contains(node);
  }

  /** Whether a node is a choice that comes with its comparisons. */
  boolean isChoice(Node node) {
    return comparisons.containsKey(node);
  }

  /** Adds the step of a choice. */
  Ref lower(Node node, Map<Value, Ref> known, Emitter emit) {
    long[] shape = node.output().type().dims();
    List<Ref> operands =
        Stream.concat(
                comparisons.get(node).stream().flatMap(n -> n.inputs().stream()),
                node.inputs().stream().skip(1))
            .map(v -> ElementwiseLowerings.spread(emit, known.get(v).withoutRepeats(), shape))
            .toList();
    Ref z = emit.temp(DataType.FLOAT32, shape);
    emit.step("less in Java", operands, List.of(z), true, f -> bind(operands, z, f));
    return z;
  }

  private static Runnable bind(List<Ref> operands, Ref z, Frame f) {
    List<IntBuffer> in = operands.stream().map(r -> f.bytes(r).asIntBuffer()).toList();
    int choice = in.size() - 2;
    List<Less> all = new ArrayList<>();
    for (int i = 0; i < choice; i += 2) {
      all.add(new Less(in.get(i), in.get(i + 1)));
    }
    return ChoiceKernel.bind(all, in.get(choice), in.get(choice + 1), f.bytes(z).asIntBuffer());
  }
}
