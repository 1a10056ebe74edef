package io.trihorn.quantizers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonNull;
import com.google.gson.JsonParser;
import io.trihorn.config.ConfigException;
import io.trihorn.config.UnknownNameException;
import org.junit.jupiter.api.Test;

/** Keras's serialized form of quantizers and of their configurations. */
class QuantizersTest {
  /** What Keras 3.15 writes for {@code Int8QuantizationConfig()}. */
  private static final String INT8 =
      """
      {"module": "keras.quantizers", "class_name": "Int8QuantizationConfig", "config":
        {"weight_quantizer": null, "activation_quantizer":
          {"module": "keras.quantizers", "class_name": "AbsMaxQuantizer", "config":
            {"value_range": [-127, 127], "epsilon": 1e-07, "output_dtype": "int8"},
           "registered_name": null}},
       "registered_name": null}""";

  @Test
  void theConfigurationIsKeras() {
    assertEquals(
        JsonParser.parseString(INT8), Quantizers.CONFIGS.serialize(new Int8QuantizationConfig()));
    QuantizationConfig read = Quantizers.CONFIGS.deserialize(JsonParser.parseString(INT8));
    assertEquals(JsonParser.parseString(INT8), Quantizers.CONFIGS.serialize(read));
    assertEquals("int8", read.mode());
  }

  @Test
  void axesAreWrittenWhereTheyAreGiven() {
    AbsMaxQuantizer quantizer = new AbsMaxQuantizer().axis(0, 1).valueRange(-8, 7);
    assertEquals(
        "{\"value_range\":[-8,7],\"epsilon\":1.0E-7,\"output_dtype\":\"int8\",\"axis\":[0,1]}",
        quantizer.getConfig().toString());
    assertEquals(
        quantizer.getConfig(), Quantizers.deserialize(Quantizers.serialize(quantizer)).getConfig());
  }

  @Test
  void noneIsNull() {
    assertNull(Quantizers.deserialize(JsonNull.INSTANCE));
    assertEquals(JsonNull.INSTANCE, Quantizers.serialize(null));
  }

  @Test
  void int4OfBeforeThereWereGroupsHasNone() {
    String old =
        "{\"class_name\": \"Int4QuantizationConfig\", \"config\": {\"weight_quantizer\": null}}";
    QuantizationConfig read = Quantizers.CONFIGS.deserialize(JsonParser.parseString(old));
    assertNull(((Int4QuantizationConfig) read).blockSize());
    assertEquals(128, new Int4QuantizationConfig().blockSize());
  }

  @Test
  void mistakesAreTold() {
    assertEquals(
        "AbsMaxQuantizer: value_range should be within -128 to 127 for int8, but is -129 to 0",
        assertThrows(ConfigException.class, () -> new AbsMaxQuantizer().valueRange(-129, 0))
            .getMessage());
    assertEquals(
        "Int4QuantizationConfig: quantizers of your own need block_size null or -1, but it is 64",
        assertThrows(
                ConfigException.class,
                () -> new Int4QuantizationConfig(null, new AbsMaxQuantizer(), 64))
            .getMessage());
    assertEquals(
        "Int4QuantizationConfig: the weight_quantizer should have the value_range -8 to 7, but has"
            + " -127 to 127",
        assertThrows(
                ConfigException.class,
                () -> new Int4QuantizationConfig(new AbsMaxQuantizer(), null, null))
            .getMessage());
    assertThrows(UnknownNameException.class, () -> Quantizers.get("abs_max"));
    assertThrows(UnknownNameException.class, () -> Float8.Format.of("float8"));
  }
}
