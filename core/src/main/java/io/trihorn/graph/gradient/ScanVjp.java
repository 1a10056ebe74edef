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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The gradient rule of loops. The body and its gradient are built as one graph and cut in two: what
 * the body itself needs stays in the forward loop, which gives what the other part uses of it as
 * further per-step results; the other part becomes the body of a loop that runs the other way.
 *
 * <p>The backward loop carries the gradients of the carries and sums up those of the invariants;
 * its per-step results are the gradients of the sequences. What a {@link LaterSum} sums up after
 * the loop is a per-step result, too.
 */
final class ScanVjp {
  private final Scan scan;
  private final Vjp v;

  /** Positions of the carries that get gradients, and of the results that something depends on. */
  private final List<Integer> carries;

  private final List<Integer> results;

  /** The body with its gradient, and in it the body's own parameters and outputs. */
  private final Graph joint;

  private final List<Value> parameters;
  private final List<Value> outputs;

  /** Gradients with respect to outputs: of the carries, then of the results. */
  private final List<Value> cotangents;

  /** Gradients in the joint graph by the position of the operand; of carries always. */
  private final Map<Integer, Value> gradients = new LinkedHashMap<>();

  private ScanVjp(Scan scan, Vjp v) {
    this.scan = scan;
    this.v = v;
    int operands = v.node().inputs().size();
    // A carry's gradient is needed at each step, even if that of its first value is not.
    carries = where(0, scan.carries(), i -> v.type(i).dtype().isFloating());
    results = where(scan.carries(), v.gradients().size(), i -> v.gradients().get(i) != null);
    List<Integer> wanted = new ArrayList<>(carries);
    wanted.addAll(where(scan.carries(), operands, v.wanted()::get));

    Graph body = scan.body();
    GraphBuilder builder = new GraphBuilder(body);
    List<Value> from = new ArrayList<>();
    carries.forEach(i -> from.add(body.outputs().get(i)));
    results.forEach(i -> from.add(body.outputs().get(i)));
    List<Value> given = from.stream().map(o -> builder.parameter("gradient", o.type())).toList();
    List<Value> wrt = wanted.stream().map(body.parameters()::get).toList();
    List<Value> found = Gradients.of(builder, from, given, wrt);
    List<Value> roots = new ArrayList<>(body.outputs());
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < wrt.size(); i++) {
      Value g = found.get(i);
      if (g == null && i < carries.size()) {
        g = new Primitives(builder).fullLike(wrt.get(i), 0);
      }
      if (g != null) {
        roots.add(g);
        positions.add(wanted.get(i));
      }
    }
    joint = builder.build(roots);
    parameters = joint.parameters().subList(0, operands);
    cotangents = joint.parameters().subList(operands, joint.parameters().size());
    outputs = joint.outputs().subList(0, body.outputs().size());
    for (int i = 0; i < positions.size(); i++) {
      gradients.put(positions.get(i), joint.outputs().get(outputs.size() + i));
    }
  }

  static List<Value> scan(Scan scan, Vjp v) {
    return new ScanVjp(scan, v).run();
  }

  private static List<Integer> where(int from, int to, IntPredicate condition) {
    return IntStream.range(from, to).filter(condition).boxed().toList();
  }

  private boolean isSequence(int position) {
    return position >= scan.carries() && position < scan.carries() + scan.sequences();
  }

  private boolean isInvariant(int position) {
    return position >= scan.carries() + scan.sequences();
  }

  private ScanCut cut(List<Value> roots) {
    List<Value> own = new ArrayList<>(outputs);
    own.addAll(parameters);
    int firstInvariant = scan.carries() + scan.sequences();
    return ScanCut.of(joint, own, roots, parameters.subList(firstInvariant, parameters.size()));
  }

  private List<Value> run() {
    Map<Integer, List<LaterSum>> later = new HashMap<>();
    Map<Integer, List<Value>> summed = new LinkedHashMap<>();
    divideTerms(later, summed);
    Set<Value> laterOperands = new LinkedHashSet<>();
    later.values().forEach(l -> l.forEach(sum -> laterOperands.addAll(sum.operands())));

    // What there is for all steps: sequences, gradients of results, what the forward loop gives.
    List<Value> inLoop = new ArrayList<>();
    gradients.forEach(
        (position, g) -> {
          if (!isInvariant(position)) {
            inLoop.add(g);
          }
        });
    summed.values().forEach(inLoop::addAll);
    List<Value> all = new ArrayList<>(inLoop);
    all.addAll(laterOperands);
    Map<Value, Value> stacked = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      stacked.put(cotangents.get(carries.size() + i), v.gradients().get(results.get(i)));
    }
    where(0, parameters.size(), this::isSequence)
        .forEach(i -> stacked.put(parameters.get(i), v.x(i)));
    addResiduals(cut(all).crossing(), stacked);
    List<Value> emitted = laterOperands.stream().filter(o -> !stacked.containsKey(o)).toList();

    BackwardLoop loop = new BackwardLoop();
    inLoop.addAll(emitted);
    ScanCut cut = cut(inLoop);
    for (int i = 0; i < carries.size(); i++) {
      Value initial = v.gradientOrZero(carries.get(i));
      loop.carry(cotangents.get(i), gradients.get(carries.get(i)), initial);
    }
    summed.forEach((position, terms) -> loop.sum(terms, v.x(position)));
    for (Value value : stacked.keySet()) {
      if (cut.crossing().contains(value) || cotangents.contains(value)) {
        loop.sequence(value, stacked.get(value));
      }
    }
    cut.invariants().forEach(value -> loop.invariant(value, v.x(parameters.indexOf(value))));
    gradients.forEach(
        (position, g) -> {
          if (isSequence(position)) {
            loop.result(g);
          }
        });
    emitted.forEach(loop::result);
    return distribute(loop.add(), later, summed.keySet(), stacked, emitted);
  }

  /** Divides the terms of the invariants' gradients in those that are summed later and others. */
  private void divideTerms(Map<Integer, List<LaterSum>> later, Map<Integer, List<Value>> summed) {
    Set<Value> operands = new HashSet<>();
    List<Integer> invariants = gradients.keySet().stream().filter(this::isInvariant).toList();
    for (int position : invariants) {
      for (Value term : LaterSum.terms(gradients.get(position))) {
        LaterSum product = LaterSum.of(term);
        if (product != null && product.isProduct()) {
          later.computeIfAbsent(position, i -> new ArrayList<>()).add(product);
          operands.addAll(product.operands());
        }
      }
    }
    for (int position : invariants) {
      for (Value term : LaterSum.terms(gradients.get(position))) {
        LaterSum sum = LaterSum.of(term);
        if (sum != null && sum.isProduct()) {
          continue;
        }
        if (sum != null && operands.containsAll(sum.operands())) {
          later.computeIfAbsent(position, i -> new ArrayList<>()).add(sum);
        } else {
          summed.computeIfAbsent(position, i -> new ArrayList<>()).add(term);
        }
      }
    }
  }

  /** The gradients of the operands from the results of the backward loop. */
  private List<Value> distribute(
      List<Value> made,
      Map<Integer, List<LaterSum>> later,
      Set<Integer> summed,
      Map<Value, Value> stacked,
      List<Value> emitted) {
    Value[] result = new Value[v.node().inputs().size()];
    int next = 0;
    for (int position : carries) {
      result[position] = made.get(next++);
    }
    for (int position : summed) {
      result[position] = made.get(next++);
    }
    for (int position : gradients.keySet()) {
      if (isSequence(position)) {
        result[position] = made.get(next++);
      }
    }
    for (Value operand : emitted) {
      stacked.put(operand, made.get(next++));
    }
    later.forEach(
        (position, sums) -> {
          for (LaterSum sum : sums) {
            Value total = sum.total(v.p(), sum.operands().stream().map(stacked::get).toList());
            result[position] =
                result[position] == null ? total : v.p().add(result[position], total);
          }
        });
    return Arrays.asList(result);
  }

  /**
   * Adds the stacked values of what the backward part uses of the forward part: results that the
   * loop has already, or else those of a loop that gives them too and takes its place.
   */
  private void addResiduals(List<Value> crossing, Map<Value, Value> stacked) {
    List<Value> residuals = crossing.stream().filter(r -> !stacked.containsKey(r)).toList();
    List<Value> perStep = outputs.subList(scan.carries(), outputs.size());
    List<Value> missing = residuals.stream().filter(r -> !perStep.contains(r)).toList();
    List<Value> made = v.node().outputs();
    if (!missing.isEmpty()) {
      GraphBuilder builder = new GraphBuilder();
      Map<Value, Value> known = new HashMap<>();
      for (Value parameter : parameters) {
        known.put(parameter, builder.copy(parameter.node(), List.of()).output());
      }
      List<Value> longer = new ArrayList<>(outputs);
      longer.addAll(missing);
      copyInto(builder, known, longer);
      Graph body = builder.build(longer.stream().map(known::get).toList());
      Scan other = new Scan(body, scan.carries(), scan.sequences(), scan.length(), scan.reverse());
      made = v.p().builder().addAll(other, v.node().inputs());
      for (int i = 0; i < v.node().outputs().size(); i++) {
        v.p().builder().replace(v.node().outputs().get(i), made.get(i));
      }
    }
    List<Value> all = new ArrayList<>(perStep);
    all.addAll(missing);
    for (Value r : residuals) {
      stacked.put(r, made.get(scan.carries() + all.indexOf(r)));
    }
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

  /** The backward loop in the making; its operands are named in the order of a scan's. */
  private final class BackwardLoop {
    private final GraphBuilder body = new GraphBuilder();
    private final Primitives p = new Primitives(body);
    private final Map<Value, Value> known = new HashMap<>();
    private final List<Value> operands = new ArrayList<>();
    private final List<Value> carried = new ArrayList<>();
    private final List<List<Value>> terms = new ArrayList<>();
    private final List<Value> sums = new ArrayList<>();
    private final List<Value> perStep = new ArrayList<>();
    private int sequences;

    private void parameter(String name, Value value, Value operand) {
      known.put(value, body.parameter(name, value.type()));
      operands.add(operand);
    }

    void carry(Value value, Value next, Value initial) {
      parameter("carry", value, initial);
      carried.add(next);
    }

    /** A carry that sums up terms of the gradient of an invariant. */
    void sum(List<Value> added, Value invariant) {
      sums.add(body.parameter("sum", invariant.type()));
      operands.add(v.p().fullLike(invariant, 0));
      terms.add(added);
    }

    void sequence(Value value, Value stacked) {
      parameter("sequence", value, stacked);
      sequences++;
    }

    void invariant(Value value, Value operand) {
      parameter("invariant", value, operand);
    }

    void result(Value value) {
      perStep.add(value);
    }

    List<Value> add() {
      List<Value> roots = new ArrayList<>(carried);
      terms.forEach(roots::addAll);
      roots.addAll(perStep);
      copyInto(body, known, roots);
      List<Value> made = new ArrayList<>();
      carried.forEach(value -> made.add(known.get(value)));
      for (int i = 0; i < sums.size(); i++) {
        Value sum = sums.get(i);
        for (Value term : terms.get(i)) {
          sum = p.add(sum, known.get(term));
        }
        made.add(sum);
      }
      int carries = made.size();
      perStep.forEach(value -> made.add(known.get(value)));
      Scan loop = new Scan(body.build(made), carries, sequences, scan.length(), !scan.reverse());
      return v.p().builder().addAll(loop, operands);
    }
  }
}
