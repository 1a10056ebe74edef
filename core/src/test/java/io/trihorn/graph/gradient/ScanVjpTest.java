package io.trihorn.graph.gradient;

import static io.trihorn.graph.gradient.GradientCheck.spread;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Control.Scan;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Loops of every kind against differences, to the second derivative. */
class ScanVjpTest {
  /** A body: from carries, slices and invariants to carries and per-step results. */
  private interface Step {
    List<Value> apply(Primitives p, List<Value> parameters);
  }

  private static List<Value> scan(
      Primitives p, int carries, int sequences, boolean reverse, Step step, List<Value> operands) {
    GraphBuilder body = new GraphBuilder();
    List<Value> parameters = new ArrayList<>();
    for (int i = 0; i < operands.size(); i++) {
      TensorType type = operands.get(i).type();
      boolean slice = i >= carries && i < carries + sequences;
      long[] dims = slice ? Arrays.copyOfRange(type.dims(), 1, type.rank()) : type.dims();
      parameters.add(body.parameter("p" + i, type.withShape(dims)));
    }
    List<Value> outputs = step.apply(new Primitives(body), parameters);
    int length = (int) operands.get(carries).type().dim(0);
    Scan scan = new Scan(body.build(outputs), carries, sequences, length, reverse);
    return p.builder().addAll(scan, operands);
  }

  private static Value recurrence(Primitives p, List<Value> in) {
    Value sum =
        p.add(
            p.add(p.matmul(in.get(1), in.get(2), false, false), in.get(4)),
            p.matmul(in.get(0), in.get(3), false, false));
    return p.unary(UnaryKind.TANH, sum);
  }

  private static final List<TensorData> RECURRENT =
      List.of(spread(1, 2, 3), spread(2, 4, 2, 2), spread(3, 2, 3), spread(4, 3, 3), spread(5, 3));

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRecurrentLayer(boolean reverse) {
    GradientCheck.check(
        2,
        (p, x) -> {
          List<Value> made =
              scan(
                  p,
                  1,
                  1,
                  reverse,
                  (q, in) -> {
                    Value h = recurrence(q, in);
                    return List.of(h, h);
                  },
                  x);
          return p.concat(List.of(p.reshape(made.get(0), 1, 2, 3), made.get(1)), 0);
        },
        RECURRENT);
  }

  @Test
  void onlyTheLastState() {
    GradientCheck.check(
        2,
        (p, x) -> scan(p, 1, 1, false, (q, in) -> List.of(recurrence(q, in)), x).get(0),
        RECURRENT);
  }

  @Test
  void maskedStepsAndACounter() {
    TensorData mask = TensorData.of(new boolean[] {true, true, false, true, true, false}, 3, 2, 1);
    GradientCheck.check(
        2,
        (p, x) -> {
          Value count = p.builder().constant(TensorData.scalar(DataType.INT32, 0));
          List<Value> made =
              scan(
                  p,
                  2,
                  2,
                  true,
                  (q, in) -> {
                    Value scale = q.add(q.cast(in.get(1), DataType.FLOAT64), 0.5);
                    Value h = q.unary(UnaryKind.TANH, q.mul(q.add(in.get(0), in.get(2)), scale));
                    Value kept = q.where(in.get(3), h, in.get(0));
                    return List.of(kept, q.add(in.get(1), 1), q.mul(kept, in.get(4)));
                  },
                  List.of(x.get(0), count, x.get(1), x.get(2), x.get(3)));
          return made.get(2);
        },
        List.of(spread(1, 2, 2), spread(2, 3, 2, 2), mask, spread(3, 2)));
  }

  @Test
  void carriesThatTradePlacesAndResultsThatAreParameters() {
    GradientCheck.check(
        2,
        (p, x) -> {
          List<Value> made =
              scan(
                  p,
                  2,
                  1,
                  false,
                  (q, in) ->
                      List.of(
                          q.mul(in.get(1), in.get(2)), in.get(0), in.get(2), in.get(0), in.get(3)),
                  x);
          return p.add(
              p.add(p.mul(made.get(2), made.get(3)), made.get(4)), p.mul(made.get(0), made.get(1)));
        },
        List.of(spread(1, 2), spread(2, 2), spread(3, 4, 2), spread(4, 2)));
  }

  @Test
  void aLoopInALoop() {
    GradientCheck.check(
        2,
        (p, x) ->
            scan(
                    p,
                    1,
                    1,
                    false,
                    (q, in) -> {
                      List<Value> inner =
                          scan(
                              q,
                              1,
                              1,
                              true,
                              (r, on) -> {
                                Value c =
                                    r.unary(
                                        UnaryKind.SIN,
                                        r.add(r.mul(on.get(0), on.get(2)), on.get(1)));
                                return List.of(c, r.square(c));
                              },
                              List.of(in.get(0), in.get(1), in.get(2)));
                      Value sum = q.sum(inner.get(1), List.of(0), false);
                      return List.of(inner.get(0), q.mul(sum, in.get(0)));
                    },
                    x)
                .get(1),
        List.of(spread(1, 2), spread(2, 3, 2, 2), spread(3, 2)));
  }

  private record Swish() implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      Primitives p = new Primitives(builder);
      return List.of(p.mul(inputs.get(0), p.unary(UnaryKind.SIGMOID, inputs.get(0))));
    }
  }

  @Test
  void compositesInTheBody() {
    GradientCheck.check(
        2,
        (p, x) ->
            scan(
                    p,
                    1,
                    1,
                    false,
                    (q, in) -> {
                      Value h =
                          q.builder()
                              .add(new Swish(), q.add(in.get(1), q.mul(in.get(0), in.get(2))));
                      return List.of(h, q.builder().add(new Swish(), h));
                    },
                    x)
                .get(1),
        List.of(spread(1, 2), spread(2, 3, 2), spread(3)));
  }

  @Test
  void anInvariantOfSeveralTerms() {
    // u is in two products and a sum, each of which adds to its gradient in its own way.
    GradientCheck.check(
        2,
        (p, x) ->
            scan(
                    p,
                    1,
                    1,
                    false,
                    (q, in) -> {
                      Value u = in.get(2);
                      Value twice = q.matmul(q.matmul(in.get(0), u, false, false), u, false, true);
                      Value h =
                          q.unary(
                              UnaryKind.TANH,
                              q.add(q.add(twice, in.get(1)), q.sum(u, List.of(0), true)));
                      return List.of(h, h);
                    },
                    x)
                .get(1),
        List.of(spread(1, 2, 2), spread(2, 3, 2, 2), spread(3, 2, 2)));
  }

  @Test
  void aCarryThatNoStepReads() {
    GradientCheck.check(
        2,
        (p, x) -> {
          List<Value> made =
              scan(
                  p,
                  1,
                  1,
                  false,
                  (q, in) -> List.of(q.square(in.get(1)), q.mul(in.get(1), in.get(2))),
                  x);
          return p.add(made.get(0), p.sum(made.get(1), List.of(0), false));
        },
        List.of(spread(1, 2), spread(2, 3, 2), spread(3, 2)));
  }

  @Test
  void twoGradientsOfOneLoopShareTheLongerLoop() {
    GraphBuilder b = new GraphBuilder();
    Primitives p = new Primitives(b);
    List<Value> x = RECURRENT.stream().map(d -> b.parameter("x", d.type())).toList();
    List<Value> made =
        scan(
            p,
            1,
            1,
            false,
            (q, in) -> {
              Value h = recurrence(q, in);
              return List.of(h, q.square(h));
            },
            x);
    Value first = p.sum(made.get(0), List.of(0, 1), false);
    Value second = p.sum(made.get(1), List.of(0, 1, 2), false);
    List<Value> both = new ArrayList<>(Gradients.of(b, first, x));
    both.addAll(Gradients.of(b, second, x));
    Graph graph = b.build(both);
    assertEquals(3, graph.nodes().stream().filter(n -> n.op() instanceof Scan).count());
    List<TensorData> values = Evaluate.graph(graph, RECURRENT);
    List<TensorData> alone = Evaluate.graph(b.build(both.subList(5, 10)), RECURRENT);
    assertEquals(alone, values.subList(5, 10));
  }
}
