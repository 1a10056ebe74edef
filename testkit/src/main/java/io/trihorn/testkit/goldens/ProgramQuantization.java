package io.trihorn.testkit.goldens;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Model;
import io.trihorn.quantizers.AWQConfig;
import io.trihorn.quantizers.GPTQConfig;
import io.trihorn.quantizers.QuantizationConfig;
import io.trihorn.quantizers.QuantizationStructure;
import io.trihorn.quantizers.Quantizers;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Models in few bits, and with LoRA. */
final class ProgramQuantization {
  private ProgramQuantization() {}

  /** Quantizes as an action says. */
  static void quantize(Model model, JsonObject action, ProgramData data) {
    model.quantize(config(action, data), filter(action));
  }

  private static QuantizationConfig config(JsonObject action, ProgramData data) {
    if (action.has("quantization_config")) {
      return Quantizers.CONFIGS.deserialize(action.get("quantization_config"));
    }
    String mode = action.get("mode").getAsString();
    return action.has("calibration")
        ? calibrated(mode, action.getAsJsonObject("calibration"), data)
        : Quantizers.config(mode);
  }

  private static QuantizationConfig calibrated(
      String mode, JsonObject arguments, ProgramData data) {
    long[] tokens =
        data.array(arguments.getAsJsonObject("data").get("array").getAsString()).toLongArray();
    JsonObject names = arguments.getAsJsonObject("layer_structure");
    QuantizationStructure structure =
        new QuantizationStructure(
            ProgramTrace.texts(names.getAsJsonArray("pre_block_layers")),
            ProgramTrace.texts(names.getAsJsonArray("sequential_blocks")));
    Config attributes = Config.reader(mode, arguments);
    if (mode.equals("gptq")) {
      GPTQConfig config =
          new GPTQConfig(List.of(tokens), null).quantizationLayerStructure(structure);
      config.configure(attributes);
      return config;
    }
    AWQConfig config = new AWQConfig(List.of(tokens), null).quantizationLayerStructure(structure);
    config.configure(attributes);
    return config;
  }

  private static Predicate<Layer> filter(JsonObject action) {
    if (action.has("layer")) {
      String name = action.get("layer").getAsString();
      return layer -> layer.name().equals(name);
    }
    JsonElement filters = action.get("filters");
    if (filters == null || filters.isJsonNull()) {
      return layer -> true;
    }
    List<Pattern> patterns = new ArrayList<>();
    if (filters.isJsonArray()) {
      filters.getAsJsonArray().forEach(f -> patterns.add(Pattern.compile(f.getAsString())));
    } else {
      patterns.add(Pattern.compile(filters.getAsString()));
    }
    return layer -> patterns.stream().anyMatch(p -> p.matcher(layer.name()).find());
  }

  /** Sets variables by their paths. */
  static void set(Model model, JsonObject action, ProgramData data) {
    for (Map.Entry<String, JsonElement> e : action.getAsJsonObject("values").entrySet()) {
      Weight weight =
          model.weights().stream()
              .filter(w -> w.variable().name().equals(e.getKey()))
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no variable " + e.getKey()));
      model.setVariableValues(
          List.of(weight),
          List.of(data.array(e.getValue().getAsJsonObject().get("array").getAsString())));
    }
  }

  /** Compares variables, policies, what is trained, as far as it is said. */
  static void state(String where, Model model, JsonObject expected, ProgramChecks checks) {
    if (expected.has("variables")) {
      ProgramPrecision.variables(where, model, expected.getAsJsonArray("variables"), checks);
    }
    if (expected.has("trainable_variables")) {
      trained(where, model, expected, checks);
    }
    if (expected.has("policies") && expected.get("policies").isJsonObject()) {
      List<Layer> all = new ArrayList<>();
      flatten(model, all);
      for (Map.Entry<String, JsonElement> e : expected.getAsJsonObject("policies").entrySet()) {
        all.stream()
            .filter(l -> l.name().equals(e.getKey()))
            .forEach(
                l ->
                    checks.same(
                        where + " policy of " + e.getKey(),
                        l.dtypePolicy().name(),
                        e.getValue().getAsString()));
      }
    }
  }

  /** Compares the variables that are trained. */
  static void trained(String where, Model model, JsonObject expected, ProgramChecks checks) {
    checks.same(
        where + " trained",
        model.trainableWeights().stream().map(w -> last(w.variable().name())).toList(),
        ProgramTrace.texts(expected.getAsJsonArray("trainable_variables")).stream()
            .map(ProgramQuantization::last)
            .toList());
  }

  private static void flatten(Layer layer, List<Layer> into) {
    into.add(layer);
    layer.children().forEach(child -> flatten(child, into));
  }

  private static String last(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
