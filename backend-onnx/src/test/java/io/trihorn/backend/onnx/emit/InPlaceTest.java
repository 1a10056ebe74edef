package io.trihorn.backend.onnx.emit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Which variables are found to need one place only; {@code OnnxLevelsTest} holds what is computed
 * there to what is computed in two.
 */
class InPlaceTest {
  private static final TensorType SQUARE = TensorType.of(DataType.FLOAT32, 4, 4);

  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);
  private final Variable first = new Variable("first", SQUARE);
  private final Variable second = new Variable("second", SQUARE);
  private final Value x = b.parameter("x", SQUARE);
  private final Value w = b.read(first);
  private final Map<Variable, Value> updates = new LinkedHashMap<>();

  private InPlace.Found found(long worth, Value... outputs) {
    return InPlace.in(new OnnxEmitter().emit(b.build(List.of(outputs), updates)), worth);
  }

  private Value product(Value left, Value right) {
    return p.matmul(left, right, false, false);
  }

  private static List<String> names(InPlace.Found found) {
    return found.model().proto().getGraph().getNodeList().stream()
        .flatMap(node -> node.getOutputList().stream())
        .toList();
  }

  @Test
  void weightsOfTwoLayersWaitForTheGradientsBelow() {
    Value v = b.read(second);
    Value hidden = product(x, w);
    Value y = product(hidden, v);
    Value below = p.matmul(y, v, false, true);
    updates.put(first, p.sub(w, p.matmul(x, below, true, false)));
    updates.put(second, p.sub(v, p.matmul(hidden, y, true, false)));
    InPlace.Found found = found(0, y);
    assertEquals(Set.of(first, second), found.variables());

    Set<String> seen = new HashSet<>(Set.of("x", "first", "second"));
    found.model().proto().getGraph().getInitializerList().forEach(c -> seen.add(c.getName()));
    for (NodeProto node : found.model().proto().getGraph().getNodeList()) {
      assertTrue(seen.containsAll(node.getInputList()), () -> node + " comes before its operands");
      seen.addAll(node.getOutputList());
    }
    assertTrue(seen.contains("second:later"), "the product with the second weight is waited for");
    assertTrue(!seen.contains("first:later"), "all that reads the first is needed anyway");
  }

  @Test
  void aSmallWeightDoesNotWait() {
    updates.put(first, p.add(w, x));
    Value late = product(x, w);
    assertEquals(Set.of(), found(SQUARE.bytes() + 1, late).variables());
    assertEquals(Set.of(first), found(SQUARE.bytes(), late).variables());
  }

  @Test
  void whatNeedsNoOrderIsLeftAsItIs() {
    updates.put(first, p.add(w, x));
    OnnxModel model = new OnnxEmitter().emit(b.build(List.of(), updates));
    InPlace.Found found = InPlace.in(model, 0);
    assertEquals(Set.of(first), found.variables());
    assertSame(model, found.model());
  }

  @Test
  void movedElementsAreReadWhereTheyCameFrom() {
    updates.put(first, p.add(w, x));
    Value moved = p.reshape(p.transpose(w, List.of(1, 0)), 2, 8);
    Value late = product(p.reshape(x, 8, 2), moved);
    assertTrue(names(found(0, late)).contains("first:later"));
    assertEquals(Set.of(), found(0, late, moved).variables(), "the old elements are an output");
  }

  /** An engine may read the old value instead of what is the same. */
  @Test
  void whatAnEngineMayLeaveOutIsNotWaitedFor() {
    updates.put(first, p.add(w, x));
    assertEquals(Set.of(), found(0, p.mul(w, 1)).variables());
    assertEquals(Set.of(), found(0, p.unary(UnaryKind.TANH, w)).variables());
  }

  @Test
  void aRegularizedWeightWaitsForItsPenalty() {
    updates.put(first, p.sub(w, p.add(x, p.mul(w, 0.1))));
    Value squares = p.sum(p.mul(w, w), List.of(0, 1), false);
    Value magnitudes = p.sum(p.unary(UnaryKind.ABS, w), List.of(0, 1), false);
    InPlace.Found found = found(0, p.add(squares, magnitudes));
    assertEquals(Set.of(first), found.variables());
    assertTrue(names(found).contains("first:later"));
  }

  /** A constraint works on what the step makes: the step waits. */
  @Test
  void aConstrainedWeightWaitsBeforeItsConstraint() {
    Value next = p.sub(w, x);
    Value kept = p.cast(p.lessEqual(p.scalarLike(next, 0), next), DataType.FLOAT32);
    updates.put(first, p.mul(next, kept));
    InPlace.Found found = found(0, product(x, w));
    assertEquals(Set.of(first), found.variables());
    assertTrue(names(found).contains("first:later"));
    assertEquals(Set.of(), found(0, product(next, w)).variables(), "this follows from the step");
  }

  @Test
  void aNarrowWeightWaitsWhereItIsWide() {
    Variable narrow = new Variable("narrow", SQUARE.withDtype(DataType.FLOAT16));
    Value wide = p.cast(b.read(narrow), DataType.FLOAT32);
    updates.put(narrow, p.cast(p.sub(wide, x), DataType.FLOAT16));
    InPlace.Found found = found(0, product(x, wide));
    assertEquals(Set.of(narrow), found.variables());
    assertTrue(names(found).contains("narrow:later"));
  }

  @Test
  void theLastOperatorMustReadTheOldValueWhereItStands() {
    Value late = product(x, w);
    updates.put(first, p.add(p.transpose(w, List.of(1, 0)), x));
    assertEquals(Set.of(), found(0, late).variables());
    updates.put(first, product(w, x));
    assertEquals(Set.of(), found(0, late).variables());
  }

  @Test
  void nothingWaitsForWhatFollowsFromIt() {
    Value next = p.add(w, x);
    updates.put(first, next);
    assertEquals(Set.of(), found(0, product(next, w)).variables());
  }

  @Test
  void twoDoNotWaitForEachOther() {
    Value v = b.read(second);
    Value nextFirst = p.add(w, x);
    Value nextSecond = p.sub(v, x);
    updates.put(first, nextFirst);
    updates.put(second, nextSecond);
    InPlace.Found found = found(0, product(nextSecond, w), product(nextFirst, v));
    assertEquals(Set.of(first), found.variables());
  }
}
