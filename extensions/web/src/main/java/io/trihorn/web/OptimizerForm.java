package io.trihorn.web;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.JsonParts;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.saving.files.SavingException;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Optimizers and their variables in the form of TensorFlow.js, and back. */
final class OptimizerForm {
  /** Classes that are called otherwise there. */
  private static final Map<String, String> NAMES = Map.of("RMSprop", "RMSProp");

  /** Settings of all optimizers of Keras, none of which are there. */
  private static final Set<String> NULL =
      Set.of(
          "weight_decay",
          "clipnorm",
          "global_clipnorm",
          "clipvalue",
          "loss_scale_factor",
          "gradient_accumulation_steps");

  private static final Set<String> OF_AVERAGES = Set.of("ema_momentum", "ema_overwrite_frequency");
  private static final String MOMENTUM = "Momentum";
  private static final String ITERATION = "iter";

  private OptimizerForm() {}

  /** Keras's {@code {class_name, config}} in the form there. */
  static JsonObject write(JsonObject keras, Problems problems) {
    String given = keras.get("class_name").getAsString();
    JsonObject config = keras.getAsJsonObject("config");
    String className = family(given, config);
    ClassRule rule = ClassRule.ofOptimizer(className);
    if (rule == null) {
      problems.add("optimizer " + given + ": there is no such one");
      return keras;
    }
    JsonObject written = new JsonObject();
    config
        .entrySet()
        .forEach(
            e -> {
              String key = e.getKey();
              JsonElement value = e.getValue();
              if (rule.names().containsKey(key)) {
                if (key.equals("learning_rate") && !value.isJsonPrimitive()) {
                  problems.add("optimizer " + given + ": its rate can only be a number");
                }
                written.add(rule.names().get(key), value);
              } else if (!isPlain(key, value, rule)) {
                problems.add("optimizer " + given + ": it has no " + key + ", which is " + value);
              }
            });
    return Values.serialized(NAMES.getOrDefault(className, className), written);
  }

  /** A rate of momentum makes it another class there. */
  private static String family(String className, JsonObject config) {
    boolean momentum =
        className.equals("SGD") && config.has("momentum") && number(config, "momentum") != 0;
    return momentum ? MOMENTUM : className;
  }

  private static double number(JsonObject config, String key) {
    return config.get(key).getAsDouble();
  }

  private static boolean isPlain(String key, JsonElement value, ClassRule rule) {
    if (key.equals("name") || OF_AVERAGES.contains(key) || rule.free().contains(key)) {
      return true;
    }
    if (NULL.contains(key)) {
      return value.isJsonNull();
    }
    if (key.equals("use_ema")) {
      return !value.getAsBoolean();
    }
    JsonElement needed = rule.fixed().get(key);
    return needed != null && Values.same(needed, value);
  }

  /** A form there as Keras's. */
  static JsonObject read(JsonElement json) {
    JsonObject given = JsonParts.object("optimizer_config", json);
    String there = JsonParts.text("optimizer_config", given, "class_name");
    Map<String, String> back = new HashMap<>();
    NAMES.forEach((keras, name) -> back.put(name, keras));
    String className = back.getOrDefault(there, there);
    ClassRule rule = ClassRule.ofOptimizer(className);
    Map<String, String> keys = new HashMap<>();
    if (rule != null) {
      rule.names().forEach((keras, name) -> keys.put(name, keras));
    }
    JsonObject config = new JsonObject();
    JsonParts.object("optimizer_config", given, "config")
        .entrySet()
        .forEach(
            e -> {
              String key = snake(e.getKey());
              config.add(keys.getOrDefault(key, key), e.getValue());
            });
    return Values.serialized(className.equals(MOMENTUM) ? "SGD" : className, config);
  }

  /** {@code learningRate} as {@code learning_rate}, {@code beta1} as {@code beta_1}. */
  private static String snake(String key) {
    return key.replaceAll("([a-z])([A-Z0-9])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  /** Adds an optimizer's variables, by the names of a model's weights there. */
  static void writeState(Model model, Map<Weight, String> names, Shards shards) {
    Optimizer optimizer = model.optimizer();
    ClassRule rule = ClassRule.ofOptimizer(family(optimizer.className(), optimizer.getConfig()));
    List<TensorData> values = model.optimizerValues();
    List<Weight> variables = optimizer.variables();
    int iteration = variables.indexOf(optimizer.iterationVariable());
    shards.add(
        ITERATION,
        TensorData.of(new int[] {(int) values.get(iteration).getLong(0)}).reshape(),
        "optimizer");
    for (String kind : kinds(optimizer, rule)) {
      List<Integer> slots = slots(variables, kind);
      for (int i = 0; i < optimizer.trained().size(); i++) {
        Weight weight = optimizer.trained().get(i);
        TensorData value =
            slots.isEmpty() ? TensorData.zeros(weight.type()) : values.get(slots.get(i));
        shards.add(
            names.get(weight) + "/" + kind,
            scaled(value, factor(optimizer, rule, kind)),
            "optimizer");
      }
    }
  }

  /** RMSprop keeps the mean of gradients only where it is centered. */
  private static List<String> kinds(Optimizer optimizer, ClassRule rule) {
    JsonElement centered = optimizer.getConfig().get("centered");
    boolean mean = centered == null || centered.getAsBoolean();
    return rule.flags().stream().filter(k -> mean || !k.equals("average_gradient")).toList();
  }

  /** Where the variables of a kind are, one for each trained weight; empty where there are none. */
  private static List<Integer> slots(List<Weight> variables, String kind) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      if (variables.get(i).name().endsWith("_" + kind)) {
        found.add(i);
      }
    }
    return found;
  }

  /** Keras's velocity of SGD is the one there times the negative rate. */
  private static double factor(Optimizer optimizer, ClassRule rule, String kind) {
    boolean sgd = rule == ClassRule.ofOptimizer(MOMENTUM) && kind.equals("momentum");
    return sgd ? -1 / optimizer.learningRate() : 1;
  }

  private static TensorData scaled(TensorData value, double factor) {
    if (factor == 1) {
      return value;
    }
    TensorData result = TensorData.zeros(value.type());
    for (int i = 0; i < result.size(); i++) {
      result.setDouble(i, value.getDouble(i) * factor);
    }
    return result;
  }

  /**
   * Sets the variables of a model's optimizer, given in the order there.
   *
   * @throws SavingException if they are not those of this optimizer
   */
  static void readState(Model model, List<TensorData> stored) {
    Optimizer optimizer = model.optimizer();
    ClassRule rule = ClassRule.ofOptimizer(family(optimizer.className(), optimizer.getConfig()));
    List<Weight> variables = optimizer.variables();
    List<TensorData> values = new ArrayList<>(model.optimizerValues());
    int at = variables.indexOf(optimizer.iterationVariable());
    values.set(at, stored.get(0).cast(variables.get(at).type().dtype()).reshape());
    List<String> kinds = rule == null ? List.of() : kinds(optimizer, rule);
    int each = optimizer.trained().size();
    // One that has not trained has its counter only.
    if (stored.size() != 1 && stored.size() != 1 + kinds.size() * each) {
      throw new SavingException(
          "the file has %d variables of the optimizer %s, which has %s for %d weights"
              .formatted(stored.size(), optimizer.className(), kinds, each));
    }
    for (int k = 0; k < kinds.size() && stored.size() > 1; k++) {
      List<Integer> slots = slots(variables, kinds.get(k));
      for (int i = 0; i < slots.size(); i++) {
        TensorType type = variables.get(slots.get(i)).type();
        TensorData value = stored.get(1 + k * each + i);
        if (!value.shape().equals(type.shape())) {
          throw new SavingException(
              "a variable of the optimizer should have the shape %s, but has %s"
                  .formatted(type.shape(), value.shape()));
        }
        double factor = 1 / factor(optimizer, rule, kinds.get(k));
        values.set(slots.get(i), scaled(value, factor));
      }
    }
    model.setOptimizerValues(values);
  }
}
