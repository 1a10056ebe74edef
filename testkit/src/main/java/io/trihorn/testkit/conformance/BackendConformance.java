package io.trihorn.testkit.conformance;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Backends;
import io.trihorn.backend.DeviceChoice;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.testkit.soak.ResidentMemory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/**
 * The tests every backend must pass. Extend it in the backend's module, whose tests need {@code
 * trihorn-testkit}:
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

  private static final long MOST_LEFT = 200 << 20;
  private static final int MOST_LOOKS = 4;

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

  /** Each operation of {@code keras.ops} in a model that Keras saved, against Keras. */
  @TestFactory
  Stream<DynamicTest> operations() {
    Backend backend = engine();
    return OperationCase.all().stream()
        .filter(one -> chosen("operations/" + one.name()))
        .map(one -> DynamicTest.dynamicTest("operations/" + one.name(), () -> one.check(backend)));
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

  /** What is asked of a device that is not there is refused in words that all backends share. */
  @Test
  void anAbsentDevice() {
    Assumptions.assumeTrue(chosen("state/absent device"));
    Backend engine = engine();
    TensorData one = TensorData.full(TensorType.of(DataType.FLOAT32, 1), 1);
    for (Executable use :
        List.<Executable>of(
            () -> engine.createStore(Device.gpu(77)), () -> engine.upload(one, Device.gpu(77)))) {
      String message = Assertions.assertThrows(BackendException.class, use).getMessage();
      // What is around a backend lets that one speak, under its own name.
      String expected = "the backend '[^']+' cannot use gpu:77; it can use .*";
      Assertions.assertTrue(message.matches(expected), message);
      Assertions.assertTrue(message.contains(DeviceChoice.name(device())), message);
    }
  }

  /**
   * What is removed from a store is free at once, without waiting for the garbage collector.
   * Allocators and a heap that is not yet touched grow to what they need: what leaks grows each
   * time.
   */
  @Test
  void removedMemory() {
    Assumptions.assumeTrue(chosen("state/removed memory"));
    Assumptions.assumeTrue(
        ResidentMemory.isKnown(), "the system does not tell what a process holds");
    try (StateSession session = new StateSession(Backends.get(backend()), device())) {
      comeAndGo(session, 10);
      long grown;
      int looks = 0;
      do {
        long before = ResidentMemory.bytes();
        comeAndGo(session, 50);
        grown = ResidentMemory.bytes() - before;
        looks++;
      } while (grown >= MOST_LEFT && looks < MOST_LOOKS);
      Assertions.assertTrue(
          grown < MOST_LEFT, "50 variables of 16 MB came and went; left are bytes " + grown);
    }
  }

  private static void comeAndGo(StateSession session, int rounds) {
    TensorData ones = TensorData.full(TensorType.of(DataType.FLOAT32, 4, 1 << 20), 1);
    for (int round = 0; round < rounds; round++) {
      Variable v = new Variable("v", ones.type());
      session.store().write(v, ones);
      GraphBuilder b = new GraphBuilder();
      Value next = new Primitives(b).add(b.read(v), 1);
      Graph graph = b.build(List.of(), Map.of(v, next));
      session.run(graph);
      session.program(graph).close();
      session.store().remove(List.of(v));
    }
  }
}
