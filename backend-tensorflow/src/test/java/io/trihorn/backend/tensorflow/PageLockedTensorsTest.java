package io.trihorn.backend.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Tensor;

/** Memory that is used again, and not while TensorFlow has it; here it is not locked. */
class PageLockedTensorsTest {
  private static final int PAGE = 4096;
  private static final TensorType TYPE = TensorType.of(DataType.FLOAT32, 1024);
  private final List<Integer> asked = new ArrayList<>();
  private final PageLockedTensors tensors =
      new PageLockedTensors(
          bytes -> {
            asked.add(bytes);
            return Optional.of(ByteBuffer.allocateDirect(bytes + PAGE).alignedSlice(PAGE))
                .map(all -> all.slice(0, bytes));
          });

  @BeforeAll
  static void load() {
    new TensorflowBackend().info();
  }

  private static TensorData numbers(double first) {
    TensorData data = TensorData.zeros(TYPE);
    for (int i = 0; i < data.size(); i++) {
      data.setDouble(i, first + i);
    }
    return data;
  }

  private static long address(TF_Tensor tensor) {
    return TF_TensorData(tensor).address();
  }

  @Test
  void memoryIsUsedAgain() {
    TF_Tensor first = HostTensors.copyOf(numbers(1), tensors);
    TF_Tensor second = HostTensors.copyOf(numbers(2), tensors);
    long freed = address(first);
    assertNotEquals(freed, address(second));
    assertEquals(0, freed % PAGE);
    TF_DeleteTensor(first);
    TF_Tensor third = HostTensors.copyOf(numbers(3), tensors);
    assertEquals(freed, address(third));
    TensorData read = TensorData.zeros(TYPE);
    HostTensors.copy(third, read);
    assertArrayEquals(numbers(3).toFloatArray(), read.toFloatArray());
    TF_DeleteTensor(second);
    TF_DeleteTensor(third);
    assertEquals(List.of(PAGE, PAGE), asked);
  }

  /** Smaller tensors take what larger ones had, unless it is more than twice what they need. */
  @Test
  void whatIsFarTooLargeIsLeft() {
    TF_DeleteTensor(tensors.allocate(TensorType.of(DataType.FLOAT32, 4, 1024)));
    TF_DeleteTensor(tensors.allocate(TensorType.of(DataType.FLOAT32, 3, 1024)));
    TF_DeleteTensor(tensors.allocate(TensorType.of(DataType.FLOAT32, 10)));
    assertEquals(List.of(4 * PAGE, PAGE), asked);
    TF_DeleteTensor(tensors.allocate(TensorType.of(DataType.FLOAT32, 0)));
    assertEquals(2, asked.size());
  }

  /** An assignment takes the memory of what is fed: it is not used again before that goes. */
  @Test
  void whatAVariableHasIsNotOverwritten() {
    Variable variable = new Variable("kept", TYPE);
    try (SessionGraph session = new SessionGraph(engine(), Device.cpu(), tensors)) {
      Emitter emit = session.emitter();
      Wire given = SessionGraph.placeholder(emit, TYPE);
      TF_Operation assign = SessionGraph.assign(emit, session.handle(variable), given).end();
      Wire value = SessionGraph.readOf(emit, variable, session.handle(variable));
      Wire copy = emit.apply("Identity", value.type(), value);
      SessionCall write = session.call("assigning", false, List.of(given), List.of(), assign);
      SessionCall read = session.call("reading", false, List.of(), List.of(copy), null);
      write.run(List.of(numbers(5)), List.of());
      List<TF_Tensor> others = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        others.add(HostTensors.copyOf(numbers(-1), tensors));
      }
      TensorData got = TensorData.zeros(TYPE);
      read.run(List.of(), List.of(got));
      assertArrayEquals(numbers(5).toFloatArray(), got.toFloatArray());
      others.forEach(PageLockedTensorsTest::delete);
    }
  }

  private static Engine engine() {
    return Engine.load();
  }

  private static void delete(TF_Tensor tensor) {
    TF_DeleteTensor(tensor);
  }

  @Test
  void withoutSuchMemoryTensorsAreTensorFlowsOwn() {
    PageLockedTensors none = new PageLockedTensors(bytes -> Optional.empty());
    TF_Tensor tensor = HostTensors.copyOf(numbers(4), none);
    TensorData read = TensorData.zeros(TYPE);
    HostTensors.copy(tensor, read);
    assertArrayEquals(numbers(4).toFloatArray(), read.toFloatArray());
    TF_DeleteTensor(tensor);
  }

  @Test
  void stepsOnCardsAreFedCopiesThatWereMadeBefore() {
    assertTrue(new TensorflowBackend().takesAhead(Device.gpu(1)));
    assertFalse(new TensorflowBackend().takesAhead(Device.cpu()));
  }
}
