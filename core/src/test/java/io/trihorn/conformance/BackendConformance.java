package io.trihorn.conformance;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Backends;
import io.trihorn.layers.LayerExamples;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The tests every backend must pass. Extend it in the backend's module, whose tests need {@code
 * trihorn-core}'s test-jar:
 *
 * <pre>{@code
 * class OnnxConformanceTest extends BackendConformance {
 *   @Override
 *   protected String backend() {
 *     return "onnx";
 *   }
 * }
 * }</pre>
 *
 * <p>A case with an element type that {@link Backend#supports} denies is skipped; nothing else is.
 * The system property {@code trihorn.conformance} limits the run to the cases whose name contains
 * it.
 */
public abstract class BackendConformance {
  /** The system property that limits the run to some cases. */
  public static final String FILTER = "trihorn.conformance";

  /** The name of the backend under test. */
  protected abstract String backend();

  /** The device under test. */
  protected Device device() {
    return Device.cpu();
  }

  /** What runs the cases; by default the backend of that name. */
  protected Backend engine() {
    return Backends.get(backend());
  }

  /** Whether a case is run; by default if the filter is part of its name. */
  protected boolean chosen(String name) {
    return name.contains(System.getProperty(FILTER, ""));
  }

  /** Each op in each form, against the reference. */
  @TestFactory
  Stream<DynamicNode> ops() {
    return byFamily(OpCases.all());
  }

  /** The gradients of the ops, against the reference's. */
  @TestFactory
  Stream<DynamicNode> gradients() {
    return byFamily(GradientCases.all());
  }

  /** Each layer: see {@link LayerCheck}. */
  @TestFactory
  Stream<DynamicTest> layers() {
    Backend backend = engine();
    return LayerExamples.all().stream()
        .filter(example -> chosen("layers/" + example))
        .map(
            example ->
                DynamicTest.dynamicTest(
                    "layers/" + example, () -> LayerCheck.check(backend, device(), example)));
  }

  private Stream<DynamicNode> byFamily(List<OpCase> cases) {
    Backend backend = engine();
    Map<String, List<DynamicTest>> families = new LinkedHashMap<>();
    for (OpCase opCase : cases) {
      if (chosen(opCase.name())) {
        families
            .computeIfAbsent(opCase.family(), family -> new ArrayList<>())
            .add(
                DynamicTest.dynamicTest(
                    opCase.name(), () -> CaseRunner.check(backend, device(), opCase)));
      }
    }
    return families.entrySet().stream()
        .map(family -> DynamicContainer.dynamicContainer(family.getKey(), family.getValue()));
  }

  /** Image layers in training, against the reference. */
  @TestFactory
  Stream<DynamicTest> imageLayers() {
    Backend backend = engine();
    return ImageLayerCases.ALL.stream()
        .map(
            layer ->
                DynamicTest.dynamicTest(
                    "image layer " + layer.get().className(),
                    () -> ImageLayerCases.check(layer, backend)))
        .filter(test -> chosen(test.getDisplayName()));
  }

  /** Programs with variables, and what a store and a program must do. */
  @TestFactory
  Stream<DynamicTest> state() {
    Backend backend = engine();
    return Stream.concat(StateCases.all().stream(), TrainingCases.all().stream())
        .filter(stateCase -> chosen("state/" + stateCase.name()))
        .map(
            stateCase ->
                DynamicTest.dynamicTest(
                    "state/" + stateCase.name(), () -> stateCase.check(backend, device())));
  }
}
