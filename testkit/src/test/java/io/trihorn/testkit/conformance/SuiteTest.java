package io.trihorn.testkit.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.ForwardingExecutable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

/** The suite notices what is wrong. */
class SuiteTest {
  /** The reference, with something done to each output or each feed of a run. */
  private static final class Flawed extends ForwardingBackend {
    private final Consumer<TensorData> onOutput;
    private final Consumer<TensorData> onFeed;

    Flawed(Consumer<TensorData> onOutput, Consumer<TensorData> onFeed) {
      super(Backends.get("reference"));
      this.onOutput = onOutput;
      this.onFeed = onFeed;
    }

    @Override
    public boolean supports(DataType dtype) {
      return dtype != DataType.BFLOAT16;
    }

    @Override
    public Executable compile(Graph graph, VariableStore store) {
      return new ForwardingExecutable(super.compile(graph, store)) {
        @Override
        public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
          super.run(feeds, fetches);
          fetches.stream().filter(data -> data != null).forEach(onOutput);
          feeds.forEach(feed -> onFeed.accept(feed.toHost()));
        }
      };
    }
  }

  private static void nothing(TensorData data) {}

  /** Changes the last element by a thousandth, by 1, or to its opposite. */
  private static void spoil(TensorData data) {
    long last = data.size() - 1;
    if (last >= 0 && data.dtype() == DataType.BOOLEAN) {
      data.setLong(last, 1 - data.getLong(last));
    } else if (last >= 0 && data.dtype().isFloating()) {
      double value = data.getDouble(last);
      data.setDouble(last, Double.isFinite(value) ? value + 1e-3 + 1e-3 * Math.abs(value) : 0);
    } else if (last >= 0) {
      data.setLong(last, data.getLong(last) ^ 1);
    }
  }

  private static boolean hasElements(OpCase opCase) {
    Graph graph = opCase.build().graph();
    boolean narrow = CaseRunner.dtypes(graph).contains(DataType.FLOAT16);
    boolean bf16 = CaseRunner.dtypes(graph).contains(DataType.BFLOAT16);
    return !narrow && !bf16 && graph.outputTypes().stream().anyMatch(t -> t.size() > 0);
  }

  @Test
  void everyCaseSeesAWrongElement() {
    Backend wrong = new Flawed(SuiteTest::spoil, SuiteTest::nothing);
    List<OpCase> cases = new ArrayList<>(OpCases.all());
    cases.addAll(GradientCases.all());
    for (OpCase opCase : cases) {
      if (hasElements(opCase)) {
        assertThrows(
            AssertionError.class,
            () -> CaseRunner.check(wrong, Device.cpu(), opCase),
            opCase.name());
      }
    }
  }

  @Test
  void aChangedFeedIsSeen() {
    Backend wrong = new Flawed(SuiteTest::nothing, SuiteTest::spoil);
    OpCase negation =
        new OpCase(
            "test/unused",
            c -> {
              c.input(DataType.FLOAT32, 3);
              c.output(c.graph().scalar(DataType.FLOAT32, 1));
            });
    assertThrows(AssertionError.class, () -> CaseRunner.check(wrong, Device.cpu(), negation));
  }

  @Test
  void onlyDeniedElementTypesAreSkipped() {
    Backend partial = new Flawed(SuiteTest::nothing, SuiteTest::nothing);
    OpCase narrow = new OpCase("test/bf16", c -> c.output(c.input(DataType.BFLOAT16, 2)));
    TestAbortedException skipped =
        assertThrows(
            TestAbortedException.class, () -> CaseRunner.check(partial, Device.cpu(), narrow));
    assertTrue(skipped.getMessage().contains("bfloat16"), skipped.getMessage());
  }

  @Test
  void tolerances() {
    Tolerance tolerance = new Tolerance(0.01, 0.1);
    assertTrue(tolerance.accepts(100.9, 100));
    assertFalse(tolerance.accepts(101.2, 100));
    assertFalse(tolerance.accepts(Double.NaN, 100));
    assertFalse(tolerance.accepts(100, Double.NaN));
    assertTrue(tolerance.accepts(Double.NaN, Double.NaN));
    assertFalse(tolerance.accepts(1e308, Double.POSITIVE_INFINITY));
    assertFalse(tolerance.accepts(Double.POSITIVE_INFINITY, 1e308));
    assertFalse(tolerance.accepts(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY));
    assertTrue(Tolerance.EXACT.accepts(-0.0, 0.0));
    assertEquals(Tolerance.EXACT, Tolerance.of(DataType.INT32, 1000));
  }
}
