package io.trihorn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RowSourceTest {
  /** Rows 0 to 9, and what was read of them. */
  private static final class Counting implements RowSource {
    private final List<Long> read = new ArrayList<>();
    private int open;

    @Override
    public long count() {
      return 10;
    }

    @Override
    public Stream<Sample> open(long first) {
      open++;
      return LongStream.range(first, 10)
          .peek(read::add)
          .mapToObj(i -> Sample.of(new float[] {i}))
          .onClose(() -> open--);
    }
  }

  @Test
  void whatIsGonePastIsNotRead() {
    Counting rows = new Counting();
    Dataset data = Dataset.stream(rows).skip(1).take(8).batch(3);
    assertEquals(3, data.batches().getAsLong());
    try (BatchIterator rest = data.open(0, 2)) {
      assertArrayEquals(new double[] {7, 8}, rest.next().inputs().get(0).toDoubleArray());
      assertTrue(!rest.hasNext());
    }
    assertEquals(List.of(7L, 8L), rows.read);
    assertEquals(0, rows.open);
  }

  @Test
  void stagesTakeItAsTheyTakeOtherRows() {
    Dataset data = Dataset.stream(new Counting()).scaleInputs(2, 1).repeat(2);
    assertEquals(20, data.toBatch().rows());
    assertEquals(
        2 * 2 * 45 + 20, LongStream.of(data.toBatch().inputs().get(0).toLongArray()).sum());
    assertEquals(10, Dataset.stream(new Counting()).cache().shuffle(1).rows().getAsLong());
    assertThrows(
        UnsupportedOperationException.class, () -> Dataset.stream(new Counting()).shuffle(1));
  }

  @Test
  void messagesCountRowsOfTheSource() {
    RowSource ragged =
        new RowSource() {
          @Override
          public long count() {
            return 6;
          }

          @Override
          public Stream<Sample> open(long first) {
            return LongStream.range(first, 6).mapToObj(i -> Sample.of(new float[i == 5 ? 2 : 1]));
          }
        };
    ShapeException e =
        assertThrows(ShapeException.class, () -> Dataset.stream(ragged).batch(2).open(0, 2).next());
    assertTrue(e.getMessage().startsWith("sample 5 "), e.getMessage());
  }
}
