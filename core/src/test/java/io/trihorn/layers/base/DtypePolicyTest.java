package io.trihorn.layers.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonParser;
import io.trihorn.config.ConfigException;
import io.trihorn.layers.Layers;
import io.trihorn.layers.attention.MultiHeadAttention;
import io.trihorn.layers.core.InputLayer;
import io.trihorn.losses.Losses;
import io.trihorn.model.Compilation;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.ops.Floatx;
import io.trihorn.optimizers.LossScaleOptimizer;
import io.trihorn.optimizers.SGD;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Policies by name, for a model, by the paths of layers. */
class DtypePolicyTest {
  private static final DtypePolicy HALF = DtypePolicy.of("mixed_bfloat16");

  @Test
  void theWholeModelHasThePolicyThatIsInForce() {
    Sequential model =
        DtypePolicy.using(
            "mixed_float16",
            () ->
                new Sequential(Layers.input(3), Layers.dense(4), Layers.dense(2).dtype("float32")));
    assertEquals("mixed_float16", model.dtypePolicy().name());
    assertEquals(DataType.FLOAT32, model.inputs().get(0).dtype());
    assertEquals(DataType.FLOAT16, model.layers().get(0).output().dtype());
    assertEquals(DataType.FLOAT32, model.layers().get(0).weights().get(0).type().dtype());
    assertEquals(DataType.FLOAT32, model.output().dtype());
    assertEquals("float32", Layers.dense(1).dtypePolicy().name());
  }

  @Test
  void aModelInFloat16ScalesItsLossUnlessItIsToldNotTo() {
    Sequential model =
        DtypePolicy.using("mixed_float16", () -> new Sequential(Layers.input(3), Layers.dense(4)));
    model.on("reference");
    SGD sgd = new SGD();
    model.compile(sgd, Losses.get("mse"));
    LossScaleOptimizer scale = (LossScaleOptimizer) model.optimizer();
    assertEquals(sgd, scale.inner());
    assertTrue(
        model
            .toJson()
            .contains("\"optimizer\":{\"module\":\"keras.optimizers\",\"class_name\":\"SGD\""));
    model.compile(new Compilation(sgd).loss("mse").autoScaleLoss(false));
    assertEquals(sgd, model.optimizer());
    model.close();
  }

  @Test
  void aMapSaysThePolicyOfEachPath() {
    DtypePolicy map =
        DtypePolicy.map(
            DtypePolicy.FLOAT32, Map.of("h/(query|key)", HALF, "d", DtypePolicy.of("float64")));
    assertEquals("map_float32", map.name());
    Model model =
        DtypePolicy.using(
            map,
            () -> {
              KerasTensor in = Layers.inputTensor(Layers.input(5, 4));
              KerasTensor attention = new MultiHeadAttention(2, 3).name("h").apply(in, in);
              return new Model(in, Layers.dense(2).name("d").apply(attention));
            });
    Layer attention = model.layer("h");
    assertEquals("float32", attention.dtypePolicy().name());
    Map<String, String> inside =
        attention.children().stream()
            .collect(Collectors.toMap(Layer::name, c -> c.dtypePolicy().name()));
    assertEquals("mixed_bfloat16", inside.get("query"));
    assertEquals("mixed_bfloat16", inside.get("key"));
    assertEquals("float32", inside.get("value"));
    assertEquals(DataType.FLOAT64, model.output().dtype());
    assertEquals(DtypePolicy.parse(map.toJson()), map);
  }

  @Test
  void severalKeysForOnePathAreAMistake() {
    DtypePolicy map = DtypePolicy.map(DtypePolicy.FLOAT32, Map.of("a.*", HALF, ".*b", HALF));
    assertEquals("float32", map.forPath("c").name());
    assertTrue(
        assertThrows(ConfigException.class, () -> map.forPath("ab"))
            .getMessage()
            .startsWith("layer 'ab' should fit one key of the dtype policy's map, but fits "));
  }

  @Test
  void theDefaultFloatIsThatOfWhatIsMade() {
    InputLayer input = Floatx.using("float64", () -> Layers.input(3));
    assertEquals(DataType.FLOAT64, input.inputDtype());
    assertEquals(DataType.FLOAT32, Layers.input(3).inputDtype());
    assertEquals("float64", Floatx.using("float64", () -> Layers.dense(1).dtypePolicy().name()));
    assertThrows(IllegalArgumentException.class, () -> Floatx.using("int32", () -> null));
  }

  @Test
  void quantizedPoliciesAreKeras() {
    String json =
        "{\"module\":\"keras.dtype_policies\",\"class_name\":\"GPTQDTypePolicy\",\"config\":"
            + "{\"mode\":\"gptq/4/128\",\"source_name\":\"mixed_bfloat16\"},\"registered_name\":null}";
    DtypePolicy policy = DtypePolicy.of("gptq/4/128_from_mixed_bfloat16");
    assertEquals(JsonParser.parseString(json), policy.toJson());
    assertEquals(policy, DtypePolicy.parse(policy.toJson()));
    assertEquals(List.of(4, 128), policy.mode().numbers());
    assertEquals(HALF, policy.source());
    for (String wrong :
        List.of(
            "half",
            "mixed_float64",
            "int8",
            "int8_from_float16",
            "gptq/5/128_from_float32",
            "awq/8/64_from_float32",
            "gptq/4_from_float32",
            "int4/0_from_float32",
            "int4/x_from_float32",
            "int8_from_int8_from_float32")) {
      assertThrows(ConfigException.class, () -> DtypePolicy.of(wrong), wrong);
    }
  }
}
