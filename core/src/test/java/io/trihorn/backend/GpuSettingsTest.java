package io.trihorn.backend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How cards are used, as system properties say. */
class GpuSettingsTest {
  private static final List<String> KEYS = List.of("gpu.memory", "gpu.tf32", "cuda");

  @AfterEach
  void restore() {
    KEYS.forEach(key -> System.clearProperty("trihorn." + key));
  }

  @Test
  void byDefaultMemoryIsTakenAsNeededAndArithmeticIsExact() {
    assertEquals(new GpuSettings(0, false, GpuSettings.Cuda.NEWEST), GpuSettings.configured());
    assertEquals("taken as needed", GpuSettings.configured().memory());
  }

  @ParameterizedTest
  @CsvSource({"6g, 6442450944, 6144", "900M, 943718400, 900", "2GB, 2147483648, 2048"})
  void memoryIsANumberWithAUnit(String text, long bytes, int mebibytes) {
    System.setProperty("trihorn.gpu.memory", text);
    assertEquals(bytes, GpuSettings.configured().memoryBytes());
    assertEquals("at most " + mebibytes + " MiB", GpuSettings.configured().memory());
  }

  @Test
  void theRestIsChosenByName() {
    System.setProperty("trihorn.gpu.tf32", "true");
    System.setProperty("trihorn.cuda", "system");
    assertEquals(new GpuSettings(0, true, GpuSettings.Cuda.SYSTEM), GpuSettings.configured());
  }

  @ParameterizedTest
  @CsvSource({
    "gpu.memory, 6, an amount of memory such as 6g",
    "gpu.memory, 0g, an amount of memory such as 6g",
    "gpu.memory, half, an amount of memory such as 6g",
    "gpu.tf32, yes, true or false",
    "cuda, apt, maven"
  })
  void whatIsNoSuchValueIsNamed(String key, String value, String expected) {
    System.setProperty("trihorn." + key, value);
    String message = assertThrows(BackendException.class, GpuSettings::configured).getMessage();
    assertTrue(message.startsWith("the system property trihorn." + key + " should be"), message);
    assertTrue(message.contains(expected), message);
    assertTrue(message.endsWith("but is '" + value + "'"), message);
  }
}
