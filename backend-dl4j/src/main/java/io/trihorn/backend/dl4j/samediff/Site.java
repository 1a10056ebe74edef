package io.trihorn.backend.dl4j.samediff;

import io.trihorn.export.BatchDependence;
import io.trihorn.export.Extents;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Pooling.PoolSpec;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.function.Function;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;

/**
 * What a rule is given besides the op.
 *
 * @param writer where to write
 * @param shapes what the node is for other extents
 * @param node the node
 * @param inputs its operands
 */
record Site(Writer writer, OpenShapes shapes, Node node, List<SDVariable> inputs) {
  SameDiff sd() {
    return writer.sd();
  }

  SDVariable input(int i) {
    return inputs.get(i);
  }

  TensorType inputType(int i) {
    return node.input(i).type();
  }

  /** The extents of the only result. */
  List<Extents.Formula> target() {
    return formulas(shapes.of(node.output()));
  }

  /** A rule that needs nothing but the extents of the result. */
  List<SDVariable> toTarget(ToTarget rule) {
    return List.of(rule.apply(writer, input(0), target()));
  }

  /** Writes something with these extents. */
  interface ToTarget {
    SDVariable apply(Writer writer, SDVariable x, List<Extents.Formula> target);
  }

  /** A rule that needs nothing but axes. */
  List<SDVariable> along(Along rule, List<Integer> axes) {
    return along(rule, axes.stream().mapToInt(Integer::intValue).toArray());
  }

  List<SDVariable> along(Along rule, int... axes) {
    return List.of(rule.apply(sd(), input(0), axes));
  }

  /** Does something along axes. */
  interface Along {
    SDVariable apply(SameDiff sd, SDVariable x, int... axes);
  }

  /** What is around the operand, of the node's windows in each trace. */
  <O extends Op> Borders borders(Class<O> kind, Function<O, PoolSpec> windows) {
    return new Borders(shapes.each(node, kind, windows));
  }

  /** An extent of an operand. */
  Extents.Formula extent(int input, int axis) {
    return formula(shapes.of(node.input(input), axis));
  }

  /** How a number follows from extents. */
  Extents.Formula formula(long[] seen) {
    return writer.extents().fit(seen, 0).orElseThrow(() -> refused("an extent"));
  }

  /** How some numbers follow from extents. */
  List<Extents.Formula> formulas(List<long[]> seen) {
    return writer.extents().fitAll(seen, 0).orElseThrow(() -> refused("an extent"));
  }

  /** Numbers of the node in each trace. */
  <O extends Op> List<long[]> each(
      Class<O> kind, Function<O, ? extends List<? extends Number>> part) {
    return shapes.each(
        node, kind, op -> part.apply(op).stream().mapToLong(Number::longValue).toArray());
  }

  /** What to throw where something depends on extents and cannot be written. */
  BatchDependence refused(String what) {
    return new BatchDependence(
        "layer '%s' (%s): %s depends on open extents; give the extents of the inputs"
            .formatted(node.scope(), node.op().label(), what));
  }
}
