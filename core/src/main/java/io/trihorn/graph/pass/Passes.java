package io.trihorn.graph.pass;

import io.trihorn.graph.Composite;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** What a program is put through before a backend compiles it. */
public final class Passes {
  /** More rounds hardly ever find anything. */
  private static final int ROUNDS = 4;

  private Passes() {}

  /**
   * The usual passes: composites are expanded, the graph is cleaned up, brought into a layout, and
   * cleaned up again.
   *
   * @param layout the layout of convolutions and poolings
   * @param kept whether a composite on operands of these types is not expanded
   * @param evaluator gives the outputs of a graph without parameters and variables
   */
  public static Pass standard(
      Layout layout,
      BiPredicate<Composite, List<TensorType>> kept,
      Function<Graph, List<TensorData>> evaluator) {
    return standard(layout, kept, new ConstantFolding(evaluator));
  }

  /**
   * The usual passes with a folding of one's own.
   *
   * @param layout the layout of convolutions and poolings
   * @param kept whether a composite on operands of these types is not expanded
   * @param folding how constants are folded
   */
  public static Pass standard(
      Layout layout, BiPredicate<Composite, List<TensorType>> kept, ConstantFolding folding) {
    return Pass.sequence(
        List.of(
            new Decompose(kept),
            once(folding),
            new RowUpdates(),
            new LayoutAssignment(layout, kept),
            Pass.repeat(ROUNDS, once(folding))));
  }

  /**
   * What has no elements, simplification, folding, merging and leaving out, until nothing is left
   * to do.
   */
  public static Pass cleanUp(Function<Graph, List<TensorData>> evaluator) {
    return Pass.repeat(ROUNDS, once(new ConstantFolding(evaluator)));
  }

  private static Pass once(ConstantFolding folding) {
    return Pass.sequence(
        List.of(
            new EmptyTensors(),
            new Simplify(),
            folding,
            new CommonSubexpressions(),
            new DeadCode()));
  }
}
