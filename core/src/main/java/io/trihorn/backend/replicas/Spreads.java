package io.trihorn.backend.replicas;

import io.trihorn.backend.replicas.Placement.Part;
import io.trihorn.backend.replicas.Placement.Split;
import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.pass.Along;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How replicas share the work of each op: a rule gives a way in which each does the work for its
 * rows, or, where there is none, has all do the whole.
 */
final class Spreads {
  private static final OpTable<Site, Spread> TABLE =
      IndexingSpreads.addTo(
              LinearSpreads.addTo(
                  ShapingSpreads.addTo(addAlong(new OpTable<>("rule for replicas")))))
          .on(Elementwise.Binary.class, Spreads::binary)
          .on(Elementwise.Where.class, Spreads::elementwise)
          .on(Control.Scan.class, ScanSpread::of);

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

  /** The operands are held as the result, but for what is repeated along the rows' axis. */
  private static Spread elementwise(Elementwise op, Site s) {
    int rank = s.node().output().type().rank();
    for (int i = 0; i < s.in().size(); i++) {
      if (s.split(i) != null) {
        Split result = s.split(i).at(s.split(i).axis() + rank - s.type(i).rank());
        List<Placement> wanted = new ArrayList<>();
        for (int k = 0; k < s.in().size(); k++) {
          TensorType type = s.type(k);
          int axis = result.axis() - (rank - type.rank());
          wanted.add(axis < 0 || type.dim(axis) == 1 ? Placement.WHOLE : result.at(axis));
        }
        return Spread.of(wanted, List.of(result), op);
      }
    }
    return s.whole();
  }

  private static Spread binary(Elementwise.Binary op, Site s) {
    boolean terms =
        op.kind() == BinaryKind.ADD
            && s.in().stream().allMatch(Placement.SUM::equals)
            && s.type(0).equals(s.type(1));
    return terms ? Spread.of(s.in(), List.of(Placement.SUM), op) : elementwise(op, s);
  }

  private static OpTable<Site, Spread> addAlong(OpTable<Site, Spread> table) {
    Along.kinds().forEach(kind -> table.on(kind, Spreads::along));
    return table;
  }

  /** Each works along axes that it has whole; parts of a reduction are put together. */
  private static Spread along(Op op, Site s) {
    Along along = Along.of(op, s.type(0));
    Split split = s.split(0);
    if (split != null && !along.axes().contains(split.axis())) {
      return s.keep(dropped(split, along.dropped() ? along.axes() : List.of()), op);
    }
    return split != null && op instanceof Reduction.Reduce reduce
        ? part(reduce, split, s)
        : s.whole();
  }

  private static Spread part(Reduction.Reduce op, Split split, Site s) {
    if (op.kind() != ReduceKind.MEAN) {
      return s.keep(new Part(op.kind()), op);
    }
    return new Spread(
        List.of(split),
        List.of(Placement.SUM),
        (b, operands, share) -> {
          Value mean = b.add(op, operands);
          return List.of(new Primitives(b).mul(mean, (double) share.count() / share.total()));
        });
  }

  /** Where rows are when axes are dropped. */
  private static Split dropped(Split split, List<Integer> axes) {
    return split.at(split.axis() - (int) axes.stream().filter(a -> a < split.axis()).count());
  }
}
