package io.trihorn.backend.onnx.emit;

import static io.trihorn.backend.onnx.emit.Attributes.flag;
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
 * <p>A weight's old value is also read by products whose results are not needed for the new one:
 * those that give the gradients further down. Large weights are made to wait for them. ONNX knows
 * no order but that of values, so the last operator is given the old value under its own shape,
 * which is put together from the true one and from no element of each result to wait for.
 */
public final class InPlace {
  /** Operators that make each element of their result from the operands' elements at its place. */
  private static final Set<String> ELEMENTWISE =
      Set.of("Add", "Sub", "Mul", "Div", "Max", "Min", "Where", "Neg", "Abs", "Sqrt", "Cast");

  /** Operators whose readers may be made to read what these read. */
  private static final Set<String> MOVING =
      Set.of("Identity", "Cast", "Reshape", "Transpose", "Squeeze", "Unsqueeze", "Slice");

  /** Operators that are done with their operands when their result is there. */
  private static final Set<String> PRODUCTS = Set.of("MatMul", "Gemm", "Conv", "ConvTranspose");

  /** Waiting costs five small operators, about 10 microseconds; smaller values have two places. */
  private static final long WORTH_WAITING = 1 << 18;

  private static final String ZERO = "in_place:0";

  private final OnnxModel model;
  private final long worth;
  private final Dependencies graph;
  private final List<TensorProto> constants = new ArrayList<>();
  private final Set<Variable> found = new HashSet<>();

  private InPlace(OnnxModel model, long worth) {
    this.model = model;
    this.worth = worth;
    this.graph = new Dependencies(model.proto().getGraph());
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

  /** Has a weight's last operator wait for all that reads the old value, where that can be told. */
  private void letWait(Variable variable, String made) {
    String old = model.reads().get(variable);
    NodeProto last = graph.producer(made);
    if (old != null
        && !found.contains(variable)
        && ELEMENTWISE.contains(last.getOpType())
        && last.getInputList().contains(old)) {
      Set<String> late = new LinkedHashSet<>();
      if (collectLate(old, old, last, graph.neededFor(last), late)
          && (late.isEmpty() || variable.type().bytes() >= worth)) {
        wait(variable, old, last, late);
        found.add(variable);
      }
    }
  }

  /**
   * Collects what is computed from the old value and not needed for the new one.
   *
   * @param name the old value, or the same elements moved
   * @return whether waiting for that is enough, and possible
   */
  private boolean collectLate(
      String name, String old, NodeProto last, Set<NodeProto> needed, Set<String> late) {
    if (graph.isOutput(name)) {
      return false;
    }
    for (NodeProto reader : graph.readers(name)) {
      String result = reader.getOutput(0);
      boolean fits;
      if (reader == last) {
        fits = name.equals(old);
      } else if (MOVING.contains(reader.getOpType())) {
        fits = collectLate(result, old, last, needed, late);
      } else if (!PRODUCTS.contains(reader.getOpType())) {
        fits = needed.contains(reader) && leadsOnlyTo(result, last, needed);
      } else if (needed.contains(reader)) {
        fits = true;
      } else {
        late.add(result);
        fits = !graph.neededFor(reader).contains(last);
      }
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private void wait(Variable variable, String old, NodeProto last, Set<String> late) {
    if (late.isEmpty()) {
      return;
    }
    if (constants.isEmpty()) {
      constants.add(OnnxTypes.tensor(ZERO, TensorData.of(new long[1], 1)));
    }
    String extents = old + ":extents";
    long[] dims = variable.type().dims();
    constants.add(OnnxTypes.tensor(extents, TensorData.of(dims, dims.length)));
    List<String> parts = new ArrayList<>(List.of(extents));
    for (String name : late) {
      String none = add(old + ":none_of:" + name, "Slice", List.of(name, ZERO, ZERO, ZERO));
      String flat = add(none + ":flat", "Reshape", List.of(none, ZERO), flag("allowzero", true));
      parts.add(
          add(
              flat + ":int64",
              "Cast",
              List.of(flat),
              integer("to", TensorProto.DataType.INT64_VALUE)));
    }
    String shape = add(old + ":shape", "Concat", parts, integer("axis", 0));
    String later = add(old + ":later", "Reshape", List.of(old, shape));
    NodeProto.Builder waiting = last.toBuilder();
    for (int i = 0; i < last.getInputCount(); i++) {
      waiting.setInput(i, last.getInput(i).equals(old) ? later : last.getInput(i));
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
