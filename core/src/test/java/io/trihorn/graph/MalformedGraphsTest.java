package io.trihorn.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise.Unary;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.pass.GraphVerifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the verifier says of graphs that no builder makes. */
class MalformedGraphsTest {
  private static final TensorType TYPE = TensorType.of(DataType.FLOAT32, 2);

  private final Node x = new Node(0, new Leaf.Parameter("x", TYPE), List.of(), List.of(TYPE), "");
  private final Node y = negated(1, x.output(), TYPE);
  private final Variable variable = new Variable("w", TYPE);
  private final Node read = new Node(2, new Leaf.Read(variable), List.of(), List.of(TYPE), "");

  private static Node negated(int id, Value of, TensorType type) {
    return new Node(id, new Unary(UnaryKind.NEG), List.of(of), List.of(type), "");
  }

  private static Graph graph(List<Node> nodes, List<Value> parameters, List<Value> outputs) {
    return new Graph(nodes, parameters, outputs, Map.of(), Map.of());
  }

  private static void refuses(String message, Graph graph) {
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> GraphVerifier.check(graph));
    assertEquals(message, e.getMessage());
  }

  @Test
  void goodOnesPass() {
    GraphVerifier.check(graph(List.of(x, y), List.of(x.output()), List.of(y.output())));
    GraphVerifier.check(
        new Graph(
            List.of(x, y, read),
            List.of(x.output()),
            List.of(read.output()),
            Map.of(variable, read.output()),
            Map.of(variable, y.output())));
  }

  @Test
  void operandsComeFirst() {
    String message =
        "neg ["
            + y.output()
            + "]: [float32[2]] uses "
            + x.output()
            + ", which no node before it makes";
    refuses(message, graph(List.of(y, x), List.of(x.output()), List.of(y.output())));
  }

  @Test
  void typesFollowFromTheRules() {
    Node wrong = negated(1, x.output(), TensorType.of(DataType.FLOAT32, 3));
    refuses(
        "neg [" + wrong.output() + "]: [float32[3]] should give [float32[2]]",
        graph(List.of(x, wrong), List.of(x.output()), List.of(wrong.output())));
  }

  @Test
  void nodesStandOnce() {
    refuses(
        "neg [" + y.output() + "]: [float32[2]] stands there twice",
        graph(List.of(x, y, y), List.of(x.output()), List.of(y.output())));
  }

  @Test
  void parametersAndReadsAreListed() {
    refuses(
        "the parameters are [], but the nodes have [" + x.output() + "]",
        graph(List.of(x, y), List.of(), List.of(y.output())));
    refuses(
        "read [" + read.output() + "]: [float32[2]] is not listed",
        graph(List.of(read), List.of(), List.of(read.output())));
    Map<Variable, Value> reads = Map.of(variable, read.output());
    refuses(
        "more reads are listed than there are: " + reads,
        new Graph(List.of(x), List.of(x.output()), List.of(x.output()), reads, Map.of()));
  }

  @Test
  void outputsAndUpdatesAreMade() {
    String message = "output or update " + y.output() + " is not made in the graph";
    refuses(message, graph(List.of(x), List.of(x.output()), List.of(y.output())));
    refuses(
        message,
        new Graph(
            List.of(x),
            List.of(x.output()),
            List.of(x.output()),
            Map.of(),
            Map.of(variable, y.output())));
  }

  @Test
  void bodiesOfLoopsAreLookedAtToo() {
    List<Node> twice = new ArrayList<>(List.of(x, y, y));
    Graph body = graph(twice, List.of(x.output()), List.of(y.output()));
    Node loop =
        new Node(3, new Control.Scan(body, 1, 0, 3, false), List.of(x.output()), List.of(TYPE), "");
    refuses(
        "neg [" + y.output() + "]: [float32[2]] stands there twice",
        graph(List.of(x, loop), List.of(x.output()), List.of(loop.output())));
  }
}
