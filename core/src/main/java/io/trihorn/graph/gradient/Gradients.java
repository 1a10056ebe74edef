package io.trihorn.graph.gradient;

import io.trihorn.graph.Composite;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reverse-mode gradients: adds to a builder the nodes that compute them. The result is ordinary
 * graph, so it can be differentiated again.
 *
 * <p>Composites without gradients of their own are expanded, and scans get further results, by
 * {@link GraphBuilder#replace}: the forward graph changes form but not meaning.
 */
public final class Gradients {
  private Gradients() {}

  /**
   * The gradients of a loss.
   *
   * @param loss a floating scalar
   * @param wrt the values to differentiate with respect to
   * @return for each of {@code wrt} a value of its type, or null where the loss does not depend on
   *     it differentiably
   * @throws ShapeException if the loss is not a floating scalar
   */
  public static List<Value> of(GraphBuilder builder, Value loss, List<Value> wrt) {
    if (loss.type().rank() != 0 || !loss.dtype().isFloating()) {
      throw new ShapeException("a loss is a floating scalar, but this is " + loss.type());
    }
    return of(builder, List.of(loss), List.of(builder.scalar(loss.dtype(), 1)), wrt);
  }

  /**
   * The gradients of the sum of outputs, each multiplied element by element by its cotangent.
   *
   * @param outputs floating values
   * @param cotangents one for each output and of its type
   * @param wrt the values to differentiate with respect to
   * @return for each of {@code wrt} a value of its type, or null where no output depends on it
   *     differentiably
   */
  public static List<Value> of(
      GraphBuilder builder, List<Value> outputs, List<Value> cotangents, List<Value> wrt) {
    List<TensorType> expected = outputs.stream().map(Value::type).toList();
    List<TensorType> given = cotangents.stream().map(Value::type).toList();
    if (!expected.equals(given) || !expected.stream().allMatch(t -> t.dtype().isFloating())) {
      throw new ShapeException(
          "outputs to differentiate are floating and have cotangents of their types, but these are "
              + expected
              + " with "
              + given);
    }
    return differentiate(builder, outputs, cotangents, wrt, false);
  }

  /**
   * The driver.
   *
   * @param partial whether the values of {@code wrt} count as independent of each other, so that
   *     none is looked behind
   */
  private static List<Value> differentiate(
      GraphBuilder builder,
      List<Value> outputs,
      List<Value> cotangents,
      List<Value> wrt,
      boolean partial) {
    Primitives p = new Primitives(builder);
    Map<Value, Value> gradients = new HashMap<>();
    // Resolved once: what is expanded on the way has no users left to be dealt with.
    List<Value> targets = wrt.stream().map(builder::resolve).toList();
    for (int i = 0; i < outputs.size(); i++) {
      gradients.merge(builder.resolve(outputs.get(i)), cotangents.get(i), p::add);
    }
    Recomputation again = new Recomputation(builder);
    for (Paths.Step step : Paths.usersFirst(builder, outputs, targets, partial)) {
      List<Value> given = new ArrayList<>();
      step.node().outputs().forEach(v -> given.add(gradients.get(v)));
      Optional<Value> first = given.stream().filter(Objects::nonNull).findFirst();
      if (first.isEmpty()) {
        continue;
      }
      Node node = again.of(step.node(), first.get());
      Vjp context = new Vjp(p, node, given, step.wanted());
      List<Value> made = builder.within(node.scope(), () -> pullBack(context));
      for (int i = 0; i < made.size(); i++) {
        if (step.wanted().get(i) && made.get(i) != null) {
          gradients.merge(step.inputs().get(i), made.get(i), p::add);
        }
      }
    }
    List<Value> result = new ArrayList<>();
    targets.forEach(v -> result.add(gradients.get(v)));
    return Collections.unmodifiableList(result);
  }

  /** The gradients of one node's operands from those of its results. */
  private static List<Value> pullBack(Vjp context) {
    if (!(context.node().op() instanceof Composite composite)) {
      return VjpRules.TABLE.apply(context.node().op(), context);
    }
    GraphBuilder builder = context.p().builder();
    Node node = context.node();
    return composite
        .gradient(builder, node, context.gradients())
        .orElseGet(() -> expand(builder, composite, context));
  }

  /** Puts a composite's decomposition in its place and differentiates that. */
  private static List<Value> expand(GraphBuilder builder, Composite composite, Vjp context) {
    Node node = context.node();
    List<Value> parts = composite.decompose(builder, node.inputs());
    List<Value> outputs = new ArrayList<>();
    List<Value> cotangents = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      builder.replace(node.outputs().get(i), parts.get(i));
      if (context.gradients().get(i) != null) {
        outputs.add(parts.get(i));
        cotangents.add(context.gradients().get(i));
      }
    }
    List<Value> made = differentiate(builder, outputs, cotangents, node.inputs(), true);
    return eachOnce(node.inputs().stream().map(builder::resolve).toList(), made);
  }

  /** Gradients without those of operands that came before: they are that of all their places. */
  private static List<Value> eachOnce(List<Value> operands, List<Value> gradients) {
    List<Value> once = new ArrayList<>(gradients);
    for (int i = 0; i < once.size(); i++) {
      if (operands.subList(0, i).contains(operands.get(i))) {
        once.set(i, null);
      }
    }
    return once;
  }
}
