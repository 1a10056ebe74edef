package io.trihorn.tables;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.Batch;
import io.trihorn.data.Dataset;
import io.trihorn.data.DatasetException;
import io.trihorn.ndarray.Texts;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvDatasetTest {
  @TempDir private Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("houses.csv"), content);
  }

  private static CsvDataset houses(Path file) {
    return CsvDataset.fromFile(file)
        .inputs(Column.number("size"), Column.number("rooms").missing(-1))
        .targets(Column.category("kind", List.of("flat", "house, \"large\"")));
  }

  @Test
  void valuesInQuotesAndMissingOnes() throws IOException {
    Path file =
        file(
            "kind,note,size,rooms\r\n"
                + "flat,\"two\nlines\",50.5,2\r\n"
                + "\r\n"
                + "\"house, \"\"large\"\"\",x, 210 ,\r\n"
                + "flat,,\"1e2\",3");
    Batch all = houses(file).dataset().toBatch();
    assertEquals("float32[3,2]", all.inputs().get(0).type().toString());
    assertArrayEquals(new double[] {50.5, 2, 210, -1, 100, 3}, all.inputs().get(0).toDoubleArray());
    assertEquals("int32[3]", all.targets().get(0).type().toString());
    assertArrayEquals(new long[] {0, 1, 0}, all.targets().get(0).toLongArray());
    Map<String, List<String>> table = houses(file).table();
    assertEquals(List.of("two\nlines", "x", ""), table.get("note"));
  }

  @Test
  void withoutNamesColumnsAreNumbered() throws IOException {
    Path file = file("1;2;3\n4;5;6\n");
    Dataset data =
        CsvDataset.fromFile(file)
            .header(false)
            .separator(';')
            .inputs(Column.number("0"), Column.number("2"))
            .targets(Column.number("1"))
            .dataset();
    assertArrayEquals(new double[] {1, 3, 4, 6}, data.toBatch().inputs().get(0).toDoubleArray());
    assertArrayEquals(new double[] {2, 5}, data.toBatch().targets().get(0).toDoubleArray());
  }

  @Test
  void textsAreCutBetweenCharacters() throws IOException {
    Dataset data =
        CsvDataset.fromFile(file("id,note\n1,größe\n2,\n"))
            .inputs(Column.text("note", 3), Column.number("id"))
            .dataset();
    Batch all = data.toBatch();
    assertArrayEquals(new double[] {1, 2}, all.inputs().get(0).toDoubleArray());
    assertEquals("uint8[2,3]", all.inputs().get(1).type().toString());
    assertEquals(List.of("gr", ""), Texts.of(all.inputs().get(1)).values());
  }

  @Test
  void whatIsNoWholeNumberIsNoClass() throws IOException {
    for (String wrong : List.of("1.5", "3000000000", "NaN")) {
      Dataset data =
          CsvDataset.fromFile(file("x,y\n1," + wrong + "\n"))
              .inputs(Column.number("x"))
              .targets(Column.integer("y"))
              .dataset();
      DatasetException e = assertThrows(DatasetException.class, data::toBatch);
      assertTrue(e.getMessage().contains("column 'y': expected a whole number"), e.getMessage());
    }
  }

  private void refused(String lines, String message) throws IOException {
    Path file = file("kind,size,rooms\n" + lines);
    DatasetException e =
        assertThrows(DatasetException.class, () -> houses(file).dataset().toBatch());
    assertEquals(file + message, e.getMessage());
  }

  @Test
  void whatIsWrongIsFoundByFileLineAndColumn() throws IOException {
    refused(
        "flat,1,1\nflat,wide,2\n", ", line 3, column 'size': expected a number, but got 'wide'");
    refused(
        "flat,1,1\n\n\"flat\",,2\n",
        ", line 4, column 'size': expected a value, but got none; say Column.missing(number) if some"
            + " are missing");
    refused(
        "flat\n",
        ", line 2, column 'size': expected a value, but got none; say"
            + " Column.missing(number) if some are missing");
    refused(
        "tent,1,1\n",
        ", line 2, column 'kind': expected one of [flat, house, \"large\"], but got 'tent'");
    Path file = file("a,b\n1,2\n");
    DatasetException e =
        assertThrows(DatasetException.class, () -> houses(file).dataset().toBatch());
    assertEquals(file + ": there is no column 'size' among [a, b]", e.getMessage());
    Path nowhere = folder.resolve("none.csv");
    e = assertThrows(DatasetException.class, () -> houses(nowhere).dataset().toBatch());
    assertTrue(e.getMessage().startsWith(nowhere + " cannot be read"), e.getMessage());
  }

  private void told(Path file, String message, Column... inputs) {
    DatasetException e =
        assertThrows(
            DatasetException.class,
            () -> CsvDataset.fromFile(file).inputs(inputs).dataset().toBatch());
    assertEquals(file + message, e.getMessage());
  }

  @Test
  void aSpreadsheetsMarkIsNoPartOfAName() throws IOException {
    Batch all =
        CsvDataset.fromFile(file("\ufeffx,y\n1,2\n"))
            .inputs(Column.number("x"), Column.number("y"))
            .dataset()
            .toBatch();
    assertArrayEquals(new double[] {1, 2}, all.inputs().get(0).toDoubleArray());
  }

  @Test
  void numbersAreDecimal() throws IOException {
    Dataset numbers =
        CsvDataset.fromFile(file("x\n-1.5e+2\n.5\n+3.\nNaN\n-Infinity\n"))
            .inputs(Column.number("x"))
            .dataset();
    assertArrayEquals(
        new double[] {-150, 0.5, 3, Double.NaN, Double.NEGATIVE_INFINITY},
        numbers.toBatch().inputs().get(0).toDoubleArray());
    for (String wrong : List.of("5d", "0x1p3", "1f", "NA", "1.2.3", "\"1,5\"")) {
      told(
          file("x\n" + wrong + "\n"),
          ", line 2, column 'x': expected a number, but got '" + wrong.replace("\"", "") + "'",
          Column.number("x"));
    }
    for (String large : List.of("1.0E39", "1e400")) {
      told(
          file("x\n" + large + "\n"),
          ", line 2, column 'x': expected a number that float32 holds, but got '" + large + "'",
          Column.number("x"));
    }
  }

  @Test
  void whatIsNoTableIsTold() throws IOException {
    Column x = Column.number("x");
    told(
        file("x,y\n1,2\n3,4,5\n"),
        ", line 3: expected 2 values, of the columns [x, y], but got 3; one with a separator in it"
            + " stands between quotation marks",
        x);
    told(file("x,y,x\n1,2,3\n"), ": there are several columns 'x' among [x, y, x]", x);
    told(file(""), ": the file is empty; expected a line with the names of the columns", x);
    Path latin = folder.resolve("latin.csv");
    Files.write(latin, "note\ngr\u00f6\u00dfe\n".getBytes(StandardCharsets.ISO_8859_1));
    told(latin, " is not written in UTF-8; give its charset(...)", Column.text("note", 8));
    Path plain = file("1,2\n");
    DatasetException e =
        assertThrows(
            DatasetException.class,
            () -> CsvDataset.fromFile(plain).header(false).inputs(x).dataset().toBatch());
    assertEquals(
        plain + ": without a header columns are named by their places, from 0, but got 'x'",
        e.getMessage());
    e =
        assertThrows(
            DatasetException.class,
            () -> CsvDataset.fromFile(folder).inputs(x).dataset().toBatch());
    assertTrue(e.getMessage().startsWith(folder + " cannot be read: "), e.getMessage());
    Path endless = file("x,y\n1,\"" + "9".repeat(17 << 20) + "\"\n");
    e =
        assertThrows(
            DatasetException.class,
            () -> CsvDataset.fromFile(endless).inputs(x).dataset().toBatch());
    assertTrue(e.getMessage().startsWith(endless + " cannot be read: "), e.getMessage());
    assertTrue(e.getMessage().contains("line 2"), e.getMessage());
  }

  @Test
  void aLargeFileIsReadRowByRowAndGoneOnWith() throws IOException {
    Path file = folder.resolve("large.csv");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write("x,y\n");
      for (int i = 0; i < 200_000; i++) {
        out.write(i + "," + i % 7 + "\n");
      }
    }
    Dataset data =
        CsvDataset.fromFile(file)
            .inputs(Column.number("x"))
            .targets(Column.integer("y"))
            .dataset()
            .shuffle(1000, 3)
            .batch(100);
    long rows = 0;
    double sum = 0;
    Batch later = null;
    try (var batches = data.open(0)) {
      for (int i = 0; batches.hasNext(); i++) {
        Batch batch = batches.next();
        rows += batch.rows();
        for (int k = 0; k < batch.rows(); k++) {
          double x = batch.inputs().get(0).getDouble(k);
          assertEquals((long) x % 7, batch.targets().get(0).getLong(k));
          sum += x;
        }
        later =
            i == 1500
                ? new Batch(List.of(batch.inputs().get(0).copy()), List.of(), List.of())
                : later;
      }
    }
    assertEquals(200_000, rows);
    assertEquals(199_999.0 * 100_000, sum);
    try (var batches = data.open(0, 1500)) {
      assertArrayEquals(
          later.inputs().get(0).toDoubleArray(), batches.next().inputs().get(0).toDoubleArray());
    }
  }
}
