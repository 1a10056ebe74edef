package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.integer;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the variables whose new value may be written where the old one is. That is so if everything
 * that depends on the old value is needed for the new one, which then is written when all else is
 * done, in whatever order the engine takes and however it rewrites the graph: optimizer slots and
 * metrics.
 *
 * <p>A weight's old value is also read by operators whose results are not needed for the new one:
 * products that give the gradients further down, and what regularizers make of it. Large weights
 * are made to wait for them. ONNX knows no order but that of values, so an operator on the way to
 * the new value (the last one, or where a constraint follows or the value is widened, one before)
 * is given what it reads of the old value under its own shape, which is put together from the true
 * one and from no element of each result to wait for.
 */
public final class InPlace {
  /** Operators that make each element of their result from the operands' elements at its place. */
  private static final Set<String> ELEMENTWISE =
      Set.of("Add", "Sub", "Mul", "Div", "Max", "Min", "Where", "Neg", "Abs", "Sqrt", "Cast");

  /** Operators whose readers may be made to read what these read. */
  private static final Set<String> MOVING =
      Set.of("Identity", "Cast", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Slice");

  /**
   * Operators that are done with their operands when their result is there, and whose result stays
   * where it has another reader. An engine leaves one out only where an operand is 0 or 1, and has
   * the reader of its result read the old value then.
   */
  private static final Set<String> DONE =
      Set.of(
          "MatMul",
          "Gemm",
          "Conv",
          "ConvTranspose",
          "LSTM",
          "GRU",
          "Loop",
          "Scan",
          "Gather",
          "Add",
          "Sub",
          "Mul",
          "Div",
          "Max",
          "Abs",
          "Sign",
          "ReduceSum",
          "ReduceSumSquare",
          "ReduceMax");

  /** Waiting costs five small operators, about 10 microseconds; smaller values have two places. */
  private static final long WORTH_WAITING = 1 << 18;

  private static final String ZERO = "in_place:0";
  private static final String FLAT = "in_place:-1";

  private final OnnxModel model;
  private final long worth;
  private final Dependencies graph;
  private final Set<String> neutral = new HashSet<>();
  private final List<TensorProto> constants = new ArrayList<>();
  private final Set<Variable> found = new HashSet<>();

  private InPlace(OnnxModel model, long worth) {
    this.model = model;
    this.worth = worth;
    this.graph = new Dependencies(model.proto().getGraph());
    model.proto().getGraph().getInitializerList().stream()
        .filter(InPlace::isNeutral)
        .forEach(c -> neutral.add(c.getName()));
  }

  /** Whether a constant is one number, 0 or 1. */
  private static boolean isNeutral(TensorProto constant) {
    if (constant.getDimsList().stream().anyMatch(extent -> extent != 1)) {
      return false;
    }
    double number = OnnxTypes.data(constant).getDouble(0);
    return number == 0 || number == 1;
  }

  /**
   * What was found.
   *
   * @param model the model, in which some operators now wait for others
   * @param variables those that may be updated in place
   */
  public record Found(OnnxModel model, Set<Variable> variables) {}

  /** The variables of a model that may be updated in place. */
  public static Found in(OnnxModel model) {
    return in(model, WORTH_WAITING);
  }

  /** The same with another least number of bytes that a value has which is waited for. */
  public static Found in(OnnxModel model, long worth) {
    if (model.updates().isEmpty()) {
      return new Found(model, Set.of());
    }
    InPlace search = new InPlace(model, worth);
    model.updates().forEach(search::findLast);
    model.updates().forEach(search::letWait);
    return new Found(search.rewritten(), search.found);
  }

  private void findLast(Variable variable, String made) {
    String old = model.reads().get(variable);
    if (old != null && isLastUse(old, made)) {
      found.add(variable);
    }
  }

  private boolean isLastUse(String old, String made) {
    NodeProto last = graph.producer(made);
    boolean readsOld = Dependencies.reads(last).contains(old);
    return (!readsOld || ELEMENTWISE.contains(last.getOpType()))
        && last.getOutputCount() == 1
        && leadsOnlyTo(old, last, graph.neededFor(last));
  }

  private boolean leadsOnlyTo(String old, NodeProto last, Collection<NodeProto> needed) {
    Set<String> seen = new HashSet<>(Set.of(old));
    Deque<String> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (graph.isOutput(name)) {
        return false;
      }
      for (NodeProto reader : graph.readers(name)) {
        if (reader != last) {
          if (!needed.contains(reader)) {
            return false;
          }
          reader.getOutputList().stream().filter(seen::add).forEach(open::push);
        }
      }
    }
    return true;
  }

  /** Has a weight's new value wait for all that reads the old one, where that can be told. */
  private void letWait(Variable variable, String made) {
    String old = model.reads().get(variable);
    if (old == null || found.contains(variable)) {
      return;
    }
    NodeProto last = graph.producer(made);
    boolean reads = Dependencies.reads(last).contains(old);
    Collection<NodeProto> needed = graph.neededFor(last);
    for (Place place : reads ? List.of(new Place(old, last)) : places(old, needed)) {
      Waiting waiting = new Waiting(place, last, needed);
      if (ELEMENTWISE.contains(place.reader().getOpType())
          && waiting.collect(old)
          && (waiting.late.isEmpty() || variable.type().bytes() >= worth)) {
        wait(variable, old, place, waiting.late);
        found.add(variable);
        return;
      }
    }
  }

  /**
   * A reader that may wait.
   *
   * @param name the old value, or its elements in another type
   */
  private record Place(String name, NodeProto reader) {}

  /** The needed readers of an old value, and of what it is cast to. */
  private List<Place> places(String old, Collection<NodeProto> needed) {
    List<Place> places = new ArrayList<>();
    for (NodeProto reader : graph.readers(old)) {
      if (needed.contains(reader)) {
        places.addAll(
            reader.getOpType().equals("Cast")
                ? places(reader.getOutput(0), needed)
                : List.of(new Place(old, reader)));
      }
    }
    return places;
  }

  /** The search for what a place has to wait for. */
  private final class Waiting {
    private final Place place;
    private final NodeProto last;
    private final Collection<NodeProto> needed;
    private final Set<String> late = new LinkedHashSet<>();

    Waiting(Place place, NodeProto last, Collection<NodeProto> needed) {
      this.place = place;
      this.last = last;
      this.needed = needed;
    }

    /**
     * Collects what is computed from the old value and not needed for the new one.
     *
     * @param name the old value, or the same elements moved
     * @return whether waiting for that is enough, and possible
     */
    boolean collect(String name) {
      return !graph.isOutput(name)
          && graph.readers(name).stream().allMatch(reader -> fits(name, reader));
    }

    private boolean fits(String name, NodeProto reader) {
      if (reader == place.reader()) {
        return name.equals(place.name());
      }
      if (reader == last) {
        return false;
      }
      // An output that nobody wants has no name.
      String result =
          reader.getOutputList().stream().filter(o -> !o.isEmpty()).findFirst().orElseThrow();
      if (MOVING.contains(reader.getOpType())) {
        return collect(result);
      }
      if (!isDone(reader)) {
        return needed.contains(reader) && leadsOnlyTo(result, last, needed);
      }
      if (needed.contains(reader)) {
        return true;
      }
      late.add(result);
      return !graph.neededFor(reader).contains(place.reader());
    }
  }

  private boolean isDone(NodeProto node) {
    return DONE.contains(node.getOpType())
        && node.getInputList().stream().noneMatch(neutral::contains);
  }

  private void wait(Variable variable, String old, Place place, Set<String> late) {
    if (late.isEmpty()) {
      return;
    }
    if (constants.isEmpty()) {
      constants.add(OnnxTypes.tensor(ZERO, TensorData.of(new long[1], 1)));
      constants.add(OnnxTypes.tensor(FLAT, TensorData.of(new long[] {-1}, 1)));
    }
    String extents = old + ":extents";
    long[] dims = variable.type().dims();
    constants.add(OnnxTypes.tensor(extents, TensorData.of(dims, dims.length)));
    List<String> parts = new ArrayList<>(List.of(extents));
    for (String name : late) {
      String flat = add(old + ":flat:" + name, "Reshape", List.of(name, FLAT));
      String none = add(flat + ":none", "Slice", List.of(flat, ZERO, ZERO, ZERO));
      parts.add(
          add(
              none + ":int64",
              "Cast",
              List.of(none),
              integer("to", TensorProto.DataType.INT64_VALUE)));
    }
    String shape = add(old + ":shape", "Concat", parts, integer("axis", 0));
    String later = add(old + ":later", "Reshape", List.of(place.name(), shape));
    NodeProto.Builder waiting = place.reader().toBuilder();
    for (int i = 0; i < waiting.getInputCount(); i++) {
      String read = waiting.getInput(i);
      waiting.setInput(i, read.equals(place.name()) ? later : read);
    }
    graph.add(waiting.build());
  }

  private String add(
      String result, String operator, List<String> operands, AttributeProto... attributes) {
    graph.add(
        NodeProto.newBuilder()
            .setName(result)
            .setOpType(operator)
            .addAllInput(operands)
            .addOutput(result)
            .addAllAttribute(List.of(attributes))
            .build());
    return result;
  }

  private OnnxModel rewritten() {
    if (constants.isEmpty()) {
      return model;
    }
    GraphProto.Builder changed =
        model.proto().getGraph().toBuilder()
            .clearNode()
            .addAllNode(graph.sorted())
            .addAllInitializer(constants);
    return new OnnxModel(
        model.proto().toBuilder().setGraph(changed).build(),
        model.parameters(),
        model.outputs(),
        model.reads(),
        model.updates());
  }
}
