package io.trihorn.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Dataset;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be told {@code fit}, what holds by default, and which numbers are refused. */
class FitOptionsTest {
  @Test
  void defaultsAreThoseOfKeras() {
    FitOptions options = FitOptions.epochs(3);
    assertEquals(3, options.epochs());
    assertEquals(0, options.initialEpoch());
    assertTrue(options.shuffle());
    assertNull(options.validation());
    assertEquals(0, options.validationSplit());
    assertTrue(options.isValidated(0));
    assertEquals(0, options.validationBatchSize());
    assertEquals(Long.MAX_VALUE, options.validationSteps());
    assertEquals(Long.MAX_VALUE, options.stepsPerEpoch());
    assertEquals(Map.of(), options.classWeight());
    assertEquals(0, options.batchSize());
    assertSame(System.out, options.out());
    assertEquals(1, options.allCallbacks().size(), "the progress bar");
    assertEquals(0, options.verbose(false).allCallbacks().size());
    assertEquals(1, options.verbose(true).allCallbacks().size());
    assertEquals(0, options.verbose(0).allCallbacks().size());
    assertEquals(0, new RunOptions().allCallbacks().size());
  }

  @Test
  void whatIsToldIsKept() {
    Dataset data = Dataset.of(new float[][] {{1}});
    Callback callback = new Callback() {};
    FitOptions options =
        FitOptions.epochs(0)
            .initialEpoch(2)
            .shuffle(false)
            .validation(data)
            .validationSplit(0.25)
            .validationBatchSize(4)
            .validationSteps(5)
            .stepsPerEpoch(6)
            .classWeight(Map.of(1, 2.0))
            .batchSize(7)
            .callbacks(callback)
            .verbose(0);
    assertEquals(0, options.epochs());
    assertEquals(2, options.initialEpoch());
    assertFalse(options.shuffle());
    assertSame(data, options.validation());
    assertEquals(0.25, options.validationSplit());
    assertEquals(4, options.validationBatchSize());
    assertEquals(5, options.validationSteps());
    assertEquals(6, options.stepsPerEpoch());
    assertEquals(Map.of(1, 2.0), options.classWeight());
    assertEquals(7, options.batchSize());
    History history = new History();
    assertEquals(List.of(callback, history), options.allCallbacks(history));
  }

  @Test
  void validationIsDoneAfterSomeEpochs() {
    FitOptions third = FitOptions.epochs(9).validationFreq(3);
    assertEquals(List.of(2, 5, 8), validated(third));
    FitOptions chosen = FitOptions.epochs(9).validationFreq(List.of(1, 4));
    assertEquals(List.of(0, 3), validated(chosen));
  }

  private static List<Integer> validated(FitOptions options) {
    return Stream.iterate(0, e -> e + 1).limit(9).filter(options::isValidated).toList();
  }

  private static Arguments option(String name, long least, LongFunction<Object> set) {
    return Arguments.of(name, least, set);
  }

  private static FitOptions once() {
    return FitOptions.epochs(1);
  }

  static Stream<Arguments> leasts() {
    return Stream.of(
        option("epochs", 0, n -> FitOptions.epochs((int) n)),
        option("initialEpoch", 0, n -> once().initialEpoch((int) n)),
        option("validationFreq", 1, n -> once().validationFreq((int) n)),
        option("validationBatchSize", 1, n -> once().validationBatchSize((int) n)),
        option("validationSteps", 1, n -> once().validationSteps(n)),
        option("stepsPerEpoch", 1, n -> once().stepsPerEpoch(n)),
        option("batchSize", 1, n -> once().batchSize((int) n)));
  }

  @ParameterizedTest
  @MethodSource("leasts")
  void numbersHaveALeast(String name, long least, LongFunction<Object> set) {
    set.apply(least);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> set.apply(least - 1));
    assertEquals(name + " should be " + least + " or more, but is " + (least - 1), e.getMessage());
  }

  @Test
  void theSplitIsAShare() {
    assertEquals(0, once().validationSplit(0).validationSplit());
    for (double share : new double[] {-0.1, 1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> once().validationSplit(share));
    }
  }

  @Test
  void aHistoryHasTheLogsOfEachEpoch() {
    History history = new History();
    history.onEpochEnd(null, 3, Map.of("loss", 2.0));
    history.onEpochEnd(null, 4, Map.of("loss", 1.0));
    assertEquals(List.of(3, 4), history.epochs());
    assertEquals(List.of(2.0, 1.0), history.get("loss"));
    assertEquals(Map.of("loss", List.of(2.0, 1.0)), history.values());
    assertEquals(1, history.last("loss"));
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> history.get("accuracy"));
    assertEquals("there is no log 'accuracy'; there are [loss]", e.getMessage());
  }
}
