package io.trihorn.backend.replicas;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.replicas.Placement.Part;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.Axes;
import io.trihorn.graph.AxisRules;
import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How replicas share the work of each op: a rule gives a way in which each does the work for its
 * rows, or, where there is none, has all do the whole.
 */
final class Spreads {
  private static final OpTable<Site, Spread> TABLE = table();

  private Spreads() {}

  /** The kinds of op that have a rule. */
  static Set<Class<? extends Op>> kinds() {
    return TABLE.kinds();
  }

  /** How the work of a node is shared; on whole operands each replica does the whole. */
  static Spread of(Node node, List<Placement> in, long rows) {
    boolean whole = in.stream().allMatch(Placement.WHOLE::equals);
    return whole ? Spread.whole(node) : TABLE.apply(node.op(), new Site(node, in, rows));
  }

  private static OpTable<Site, Spread> table() {
    OpTable<Site, Spread> table =
        new OpTable<Site, Spread>("rule for replicas")
            .on(Elementwise.Binary.class, Spreads::binary)
            .on(Reduction.Reduce.class, Spreads::reduce)
            .on(Shaping.Reshape.class, ReshapeSpread::of)
            .on(Indexing.Gather.class, GatherSpread::of)
            .on(Control.Scan.class, ScanSpread::of);
    AxisRules.kinds().stream()
        .filter(kind -> !table.has(kind))
        .forEach(kind -> table.on(kind, Spreads::byAxes));
    return table;
  }

  /** The rows stay together along the letter of the first operand's that has one for them. */
  static Spread byAxes(Op op, Site s) {
    Axes axes = AxisRules.of(op, s.node().inputTypes());
    for (int i = 0; i < s.in().size(); i++) {
      Split split = s.split(i);
      if (split != null && axes.letter(i, split.axis()) != Axes.OWN) {
        return along(axes.letter(i, split.axis()), split, axes, s);
      }
    }
    return s.whole();
  }

  /** Each works on its rows, or has a part of what is combined over them. */
  private static Spread along(char letter, Split split, Axes axes, Site s) {
    int axis = axes.results().get(0).indexOf(letter);
    List<Placement> wanted = new ArrayList<>();
    for (int i = 0; i < s.in().size(); i++) {
      Placement other = axis < 0 ? new Part(axes.over()) : Placement.WHOLE;
      wanted.add(axes.axis(i, letter) < 0 ? other : split.at(axes.axis(i, letter)));
    }
    Shape shape = s.node().outputTypes().get(0).shape();
    return axis < 0
        ? s.spread(wanted, new Part(axes.over()), share -> axes.sized().apply(shape))
        : s.spread(
            wanted,
            split.at(axis),
            share -> axes.sized().apply(Site.shape(shape, split.at(axis), share)));
  }

  /** The sum of what are terms of sums is one of the sum. */
  private static Spread binary(Elementwise.Binary op, Site s) {
    boolean terms =
        op.kind() == BinaryKind.ADD
            && s.in().stream().allMatch(Placement.SUM::equals)
            && s.type(0).equals(s.type(1));
    return terms ? Spread.of(s.in(), List.of(Placement.SUM), op) : byAxes(op, s);
  }

  /** A mean is the sum of the replicas' means, each as much as it has of the rows. */
  private static Spread reduce(Reduction.Reduce op, Site s) {
    Spread spread = byAxes(op, s);
    if (!spread.results().get(0).equals(new Part(ReduceKind.MEAN))) {
      return spread;
    }
    return new Spread(
        spread.wanted(),
        List.of(Placement.SUM),
        (b, operands, share) -> {
          Value mean = b.add(op, operands);
          return List.of(new Primitives(b).mul(mean, (double) share.count() / share.total()));
        });
  }
}
