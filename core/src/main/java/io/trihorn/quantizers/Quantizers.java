package io.trihorn.quantizers;

import com.google.gson.JsonElement;
import io.trihorn.config.Registry;
import io.trihorn.config.UnknownNameException;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Supplier;

/** The quantizers and the configurations by Keras's names. */
public final class Quantizers {
  /** The quantizers; classes of your own are added here. */
  public static final Registry<Quantizer> REGISTRY =
      new Registry<Quantizer>("quantizer", "keras.quantizers")
          .add("AbsMaxQuantizer", AbsMaxQuantizer::new, "abs_max_quantizer");

  /** The ways to quantize a layer. */
  public static final Registry<QuantizationConfig> CONFIGS =
      new Registry<QuantizationConfig>("quantization config", "keras.quantizers")
          .add("Int8QuantizationConfig", Int8QuantizationConfig::new, "int8_quantization_config")
          .add("Int4QuantizationConfig", Int4QuantizationConfig::new, "int4_quantization_config")
          .add(
              "Float8QuantizationConfig",
              Float8QuantizationConfig::new,
              "float8_quantization_config")
          .add("GPTQConfig", GPTQConfig::new)
          .add("AWQConfig", AWQConfig::new);

  private static final Map<String, Supplier<QuantizationConfig>> MODES =
      Map.of(
          "int8", Int8QuantizationConfig::new,
          "int4", Int4QuantizationConfig::new,
          "float8", Float8QuantizationConfig::new);

  private Quantizers() {}

  /**
   * The quantizer of Keras's name, with default attributes.
   *
   * @throws io.trihorn.config.UnknownNameException if there is none
   */
  public static Quantizer get(String name) {
    return REGISTRY.create(name);
  }

  /**
   * The usual configuration of a mode.
   *
   * @param mode {@code int8}, {@code int4} or {@code float8}
   * @throws UnknownNameException if there is none; {@code gptq} and {@code awq} need data, so that
   *     a {@link GPTQConfig} or {@link AWQConfig} is given instead
   */
  public static QuantizationConfig config(String mode) {
    if (!MODES.containsKey(mode)) {
      throw new UnknownNameException(
          mode,
          "unknown quantization mode '"
              + mode
              + "'; by name there are "
              + new TreeSet<>(MODES.keySet()));
    }
    return MODES.get(mode).get();
  }

  /** Keras's serialized form; JSON null for null. */
  public static JsonElement serialize(Quantizer quantizer) {
    return REGISTRY.serialize(quantizer);
  }

  /** The quantizer of Keras's serialized form; null for JSON null. */
  public static Quantizer deserialize(JsonElement json) {
    return REGISTRY.deserialize(json);
  }
}
