package io.trihorn.graph.gradient;

import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Node;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The gradient rule of loops. The body and its gradient are built as one graph and cut in two: what
 * does not depend on gradients stays in the forward loop, which gives what the other part needs of
 * it as further per-step results; the other part becomes the body of a loop that runs the other
 * way.
 *
 * <p>The backward loop carries the gradients of the carries and sums up those of the invariants;
 * its per-step results are the gradients of the sequences.
 */
final class ScanVjp {
  private final Scan scan;
  private final Vjp v;

  /** Positions, among the carries, sequences and invariants, of those that get gradients. */
  private final List<Integer> carries;

  private final List<Integer> sequences;
  private final List<Integer> invariants;

  /** Positions of the per-step results that something depends on. */
  private final List<Integer> results;

  /** The body with its gradient: outputs are the body's, then the gradients. */
  private final Graph joint;

  private ScanVjp(Scan scan, Vjp v) {
    this.scan = scan;
    this.v = v;
    int all = v.node().inputs().size();
    int firstInvariant = scan.carries() + scan.sequences();
    // A carry's gradient is needed at each step, even if that of its first value is not.
    carries = where(0, scan.carries(), i -> v.type(i).dtype().isFloating());
    sequences = where(scan.carries(), firstInvariant, v.wanted()::get);
    invariants = where(firstInvariant, all, v.wanted()::get);
    results = where(scan.carries(), v.gradients().size(), i -> v.gradients().get(i) != null);
    joint = joint();
  }

  static List<Value> scan(Scan scan, Vjp v) {
    return new ScanVjp(scan, v).run();
  }

  private static List<Integer> where(int from, int to, IntPredicate condition) {
    return IntStream.range(from, to).filter(condition).boxed().toList();
  }

  private static <T> List<T> pick(List<T> all, List<Integer> positions) {
    return positions.stream().map(all::get).toList();
  }

  private static <T> List<T> join(List<T> first, List<T> second) {
    List<T> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  private Graph joint() {
    Graph body = scan.body();
    GraphBuilder builder = new GraphBuilder(body);
    List<Value> outputs = pick(body.outputs(), join(carries, results));
    List<Value> cotangents =
        outputs.stream().map(o -> builder.parameter("gradient", o.type())).toList();
    List<Value> wrt = pick(body.parameters(), join(join(carries, sequences), invariants));
    List<Value> found = Gradients.of(builder, outputs, cotangents, wrt);
    List<Value> gradients = new ArrayList<>();
    for (int i = 0; i < wrt.size(); i++) {
      Value g = found.get(i);
      gradients.add(g == null ? new Primitives(builder).fullLike(wrt.get(i), 0) : g);
    }
    return builder.build(join(body.outputs(), gradients));
  }

  private List<Value> run() {
    List<Value> parameters = joint.parameters().subList(0, v.node().inputs().size());
    List<Value> cotangents =
        joint.parameters().subList(parameters.size(), joint.parameters().size());
    List<Value> bodyOutputs = joint.outputs().subList(0, scan.body().outputs().size());
    List<Value> gradients = joint.outputs().subList(bodyOutputs.size(), joint.outputs().size());
    int firstInvariant = scan.carries() + scan.sequences();

    List<Value> slices = parameters.subList(scan.carries(), firstInvariant);
    ScanCut cut =
        ScanCut.of(
            joint,
            join(bodyOutputs, parameters),
            gradients,
            parameters.subList(firstInvariant, parameters.size()));
    List<Value> usedSequences = cut.crossing().stream().filter(slices::contains).toList();
    List<Value> residuals = cut.crossing().stream().filter(r -> !slices.contains(r)).toList();
    List<Value> stacked = forward(parameters, bodyOutputs, residuals);

    // The backward body: parameters in the order of a scan's operands.
    GraphBuilder builder = new GraphBuilder();
    Primitives in = new Primitives(builder);
    Map<Value, Value> known = new HashMap<>();
    List<Value> initial = new ArrayList<>();
    for (int i = 0; i < carries.size(); i++) {
      known.put(cotangents.get(i), builder.parameter("carry", cotangents.get(i).type()));
      initial.add(v.gradientOrZero(carries.get(i)));
    }
    List<Value> sums = new ArrayList<>();
    for (int i : invariants) {
      sums.add(builder.parameter("sum", v.type(i)));
      initial.add(v.p().fullLike(v.x(i), 0));
    }
    List<Value> operands = new ArrayList<>(initial);
    for (int i = 0; i < results.size(); i++) {
      Value cotangent = cotangents.get(carries.size() + i);
      known.put(cotangent, builder.parameter("gradient", cotangent.type()));
      operands.add(v.gradients().get(results.get(i)));
    }
    for (Value s : usedSequences) {
      known.put(s, builder.parameter("sequence", s.type()));
      operands.add(v.x(parameters.indexOf(s)));
    }
    for (int i = 0; i < residuals.size(); i++) {
      known.put(residuals.get(i), builder.parameter("residual", residuals.get(i).type()));
      operands.add(stacked.get(i));
    }
    int sequenceCount = operands.size() - initial.size();
    for (Value s : cut.invariants()) {
      known.put(s, builder.parameter("invariant", s.type()));
      operands.add(v.x(parameters.indexOf(s)));
    }
    copyInto(builder, known, gradients);
    List<Value> outputs = new ArrayList<>();
    List<Value> steps = new ArrayList<>();
    for (int i = 0; i < gradients.size(); i++) {
      Value g = known.get(gradients.get(i));
      int sum = i - carries.size() - sequences.size();
      if (i < carries.size()) {
        outputs.add(g);
      } else if (sum < 0) {
        steps.add(g);
      } else {
        outputs.add(in.add(sums.get(sum), g));
      }
    }
    Scan backward =
        new Scan(
            builder.build(join(outputs, steps)),
            initial.size(),
            sequenceCount,
            scan.length(),
            !scan.reverse());
    List<Value> made = v.p().builder().addAll(backward, operands);
    return results(made);
  }

  /** The gradients of the operands from the results of the backward loop. */
  private List<Value> results(List<Value> made) {
    Value[] result = new Value[v.node().inputs().size()];
    List<Integer> order = join(join(carries, invariants), sequences);
    for (int i = 0; i < order.size(); i++) {
      result[order.get(i)] = made.get(i);
    }
    return Arrays.asList(result);
  }

  /**
   * The stacked values of the residuals: results that the loop has already, or else those of a loop
   * that gives them too and takes its place.
   */
  private List<Value> forward(
      List<Value> parameters, List<Value> bodyOutputs, List<Value> residuals) {
    List<Value> perStep = bodyOutputs.subList(scan.carries(), bodyOutputs.size());
    List<Value> missing = residuals.stream().filter(r -> !perStep.contains(r)).toList();
    List<Value> made = v.node().outputs();
    if (!missing.isEmpty()) {
      GraphBuilder builder = new GraphBuilder();
      Map<Value, Value> known = new HashMap<>();
      for (Value parameter : parameters) {
        known.put(parameter, builder.copy(parameter.node(), List.of()).output());
      }
      List<Value> outputs = join(bodyOutputs, missing);
      copyInto(builder, known, outputs);
      Graph body = builder.build(outputs.stream().map(known::get).toList());
      Scan longer = new Scan(body, scan.carries(), scan.sequences(), scan.length(), scan.reverse());
      made = v.p().builder().addAll(longer, v.node().inputs());
      for (int i = 0; i < v.node().outputs().size(); i++) {
        v.p().builder().replace(v.node().outputs().get(i), made.get(i));
      }
    }
    List<Value> all = join(perStep, missing);
    List<Value> stacked = new ArrayList<>();
    for (Value r : residuals) {
      stacked.add(made.get(scan.carries() + all.indexOf(r)));
    }
    return stacked;
  }

  /** Copies the nodes of the joint graph that the roots need and that are not known yet. */
  private void copyInto(GraphBuilder builder, Map<Value, Value> known, List<Value> roots) {
    Set<Value> needed = new HashSet<>(roots);
    List<Node> chosen = new ArrayList<>();
    for (int i = joint.nodes().size() - 1; i >= 0; i--) {
      Node node = joint.nodes().get(i);
      if (node.outputs().stream().anyMatch(o -> needed.contains(o) && !known.containsKey(o))) {
        needed.addAll(node.inputs());
        chosen.add(node);
      }
    }
    Collections.reverse(chosen);
    for (Node node : chosen) {
      Node made = builder.copy(node, node.inputs().stream().map(known::get).toList());
      for (int i = 0; i < made.outputs().size(); i++) {
        known.putIfAbsent(node.outputs().get(i), made.outputs().get(i));
      }
    }
  }
}
