package io.trihorn.graph.pass;

import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Op;
import io.trihorn.graph.OpTable;
import io.trihorn.graph.Permutations;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * An op over images, which has a layout: what it is, and how the op moves to the preferred one.
 *
 * @param kind of op
 * @param layout its layout
 * @param moved the op in another layout
 * @param images how many of its operands, the first ones, are images; others have no layout
 * @param toImage whether its result is one
 */
record IslandRule<O extends Op>(
    Class<O> kind,
    Function<O, Layout> layout,
    BiFunction<O, Target, Op> moved,
    int images,
    boolean toImage) {

  /**
   * Where an op moves to.
   *
   * @param layout the layout that is preferred
   * @param order how an image is held in it
   */
  private record Target(Layout layout, List<Integer> order) {}

  private static final List<IslandRule<?>> ROWS =
      List.of(
          new IslandRule<>(
              Linear.Conv.class,
              op -> op.spec().layout(),
              (op, to) -> new Linear.Conv(op.spec().withLayout(to.layout())),
              1,
              true),
          new IslandRule<>(
              Linear.ConvInputGradient.class,
              op -> op.spec().layout(),
              (op, to) ->
                  new Linear.ConvInputGradient(
                      op.spec().withLayout(to.layout()),
                      Permutations.permuted(op.inputShape(), to.order())),
              1,
              true),
          new IslandRule<>(
              Linear.ConvKernelGradient.class,
              op -> op.spec().layout(),
              (op, to) ->
                  new Linear.ConvKernelGradient(
                      op.spec().withLayout(to.layout()), op.kernelShape()),
              2,
              false),
          new IslandRule<>(
              Pooling.MaxPool.class,
              op -> op.spec().layout(),
              (op, to) -> new Pooling.MaxPool(op.spec().withLayout(to.layout())),
              1,
              true),
          new IslandRule<>(
              Pooling.MaxPoolGradient.class,
              op -> op.spec().layout(),
              (op, to) -> new Pooling.MaxPoolGradient(op.spec().withLayout(to.layout())),
              3,
              true),
          new IslandRule<>(
              Pooling.AveragePool.class,
              op -> op.spec().layout(),
              (op, to) -> new Pooling.AveragePool(op.spec().withLayout(to.layout())),
              1,
              true),
          new IslandRule<>(
              Pooling.AveragePoolGradient.class,
              op -> op.spec().layout(),
              (op, to) ->
                  new Pooling.AveragePoolGradient(
                      op.spec().withLayout(to.layout()),
                      Permutations.permuted(op.inputShape(), to.order())),
              1,
              true));

  private static final OpTable<Void, Layout> LAYOUTS = new OpTable<>("layout");

  static {
    ROWS.forEach(row -> row.addLayout(LAYOUTS));
  }

  /** The layout of an op that has one, or null. */
  static Layout layoutOf(Op op) {
    return LAYOUTS.has(op.getClass()) ? LAYOUTS.apply(op, null) : null;
  }

  /** The ops that have a layout. */
  static Set<Class<? extends Op>> kinds() {
    return LAYOUTS.kinds();
  }

  static OpTable<LayoutRules.Site, List<View>> addTo(OpTable<LayoutRules.Site, List<View>> table) {
    ROWS.forEach(row -> row.addRule(table));
    return table;
  }

  private void addLayout(OpTable<Void, Layout> table) {
    table.on(kind, (op, none) -> layout.apply(op));
  }

  private void addRule(OpTable<LayoutRules.Site, List<View>> table) {
    table.on(kind, this::move);
  }

  private List<View> move(O op, LayoutRules.Site site) {
    LayoutWalk walk = site.walk();
    if (layout.apply(op) == walk.preferred()) {
      return null;
    }
    List<Value> operands = new ArrayList<>();
    for (int i = 0; i < site.in().size(); i++) {
      View view = site.in().get(i);
      operands.add(walk.in(view, order(walk, view.rank(), i < images)));
    }
    Target target = new Target(walk.preferred(), walk.islandOrder(site.x().rank()));
    int rank = site.node().output().type().rank();
    return site.add(moved.apply(op, target), operands, order(walk, rank, toImage));
  }

  private static List<Integer> order(LayoutWalk walk, int rank, boolean image) {
    return image ? walk.islandOrder(rank) : Permutations.identity(rank);
  }
}
