package io.trihorn.gpu.onnx;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.ForwardingBackend;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.model.Sequential;
import io.trihorn.testkit.conformance.BackendConformance;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every program of the conformance suite starts on ONNX Runtime's provider for CUDA, which refuses
 * one with a node that it has no kernel for; it needs no card for that. The results are the
 * interpreter's. To be run in a process of its own.
 */
class KernelsOfCudaTest extends BackendConformance {
  private static final Device CARD = Device.gpu(0);
  private static final String MEMORY = "trihorn.gpu.memory";

  @BeforeAll
  static void loadCuda() {
    assumeTrue(StubCuda.load(), "there is no gcc");
    assertEquals(List.of(Device.cpu(), CARD, Device.gpu(1)), Backends.get("onnx").info().devices());
  }

  @Override
  protected String backend() {
    return "onnx";
  }

  /** Programs are what the backend makes of them for a card, and are interpreted. */
  @Override
  protected Backend engine() {
    Backend onnx = Backends.get(backend());
    return new ForwardingBackend(Backends.get("reference")) {
      @Override
      public Layout preferredLayout(Device device) {
        return onnx.preferredLayout(CARD);
      }

      @Override
      public boolean claims(Composite op, List<TensorType> inputs, Device device) {
        return onnx.claims(op, inputs, CARD);
      }

      @Override
      public boolean keepsDerived() {
        return onnx.keepsDerived();
      }

      @Override
      public Executable compile(Graph graph, VariableStore store) {
        try (VariableStore onCard = onnx.createStore(CARD)) {
          onnx.compile(graph, onCard).close();
        }
        return super.compile(graph, store);
      }
    };
  }

  /** A program with 32 MiB of values on a card of which an engine may take so much. */
  private static void runOnCard(String limit) {
    System.setProperty(MEMORY, limit);
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.parameter("x", TensorType.of(DataType.FLOAT32, 4 << 20));
    Graph graph = builder.build(List.of(builder.add(new Elementwise.Unary(UnaryKind.EXP), x)));
    TensorData data = TensorData.zeros(x.type());
    Backend backend = Backends.get("onnx");
    try (VariableStore store = backend.createStore(CARD);
        Executable program = backend.compile(graph, store)) {
      program.run(List.of(data), List.of(TensorData.zeros(x.type())));
    } finally {
      System.clearProperty(MEMORY);
    }
  }

  @Test
  void theListOfBackendsTellsOfEachCard() {
    BackendInfo info =
        Backends.list().stream().filter(b -> b.name().equals("onnx")).findFirst().orElseThrow();
    String card = "Stub H200, 139.7 GiB, compute capability 9.0, driver for CUDA up to 12.6";
    assertEquals(card, info.settings().get("gpu:0"));
    assertEquals(card, info.settings().get("gpu:1"));
  }

  @Test
  void cardsAreChosenByTheirNumbers() {
    try (Sequential model = new Sequential(input(2), dense(1))) {
      model.on("onnx", Device.gpu(1));
      String message =
          assertThrows(BackendException.class, () -> model.on("onnx", Device.gpu(2))).getMessage();
      assertTrue(message.contains("cannot use gpu:2"), message);
      assertTrue(message.contains("it can use cpu, gpu:0, gpu:1"), message);
    }
  }

  @Test
  void noMoreMemoryIsTakenThanIsSet() {
    runOnCard("64m");
    String message = assertThrows(BackendException.class, () -> runOnCard("24m")).getMessage();
    assertTrue(message.contains("smaller than requested"), message);
  }
}
