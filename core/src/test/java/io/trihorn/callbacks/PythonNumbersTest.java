package io.trihorn.callbacks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers in texts and file names are as Python 3.11 writes them. */
class PythonNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0.1, 0.1",
    "1, 1.0",
    "-2.5, -2.5",
    "1e-07, 1e-07",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "1234567, 1234567.0",
    "1e15, 1000000000000000.0",
    "1e16, 1e+16",
    "1.5e300, 1.5e+300",
    "0.008999999798834325, 0.008999999798834325",
    "2e-3, 0.002",
    "5e-324, 5e-324",
    "NaN, nan",
    "-Infinity, -inf"
  })
  void shortestText(double value, String text) {
    assertEquals(text, PythonNumbers.text(value));
  }

  /** The text reads as the number. */
  @Property
  void readsAsTheNumber(@ForAll double value) {
    assertEquals(value, Double.parseDouble(PythonNumbers.text(value)));
  }

  @ParameterizedTest
  @CsvSource({
    "m-{epoch:02d}.keras, m-03.keras",
    "{epoch}-{batch:d}, 3-12",
    "{loss:.3f}_{loss:.2e}, 0.012_1.23e-02",
    "{loss:8.3f}|, '   0.012|'",
    "{loss:.1%}, 1.2%",
    "{loss}, 0.0123"
  })
  void namesOfFiles(String pattern, String name) {
    assertEquals(
        name, new FilePattern(pattern).fill(Map.of("epoch", 3, "batch", 12L, "loss", 0.0123)));
  }

  @Test
  void saysWhatIsThere() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new FilePattern("m-{val_loss}.keras").fill(Map.of("epoch", 3)));
    assertTrue(e.getMessage().contains("'val_loss', but there are [epoch]"), e.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> new FilePattern("m-{loss:02d}.keras").fill(Map.of("loss", 0.5)));
  }
}
