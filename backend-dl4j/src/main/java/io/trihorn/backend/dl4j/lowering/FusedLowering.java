package io.trihorn.backend.dl4j.lowering;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.dl4j.kernels.FusedKernel;
import io.trihorn.backend.dl4j.kernels.FusedKernel.Plan;
import io.trihorn.backend.dl4j.kernels.FusedKernel.Step;
import io.trihorn.backend.dl4j.kernels.Tiling;
import io.trihorn.backend.dl4j.kernels.VectorOps;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Lowers a region of elementwise float32 nodes of one shape to one {@link FusedKernel}. */
public final class FusedLowering {
  private static final Set<UnaryKind> LONG =
      EnumSet.of(UnaryKind.EXP, UnaryKind.SIGMOID, UnaryKind.TANH, UnaryKind.ERF);

  private final List<Node> nodes;
  private final Predicate<Value> wanted;
  private final Emitter emit;

  /** What the nodes read, and where each value is last read: the number of a node. */
  private final Map<Value, Ref> operands = new LinkedHashMap<>();

  private final Map<Value, Integer> lastUse = new HashMap<>();

  private FusedLowering(
      List<Node> nodes, Map<Value, Ref> known, Predicate<Value> wanted, Emitter emit) {
    this.nodes = nodes;
    this.wanted = wanted;
    this.emit = emit;
    List<Value> made = nodes.stream().map(Node::output).toList();
    for (int i = 0; i < nodes.size(); i++) {
      for (Value input : nodes.get(i).inputs()) {
        lastUse.put(input, i);
        if (!made.contains(input)) {
          operands.putIfAbsent(input, known.get(input));
        }
      }
    }
  }

  /** Whether a node can be in a region. */
  static boolean isFusable(Node node) {
    return loop(node.op()) != null
        && node.inputs().stream().allMatch(v -> v.dtype() == DataType.FLOAT32)
        && node.output().dtype() == DataType.FLOAT32
        && node.output().type().size() < Integer.MAX_VALUE / 4;
  }

  private static VectorOps.Loop loop(Op op) {
    if (op instanceof Elementwise.Unary unary) {
      return VectorOps.of(unary.kind());
    }
    return op instanceof Elementwise.Binary binary ? VectorOps.of(binary.kind()) : null;
  }

  /**
   * Adds the step of a region.
   *
   * @param nodes the region, each node after those whose results it uses
   * @param known the arrays of what they read
   * @param wanted whether a result is used outside of the region
   * @return the arrays of the results that are wanted
   */
  static Map<Value, Ref> lower(
      List<Node> nodes, Map<Value, Ref> known, Predicate<Value> wanted, Emitter emit) {
    return new FusedLowering(nodes, known, wanted, emit).lower();
  }

  private Map<Value, Ref> lower() {
    long[] whole = nodes.get(0).output().type().dims();
    operands.replaceAll((value, ref) -> ref.broadcast(whole));
    long[] shape = withoutRepeats(whole);
    operands.replaceAll((value, ref) -> ref.view(0, shape, ref.strides()));
    Tiling tiling = tiling(shape);
    List<Ref> read = new ArrayList<>(operands.values());
    for (int i = 0; i < read.size(); i++) {
      if (!tiling.isEasy(i)) {
        Ref copy = emit.dense(read.get(i).withoutRepeats()).broadcast(shape);
        Value value = new ArrayList<>(operands.keySet()).get(i);
        operands.put(value, copy);
      }
    }
    return emit(shape, tiling(shape), whole);
  }

  private Tiling tiling(long[] shape) {
    List<Ref> views = new ArrayList<>(operands.values());
    // The results are dense; none of the axes may be merged against their order.
    views.add(Ref.dense(null, DataType.FLOAT32, shape));
    return Tiling.of(shape, views);
  }

  /** The shape with extent 1 where all operands repeat. */
  private long[] withoutRepeats(long[] whole) {
    long[] shape = whole.clone();
    for (int i = 0; i < shape.length; i++) {
      int axis = i;
      if (operands.values().stream().allMatch(r -> r.strides()[axis] == 0)) {
        shape[i] = 1;
      }
    }
    return shape;
  }

  private Map<Value, Ref> emit(long[] shape, Tiling tiling, long[] whole) {
    Map<Value, Integer> registers = new HashMap<>();
    operands.keySet().forEach(v -> registers.put(v, registers.size()));
    Deque<Integer> free = new ArrayDeque<>();
    int count = operands.size();
    List<Step> steps = new ArrayList<>();
    Map<Value, Ref> results = new LinkedHashMap<>();
    List<Value> repeated = repeated(tiling);
    long work = 0;
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i);
      int x = registers.get(node.input(0));
      int y = registers.get(node.inputs().get(node.inputs().size() - 1));
      for (Value input : Set.copyOf(node.inputs())) {
        // What all stretches share is read once and must stay.
        if (lastUse.get(input) == i && !repeated.contains(input)) {
          free.push(registers.get(input));
        }
      }
      int z = free.isEmpty() ? count++ : free.pop();
      registers.put(node.output(), z);
      int result = -1;
      if (wanted.test(node.output())) {
        result = results.size();
        results.put(node.output(), emit.temp(DataType.FLOAT32, shape));
      }
      if (!lastUse.containsKey(node.output())) {
        free.push(z);
      }
      steps.add(new Step(loop(node.op()), x, y, z, result));
      boolean slow = node.op() instanceof Elementwise.Unary unary && LONG.contains(unary.kind());
      work += slow ? 8 : 1;
    }
    List<Ref> reads = List.copyOf(operands.values());
    List<Ref> writes = List.copyOf(results.values());
    // Counted as a pass over memory and then some: a kernel of one function is one.
    long elements = writes.isEmpty() ? 0 : writes.get(0).size() * (4 + work) / 5;
    Plan plan = new Plan(tiling, reads, writes, steps, count, elements);
    String label =
        nodes.stream().map(n -> n.op().label()).distinct().collect(Collectors.joining(" "));
    emit.step(label + " in Java", reads, writes, true, f -> FusedKernel.bind(plan, f));
    results.replaceAll((value, ref) -> ref.broadcast(whole));
    return results;
  }

  private List<Value> repeated(Tiling tiling) {
    List<Value> all = new ArrayList<>(operands.keySet());
    return all.stream().filter(v -> tiling.repeats(all.indexOf(v))).toList();
  }
}
