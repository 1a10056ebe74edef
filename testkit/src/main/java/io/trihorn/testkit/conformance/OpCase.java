package io.trihorn.testkit.conformance;

import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import java.util.List;
import java.util.function.Consumer;

/**
 * A graph without variables, made and fed in the same way each time.
 *
 * @param name unique; {@code family/what is special}
 * @param body makes the graph
 */
public record OpCase(String name, Consumer<CaseBuilder> body) {
  /**
   * A case in full.
   *
   * @param graph the program
   * @param feeds one for each parameter
   * @param tolerances one for each output
   */
  public record Built(Graph graph, List<TensorData> feeds, List<Tolerance> tolerances) {}

  /** The part of the name before the slash. */
  public String family() {
    return name.substring(0, name.indexOf('/'));
  }

  /** Makes the case; the inputs follow from the name. */
  public Built build() {
    return builder(false).build();
  }

  /**
   * A builder with the case in it.
   *
   * @param doubles whether float32 inputs become float64
   */
  CaseBuilder builder(boolean doubles) {
    CaseBuilder builder = new CaseBuilder(name.hashCode(), doubles);
    body.accept(builder);
    return builder;
  }
}
