package io.trihorn.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.trihorn.layers.operations.Operation;
import io.trihorn.model.Model;
import io.trihorn.state.Weight;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The sizes of all architectures as real Keras 3.15.1 has them. */
class ArchitecturesTest {
  /** Name, parameters, trainable ones, layers, parameters without top. */
  private static List<String[]> sizes() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                ArchitecturesTest.class.getResourceAsStream("sizes.tsv"),
                StandardCharsets.UTF_8))) {
      return lines.lines().map(line -> line.split("\t")).toList();
    }
  }

  @Test
  void allAreThere() throws IOException {
    Set<String> names = sizes().stream().map(row -> row[0]).collect(Collectors.toSet());
    assertEquals(names, Applications.names());
    assertEquals(40, names.size());
  }

  @TestFactory
  Stream<DynamicTest> areAsLargeAsKeras() throws IOException {
    return sizes().stream().map(row -> dynamicTest(row[0], () -> check(row)));
  }

  private static void check(String[] row) {
    try (Model model = Applications.named(row[0]).build()) {
      assertEquals(row[1], parameters(model.weights()));
      assertEquals(row[2], parameters(model.trainableWeights()));
      long layers = model.layers().stream().filter(l -> !(l instanceof Operation)).count();
      assertEquals(row[3], Long.toString(layers));
    }
    try (Model model = Applications.named(row[0]).includeTop(false).build()) {
      assertEquals(row[4], parameters(model.weights()));
    }
  }

  private static String parameters(List<Weight> weights) {
    return Long.toString(weights.stream().mapToLong(w -> w.type().shape().size()).sum());
  }
}
