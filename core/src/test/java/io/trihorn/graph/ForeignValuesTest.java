package io.trihorn.graph;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Values of one graph in another are an error that names both. */
class ForeignValuesTest {
  private static final TensorType ROW = TensorType.of(DataType.FLOAT32, 3);

  private final GraphBuilder theirs = new GraphBuilder();
  private final Value foreign = made(theirs);
  private final GraphBuilder ours = new GraphBuilder();
  private final Value own = ours.parameter("own", ROW);

  private static Value made(GraphBuilder builder) {
    builder.enter("teacher");
    Value value = new Primitives(builder).neg(builder.parameter("x", ROW));
    builder.leave();
    return value;
  }

  private static void refuses(String where, Executable work) {
    String text = assertThrows(IllegalArgumentException.class, work).getMessage();
    assertTrue(text.contains(where), text);
    assertTrue(text.contains("'neg' of layer 'teacher'"), text);
  }

  @Test
  void operands() {
    ours.enter("student");
    Primitives ops = new Primitives(ours);
    refuses("operand 1 of 'add' of layer 'student'", () -> ops.add(own, foreign));
    refuses("operand 0 of 'neg'", () -> ops.neg(foreign));
  }

  @Test
  void outputsAndUpdates() {
    refuses("output 1", () -> ours.build(List.of(own, foreign)));
    Variable v = new Variable("v", ROW);
    refuses("variable 'v'", () -> ours.build(List.of(own), Map.of(v, foreign)));
  }

  @Test
  void replacements() {
    refuses("replaces", () -> ours.replace(own, foreign));
  }

  @Test
  void aBuilderThatGoesOnTakesTheValuesOfItsGraph() {
    Graph graph = theirs.build(List.of(foreign));
    GraphBuilder on = new GraphBuilder(graph);
    Value twice = new Primitives(on).add(foreign, graph.outputs().get(0));
    assertTrue(on.build(List.of(twice)).nodes().size() > graph.nodes().size());
  }
}
