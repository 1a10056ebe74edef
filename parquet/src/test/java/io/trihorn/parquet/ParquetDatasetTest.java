package io.trihorn.parquet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import io.trihorn.data.Batch;
import io.trihorn.data.BatchIterator;
import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetException;
import io.trihorn.ndarray.Texts;
import io.trihorn.tables.Column;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that pandas 3.0.6 wrote by pyarrow 25.0.1: ten flowers in groups of four rows ({@code
 * DataFrame.to_parquet(row_group_size=4)}, snappy). Row i has the height i - 0.5, but NaN, which
 * pandas writes as none, in row 1, the count 10 i, a list of i modulo 4 steps and a vector (i, i +
 * 0.25).
 */
class ParquetDatasetTest {
  static Path file(String name) {
    try {
      return Path.of(ParquetDatasetTest.class.getResource("/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ParquetDataset flowers() {
    return ParquetDataset.fromFile(file("pandas.parquet"))
        .inputs(
            Column.number("height").missing(-1),
            Column.list("vector", DataType.FLOAT32),
            Column.number("count"),
            Column.number("few"),
            Column.number("wild"),
            Column.number("day"))
        .targets(Column.category("kind", List.of("lily", "rose")));
  }

  @Test
  void columnsHaveTheirTypes() {
    Dataset data = flowers().dataset();
    assertEquals(10, data.rows().getAsLong());
    for (int epoch = 0; epoch < 2; epoch++) {
      Batch all = data.toBatch();
      assertEquals("float32[10,5]", all.inputs().get(0).type().toString());
      double day = 86_400_000_000.0;
      assertArrayEquals(
          new double[] {0.5, 0, -5, 1, day, -1, 10, -4, 0, day, 1.5, 20, -3, 0, day},
          all.inputs().get(0).rows(0, 3).toDoubleArray(),
          4096);
      assertEquals("float32[10,2]", all.inputs().get(1).type().toString());
      assertArrayEquals(
          new double[] {8, 8.25, 9, 9.25}, all.inputs().get(1).rows(8, 2).toDoubleArray());
      assertArrayEquals(
          new long[] {1, 0, 1, 0, 1, 0, 1, 0, 1, 0}, all.targets().get(0).toLongArray());
    }
  }

  @Test
  void listsOfSeveralLengthsArePadded() {
    Dataset steps =
        ParquetDataset.fromFile(file("pandas.parquet"))
            .inputs(Column.list("steps", DataType.INT32))
            .dataset()
            .take(4)
            .paddedBatch(4, -1);
    Batch all = steps.iterator().next();
    assertEquals("int32[4,3]", all.inputs().get(0).type().toString());
    assertArrayEquals(
        new long[] {-1, -1, -1, 0, -1, -1, 0, 1, -1, 0, 1, 2}, all.inputs().get(0).toLongArray());
  }

  @Test
  void textsStayTexts() {
    Dataset notes =
        ParquetDataset.fromFile(file("pandas.parquet")).inputs(Column.text("note", 5)).dataset();
    Texts texts = Texts.of(notes.toBatch().inputs().get(0));
    assertEquals(
        List.of("röt", "", "a", "", "blau", "x", "y", "z", "lang ", "ende"), texts.values());
    assertEquals(List.of(10L), List.of(texts.shape().get(0)));
  }

  @Test
  void aReadingGoesOnAnywhere() {
    Dataset data = flowers().dataset().batch(3);
    for (int past = 0; past < 5; past++) {
      int row = past * 3;
      try (BatchIterator rest = data.open(0, past)) {
        while (rest.hasNext()) {
          Batch batch = rest.next();
          assertEquals(row, batch.inputs().get(1).getDouble(0));
          row += batch.rows();
        }
      }
      assertEquals(Math.max(10, past * 3), row);
    }
    Dataset part = flowers().dataset().skip(3).take(5).batch(2);
    assertEquals(3, part.batches().getAsLong());
    try (BatchIterator rest = part.open(0, 2)) {
      assertEquals(7, rest.next().inputs().get(1).getDouble(0));
      assertTrue(!rest.hasNext());
    }
  }

  @Test
  void rowsAreShuffledByABufferAndRepeated() {
    Dataset data = flowers().dataset().shuffle(4, 1).repeat(2).batch(20);
    double[] firsts = data.iterator().next().inputs().get(1).toDoubleArray();
    double sum = 0;
    for (int i = 0; i < firsts.length; i += 2) {
      sum += firsts[i];
    }
    assertEquals(90, sum);
    assertTrue(firsts[0] < 4);
  }

  @Test
  void filesOfAFolderAreOneTable(@TempDir Path folder) throws IOException {
    for (String name : List.of("part-1.parquet", "part-0.parquet", "_old.parquet", "_SUCCESS")) {
      Files.copy(file("pandas.parquet"), folder.resolve(name));
    }
    Dataset data =
        ParquetDataset.fromDirectory(folder).inputs(Column.number("count")).dataset().batch(6);
    assertEquals(20, data.rows().getAsLong());
    try (BatchIterator rest = data.open(0, 2)) {
      assertArrayEquals(
          new double[] {20, 30, 40, 50, 60, 70}, rest.next().inputs().get(0).toDoubleArray());
    }
  }

  @Test
  void aTableIsForFeatureSpaces() {
    assertEquals(
        List.of(0L, 10L, 20L),
        ParquetDataset.fromFile(file("pandas.parquet"))
            .table("count", "kind")
            .get("count")
            .subList(0, 3));
    assertEquals(
        List.of("height", "count", "few", "wild", "kind", "note", "day", "steps", "vector"),
        List.copyOf(ParquetDataset.fromFile(file("pandas.parquet")).table().keySet()));
  }

  @Test
  void whatIsWrongIsFoundByFileRowAndColumn(@TempDir Path folder) throws IOException {
    Path path = file("pandas.parquet");
    assertFails(
        path + ", row 1, column 'height': expected a value, but got none",
        () -> flowers().inputs(Column.number("height")).dataset().toBatch());
    assertFails(
        path + ", row 5, column 'steps': expected a list, but got none",
        () -> flowers().inputs(Column.list("steps", DataType.FLOAT32)).dataset().skip(5).toBatch());
    assertFails(
        path + ", row 1, column 'kind': expected one of [rose], but got 'lily'",
        () -> flowers().targets(Column.category("kind", List.of("rose"))).dataset().toBatch());
    assertFails(
        path + ", row 0, column 'day': expected a whole number of 32 bits",
        () -> flowers().targets(Column.integer("day")).dataset().toBatch());
    assertFails(
        path + ": there is no column 'age' among [height, count",
        () -> flowers().inputs(Column.number("age")).dataset());
    Path text = Files.writeString(folder.resolve("text.parquet"), "a,b\n1,2\n3,4\n");
    assertFails(
        text + " cannot be read as a Parquet file: ",
        () -> ParquetDataset.fromFile(text).inputs(Column.number("a")).dataset());
    Path cut = folder.resolve("cut.parquet");
    byte[] bytes = Files.readAllBytes(path);
    // What the first pages begin with.
    Arrays.fill(bytes, 4, 200, (byte) 0x55);
    Files.write(cut, bytes);
    assertFails(
        cut + ": group 0 of its rows cannot be read",
        () -> ParquetDataset.fromFile(cut).inputs(Column.number("height")).dataset().toBatch());
    assertFails(
        folder.resolve("none") + " cannot be read",
        () -> ParquetDataset.fromDirectory(folder.resolve("none")));
  }

  private static void assertFails(String start, Runnable what) {
    DatasetException e = assertThrows(DatasetException.class, what::run);
    assertTrue(e.getMessage().startsWith(start), e.getMessage());
  }
}
