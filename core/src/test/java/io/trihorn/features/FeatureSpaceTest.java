package io.trihorn.features;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.trihorn.ndarray.HostValues;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Columns of a table put together. The numbers are those of Keras 3.15.1. */
class FeatureSpaceTest {
  private static final Map<String, Object> TABLE =
      Map.of(
          "color", List.of("red", "blue", "red", "green"),
          "age", List.of(3, 1, 3, 4),
          "flag", List.of(0, 1, 1, 0));

  private static FeatureSpace space() {
    return new FeatureSpace(
        Map.of(
            "color", Feature.stringCategorical(),
            "age", Feature.integerCategorical(),
            "flag", Feature.integerCategorical()));
  }

  /** Crosses stand in the order of their names, whichever was added first. */
  @Test
  void crossesInTheOrderOfTheirNames() {
    float[][] expected = {
      {0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0},
      {0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0}
    };
    Map<String, Object> rows =
        Map.of("color", List.of("red", "blue"), "age", List.of(4, 1), "flag", List.of(0, 1));
    List<String> flags = List.of("flag", "age");
    List<String> colors = List.of("color", "age");
    for (FeatureSpace space :
        List.of(
            space().cross(flags, 3).cross(colors, 5), space().cross(colors, 5).cross(flags, 3))) {
      space.adapt(TABLE);
      assertEquals(HostValues.of(expected), space.call(rows));
    }
  }

  /** The ranges are those of Keras's Discretization with these boundaries, whatever is learned. */
  @Test
  void boundariesThatAreGivenStay() {
    FeatureSpace space = new FeatureSpace(Map.of("h", Feature.floatDiscretized(0.0, 1.0)));
    space.on("reference").adapt(Map.of("h", new float[] {5, 6, 7, 8}));
    assertEquals(
        HostValues.of(new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1}}),
        space.call(Map.of("h", new float[] {-1, 0, 0.5f, 1, 9})));
  }
}
