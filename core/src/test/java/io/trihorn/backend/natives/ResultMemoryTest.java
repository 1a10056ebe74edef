package io.trihorn.backend.natives;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ResultMemoryTest {
  private static final TensorType LARGE = TensorType.of(DataType.FLOAT32, 1 << 19);

  /** Numbers for stretches of memory; a buffer does not show which one it is. */
  private static final class Counting implements ResultMemory.Source<Integer> {
    private final List<Integer> lent = new ArrayList<>();
    private final List<Integer> freed = new ArrayList<>();
    private int allocated;

    @Override
    public Integer allocate(long bytes) {
      return allocated++;
    }

    @Override
    public ByteBuffer buffer(Integer memory, long bytes) {
      lent.add(memory);
      return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public synchronized void free(Integer memory) {
      freed.add(memory);
    }
  }

  private final Counting source = new Counting();
  private final ResultMemory<Integer> memory = new ResultMemory<>(source);

  @Test
  void whatIsForgottenServesAgain() throws InterruptedException {
    memory.place(LARGE);
    for (int i = 0; i < 200 && source.allocated == source.lent.size(); i++) {
      System.gc();
      Thread.sleep(10);
      memory.place(LARGE);
    }
    assertTrue(source.lent.size() > source.allocated, source.lent::toString);
  }

  @Test
  void aViewKeepsItsMemory() throws InterruptedException {
    FloatBuffer view = memory.place(LARGE).rows(7, 1).floats();
    for (int i = 0; i < 10; i++) {
      System.gc();
      Thread.sleep(10);
    }
    List<TensorData> others = new ArrayList<>();
    others.add(memory.place(LARGE));
    assertEquals(List.of(0, 1), source.lent);
    assertEquals(1, view.put(0, 1).get(0));
    assertEquals(LARGE, others.get(0).type());
  }

  @Test
  void theCollectorIsAskedBeforeThereIsTooMuch() {
    ResultMemory<Integer> little = new ResultMemory<>(source, 8 * LARGE.bytes());
    for (int i = 0; i < 100; i++) {
      little.place(LARGE);
    }
    assertTrue(source.allocated <= 16, () -> "allocated " + source.allocated);
  }

  /** At more than 8, 18, 38 and 78 places. */
  @Test
  void whatIsInUseIsKeptAndMoreIsMade() {
    ResultMemory<Integer> little = new ResultMemory<>(source, 8 * LARGE.bytes());
    List<TensorData> used = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      used.add(little.place(LARGE));
    }
    assertEquals(IntStream.range(0, 100).boxed().toList(), source.lent);
    assertEquals(100, used.size());
  }

  @Test
  void smallOnesAreZeros() {
    TensorType small = TensorType.of(DataType.FLOAT32, 1000);
    assertEquals(TensorData.zeros(small), memory.place(small));
    assertEquals(0, source.allocated);
  }
}
