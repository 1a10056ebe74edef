package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.BackendException;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.Program;
import io.trihorn.backend.dl4j.plan.ProgramBuilder;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.backend.dl4j.plan.Slot;
import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Node;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.graph.pass.Decompose;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/** Turns a graph into a program. */
public final class GraphLowering {
  private final Map<Value, Ref> values = new HashMap<>();
  private final Emitter emit;

  private GraphLowering(Emitter emit) {
    this.emit = emit;
  }

  /**
   * The program of a graph.
   *
   * @param target what it is for
   * @throws BackendException if ops have no lowering; the message lists them all
   */
  public static Program program(Graph graph, Target target) {
    checkSupported(graph, target);
    ProgramBuilder builder = new ProgramBuilder();
    Emitter emit = new Emitter(builder, target);
    if (graph.updates().isEmpty()) {
      emit.declareVariablesInvariant();
    }
    List<Ref> fed = new ArrayList<>();
    graph.parameters().forEach(p -> fed.add(emit.temp(p.dtype(), p.type().dims())));
    GraphLowering lowering = new GraphLowering(emit);
    List<Ref> results = lowering.lower(graph, fed);
    Map<Variable, Ref> updates = new LinkedHashMap<>();
    graph.updates().forEach((v, value) -> updates.put(v, lowering.own(value)));
    return builder.finish(fed, List.of(), results, updates);
  }

  private static void checkSupported(Graph graph, Target target) {
    TreeSet<String> missing = new TreeSet<>();
    collectMissing(graph, target, missing);
    if (!missing.isEmpty()) {
      throw new BackendException(
          "the backend 'dl4j' has no lowering for "
              + (target == Target.CARD ? "cards for " : "")
              + missing);
    }
  }

  private static void collectMissing(Graph graph, Target target, TreeSet<String> missing) {
    for (Node node : graph.nodes()) {
      if (!Lowerings.has(node.op().getClass(), target)) {
        missing.add("op " + node.op().label());
      } else if (target == Target.CARD) {
        CardRefusals.of(node).ifPresent(missing::add);
      }
      node.outputTypes().stream()
          .filter(t -> !LibNd4j.supports(t.dtype()))
          .forEach(t -> missing.add("element type " + t.dtype()));
      if (node.op() instanceof Control.Scan scan) {
        collectMissing(scan.body(), target, missing);
      }
    }
  }

  /** Adds the steps of a graph on these arguments; gives its outputs, dense. */
  static List<Ref> inline(Graph graph, List<Ref> arguments, Emitter emit) {
    return new GraphLowering(emit).lower(graph, arguments);
  }

  /** Adds the steps of what is made of other ops; gives its results, dense. */
  static List<Ref> compose(
      Emitter emit, List<Ref> arguments, Function<List<Tensor>, List<Tensor>> made) {
    GraphBuilder builder = new GraphBuilder();
    List<Tensor> parameters = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      parameters.add(new Tensor(builder, builder.parameter("x" + i, arguments.get(i).type())));
    }
    List<Value> outputs = made.apply(parameters).stream().map(Tensor::value).toList();
    Graph graph = new Decompose((op, types) -> false).apply(builder.build(outputs));
    return emit.within(() -> inline(graph, arguments, emit));
  }

  private List<Ref> lower(Graph graph, List<Ref> arguments) {
    for (int i = 0; i < arguments.size(); i++) {
      values.put(graph.parameters().get(i), arguments.get(i));
    }
    Map<Node, Node> pairs = gradientPairs(graph);
    Map<Value, Set<Node>> users = users(graph);
    // On cards there are no kernels of ours.
    Choices choices = new Choices(emit.isForCard() ? List.of() : graph.nodes(), users);
    Normalizations normalizations =
        new Normalizations(emit.isForCard() ? List.of() : graph.nodes(), users);
    Endings endings =
        new Endings(emit.isForCard() ? List.of() : graph.nodes(), users, graph.updates().isEmpty());
    Predicate<Node> fusable =
        emit.isForCard()
            ? node -> false
            : node ->
                FusedLowering.isFusable(node)
                    && !normalizations.isAbsorbed(node)
                    && !endings.isTaken(node);
    for (List<Node> unit : FusionRegions.of(graph, fusable)) {
      Node node = unit.get(unit.size() - 1);
      if (endings.isLast(node)) {
        values.put(node.output(), endings.lower(node, values, emit));
      }
      if (endings.isTaken(node) || normalizations.isAbsorbed(node)) {
        continue;
      }
      if (fusable.test(node)) {
        Set<Node> inside = new HashSet<>(unit);
        emit.enter(node.scope(), "");
        values.putAll(
            FusedLowering.lower(
                unit, values, v -> !inside.containsAll(users.getOrDefault(v, Set.of())), emit));
      } else if (normalizations.isRectified(node)) {
        emit.enter(node.scope(), node.op().label());
        values.putAll(normalizations.lower(node, values, emit));
      } else if (choices.isChoice(node)) {
        emit.enter(node.scope(), node.op().label());
        values.put(node.output(), choices.lower(node, values, emit));
      } else if (!choices.isCondition(node)
          && !values.containsKey(node.outputs().get(0))
          && !lowerPair(node, pairs.get(node))) {
        emit.enter(node.scope(), node.op().label());
        List<Ref> results = lower(node);
        for (int i = 0; i < results.size(); i++) {
          values.put(node.outputs().get(i), results.get(i));
        }
      }
    }
    emit.enter("", "output");
    return graph.outputs().stream().map(v -> emit.dense(values.get(v))).toList();
  }

  /** The nodes that use each value; null among them where it is a result of the graph. */
  private static Map<Value, Set<Node>> users(Graph graph) {
    Map<Value, Set<Node>> users = new HashMap<>();
    for (Node node : graph.nodes()) {
      node.inputs().forEach(v -> users.computeIfAbsent(v, k -> new HashSet<>()).add(node));
    }
    for (Value root : graph.outputs()) {
      users.computeIfAbsent(root, k -> new HashSet<>()).add(null);
    }
    for (Value root : graph.updates().values()) {
      users.computeIfAbsent(root, k -> new HashSet<>()).add(null);
    }
    return users;
  }

  private List<Ref> lower(Node node) {
    if (node.op() instanceof Leaf.Constant constant) {
      return List.of(emit.constant(constant.value()));
    }
    if (node.op() instanceof Leaf.Read read) {
      Slot slot = Slot.variable(read.variable());
      return List.of(Ref.dense(slot, node.output().dtype(), node.output().type().dims()));
    }
    List<Ref> inputs = node.inputs().stream().map(values::get).toList();
    return Lowerings.apply(node.op(), inputs, emit);
  }

  /** A value in memory of the program's own, which a variable's is not. */
  private Ref own(Value value) {
    emit.enter("", "update");
    Ref ref = emit.dense(values.get(value));
    return ref.slot().kind() == Slot.Kind.VARIABLE ? emit.copyOf(ref) : ref;
  }

  /** What both gradients of one convolution have in common. */
  private record Gradients(Linear.ConvSpec spec, Value outputGradient, List<Long> shapes) {
    static Gradients of(Linear.ConvSpec spec, Value gradient, long[] input, long[] kernel) {
      List<Long> shapes = new ArrayList<>();
      for (long d : input) {
        shapes.add(d);
      }
      for (long d : kernel) {
        shapes.add(d);
      }
      return new Gradients(spec, gradient, shapes);
    }
  }

  /** The input gradients and kernel gradients of the same convolutions, each with the other. */
  private static Map<Node, Node> gradientPairs(Graph graph) {
    Map<Gradients, Node> first = new HashMap<>();
    Map<Node, Node> pairs = new HashMap<>();
    for (Node node : graph.nodes()) {
      Gradients key = null;
      if (node.op() instanceof Linear.ConvInputGradient op) {
        key =
            Gradients.of(
                op.spec(), node.input(0), op.inputShape().getShape(), node.input(1).type().dims());
      } else if (node.op() instanceof Linear.ConvKernelGradient op) {
        key =
            Gradients.of(
                op.spec(), node.input(1), node.input(0).type().dims(), op.kernelShape().getShape());
      }
      Node other = key == null ? null : first.putIfAbsent(key, node);
      if (other != null && !other.op().getClass().equals(node.op().getClass())) {
        pairs.put(node, other);
        pairs.put(other, node);
        first.remove(key);
      }
    }
    return pairs;
  }

  /** Lowers both gradients of a convolution by one op, if that is faster and can be done here. */
  private boolean lowerPair(Node node, Node other) {
    if (other == null || values.containsKey(other.output())) {
      return false;
    }
    Node inputNode = node.op() instanceof Linear.ConvInputGradient ? node : other;
    Node kernelNode = inputNode == node ? other : node;
    Ref input = values.get(kernelNode.input(0));
    Ref kernel = values.get(inputNode.input(1));
    Ref gradient = values.get(inputNode.input(0));
    if (input == null || kernel == null || gradient == null) {
      return false;
    }
    Linear.ConvSpec spec = ((Linear.ConvInputGradient) inputNode.op()).spec();
    Convolution conv = Convolution.of(emit, spec, input.shape(), kernel.shape());
    if (!conv.bothAtOnce(input.dtype())) {
      return false;
    }
    Images images = conv.images();
    List<Ref> both = conv.gradients(images.in(input), emit.dense(kernel), images.in(gradient));
    values.put(inputNode.output(), images.out(both.get(0)));
    values.put(kernelNode.output(), both.get(1));
    return true;
  }
}
