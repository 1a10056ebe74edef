package io.trihorn.parquet;

import static io.trihorn.parquet.ParquetDatasetTest.file;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.data.DatasetException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files by pyarrow 25.0.1, one with a column of each type, and one of each compression. */
class ParquetTypesTest {
  private static List<Object> column(String name) {
    return ParquetDataset.fromFile(file("arrow.parquet")).table(name).get(name);
  }

  @Test
  void valuesOfAllTypesAreRead() {
    List<Object> prices = Arrays.asList(new BigDecimal("1.25"), null, new BigDecimal("-3.50"));
    Map<String, List<Object>> expected =
        Map.of(
            "price", prices,
            "cents", prices,
            "big",
                List.of(
                    BigInteger.ZERO, new BigInteger("18446744073709551615"), BigInteger.valueOf(7)),
            "u32", List.of(0L, 4294967295L, 7L),
            "half", Arrays.asList(0.5, -2.0, null),
            "large", Arrays.asList("a", null, "c"),
            "date", Arrays.asList(2, null, -1));
    expected.forEach((name, values) -> assertEquals(values, column(name), name));
  }

  @Test
  void listsAndStructuresAreRead() {
    assertEquals(List.of(List.of(1, 2), List.of(3, 4), List.of(5, 6)), column("fixed"));
    assertEquals(Arrays.asList(Arrays.asList(1.0, null), List.of(), null), column("holes"));
    assertEquals(Arrays.asList(10, null, null), column("home.zip"));
    assertEquals(Arrays.asList(List.of("a"), null, List.of()), column("home.tags"));
    assertEquals(List.of(List.of("k"), List.of(), List.of("a", "b")), column("map.key_value.key"));
    assertEquals(List.of(List.of(1), List.of(), List.of(2, 3)), column("map.key_value.value"));
  }

  @Test
  void momentsOfOldWritersAreNanoseconds() {
    assertEquals(
        List.of(0L, 86_400_000_000_001L),
        ParquetDataset.fromFile(file("int96.parquet")).table("moment").get("moment"));
  }

  @Test
  void whatIsNeitherNumberNorTextIsRefused() {
    DatasetException e = assertThrows(DatasetException.class, () -> column("deep"));
    assertTrue(e.getMessage().endsWith("but got lists in lists"), e.getMessage());
    e = assertThrows(DatasetException.class, () -> column("bytes"));
    assertTrue(
        e.getMessage().startsWith(file("arrow.parquet") + ", row 0, column 'bytes' cannot be read"),
        e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4"})
  void compressionsAreUnpacked(String codec) {
    assertEquals(
        IntStream.range(0, 300).mapToObj(i -> i / 7).toList(),
        ParquetDataset.fromFile(file("codec-" + codec + ".parquet")).table("x").get("x"));
  }

  @Test
  void anUnknownCompressionIsNamed() {
    DatasetException e =
        assertThrows(
            DatasetException.class,
            () -> ParquetDataset.fromFile(file("codec-brotli.parquet")).table());
    assertTrue(e.getMessage().contains("it is compressed by BROTLI"), e.getMessage());
  }
}
