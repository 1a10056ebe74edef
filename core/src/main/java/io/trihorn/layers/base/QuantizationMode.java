package io.trihorn.layers.base;

import io.trihorn.config.ConfigException;
import io.trihorn.quantizers.CalibratedConfig;
import io.trihorn.quantizers.Int4QuantizationConfig;
import io.trihorn.quantizers.QuantizationConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How a layer is quantized, as dtype policies have it: {@code int8}, {@code int4/128}, {@code
 * gptq/4/128}.
 *
 * @param name {@code int8}, {@code int4}, {@code float8}, {@code gptq} or {@code awq}
 * @param numbers the size of blocks of {@code int4}, if it has any; bits of weights and size of
 *     groups of {@code gptq} and {@code awq}; the length of float8's history
 */
public record QuantizationMode(String name, List<Integer> numbers) {
  /**
   * What Keras's names have beside the mode: how many numbers, and the bits that weights may have.
   */
  private static final Map<String, Integer> NUMBERS =
      Map.of("int8", 0, "int4", 1, "float8", 0, "gptq", 2, "awq", 2);

  private static final Map<String, List<Integer>> BITS =
      Map.of("gptq", List.of(2, 3, 4, 8), "awq", List.of(4));

  private static final int HISTORY = 1024;

  /** A mode whose numbers are in their bounds. */
  public QuantizationMode {
    numbers = List.copyOf(numbers);
    if (!NUMBERS.containsKey(name)) {
      throw new ConfigException(
          "a quantization mode should be one of int8, int4, float8, gptq and awq, but is " + name);
    }
    if (BITS.containsKey(name) && !BITS.get(name).contains(numbers.get(0))) {
      throw new ConfigException(
          name
              + ": weights should have one of "
              + BITS.get(name)
              + " bits, but have "
              + numbers.get(0));
    }
    int size = numbers.isEmpty() ? 1 : numbers.get(numbers.size() - 1);
    if (size < -1 || size == 0) {
      throw new ConfigException(
          name + ": groups should be of 1 or more, or -1 for all, but are of " + size);
    }
  }

  /** Whether a policy's name begins with a mode. */
  static boolean begins(String text) {
    return NUMBERS.keySet().stream().anyMatch(text::startsWith);
  }

  /**
   * The mode of Keras's text.
   *
   * @throws ConfigException if it is none
   */
  public static QuantizationMode parse(String text) {
    String[] parts = text.split("/");
    List<Integer> numbers = new ArrayList<>();
    try {
      Arrays.stream(parts).skip(1).map(Integer::valueOf).forEach(numbers::add);
    } catch (NumberFormatException e) {
      throw new ConfigException("a quantization mode should end in numbers, but is " + text, e);
    }
    int most = NUMBERS.getOrDefault(parts[0], numbers.size());
    boolean old = parts[0].equals("int4") && numbers.isEmpty();
    if (numbers.size() != most && !old) {
      throw new ConfigException(
          "the quantization mode "
              + parts[0]
              + " should have "
              + most
              + " numbers, but is "
              + text);
    }
    return parts[0].equals("float8") ? float8(HISTORY) : new QuantizationMode(parts[0], numbers);
  }

  /** The mode that a configuration asks for. */
  static QuantizationMode of(QuantizationConfig config) {
    if (config instanceof Int4QuantizationConfig int4) {
      return new QuantizationMode(
          "int4", List.of(int4.blockSize() == null ? -1 : int4.blockSize()));
    }
    if (config instanceof CalibratedConfig<?> calibrated) {
      return new QuantizationMode(
          config.mode(), List.of(calibrated.weightBits(), calibrated.groupSize()));
    }
    return parse(config.mode());
  }

  /** Whether the integers are found by looking at data: GPTQ and AWQ. */
  boolean isCalibrated() {
    return BITS.containsKey(name);
  }

  /** float8 with a history of so many magnitudes. */
  public static QuantizationMode float8(int history) {
    return new QuantizationMode("float8", List.of(history));
  }

  /** Keras's text. */
  public String text() {
    StringBuilder text = new StringBuilder(name);
    if (NUMBERS.get(name) > 0) {
      numbers.forEach(n -> text.append('/').append(n));
    }
    return text.toString();
  }

  /** The last number: of rows in a block, a group or a history; -1 for all rows. */
  public int size() {
    return numbers.isEmpty() ? -1 : numbers.get(numbers.size() - 1);
  }

  /** Keras's class of policies with this mode. */
  String policyClass() {
    return switch (name) {
      case "float8" -> "QuantizedFloat8DTypePolicy";
      case "gptq" -> "GPTQDTypePolicy";
      case "awq" -> "AWQDTypePolicy";
      default -> numbers.isEmpty() ? "QuantizedDTypePolicy" : "Int4DTypePolicy";
    };
  }
}
