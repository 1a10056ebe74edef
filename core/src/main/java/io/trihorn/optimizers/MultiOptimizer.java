package io.trihorn.optimizers;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Several optimizers, each for its own weights: the one whose regular expression matches the whole
 * path of a weight, else a default.
 */
public final class MultiOptimizer extends Optimizer {
  private Optimizer byDefault;
  private final Map<String, Optimizer> byPath = new LinkedHashMap<>();
  private final Map<Weight, Optimizer> chosen = new HashMap<>();

  /** SGD for all weights. */
  public MultiOptimizer() {
    this(new SGD());
  }

  /** One optimizer for all weights that no other is given for. */
  public MultiOptimizer(Optimizer byDefault) {
    super(0);
    this.byDefault = byDefault;
  }

  /** Gives weights whose path matches a regular expression an optimizer of their own. */
  public MultiOptimizer use(String path, Optimizer optimizer) {
    if (byPath.putIfAbsent(path, optimizer) != null) {
      throw new ConfigException("MultiOptimizer: there is already an optimizer for '" + path + "'");
    }
    return this;
  }

  @Override
  public void configure(Config config) {
    configureName(config);
    config.value("optimizer_map", this, o -> o.write(), this::read);
    Double scale = config.nullableNumber("loss_scale_factor", settings().lossScaleFactor);
    settings().lossScaleFactor(scale);
  }

  private JsonElement write() {
    JsonObject map = new JsonObject();
    byPath.forEach((path, o) -> map.add(path, Optimizers.REGISTRY.serialize(o)));
    JsonObject attributes = new JsonObject();
    attributes.add("default_optimizer", Optimizers.REGISTRY.serialize(byDefault));
    attributes.add("optimizer_map", map);
    JsonObject json = new JsonObject();
    json.addProperty("module", "keras.optimizers");
    json.addProperty("class_name", "OptimizerMap");
    json.add("config", attributes);
    json.add("registered_name", JsonNull.INSTANCE);
    return json;
  }

  private MultiOptimizer read(JsonElement json) {
    JsonObject attributes = json.getAsJsonObject().getAsJsonObject("config");
    byDefault = Optimizers.REGISTRY.deserialize(attributes.get("default_optimizer"));
    byPath.clear();
    attributes
        .getAsJsonObject("optimizer_map")
        .entrySet()
        .forEach(e -> byPath.put(e.getKey(), Optimizers.REGISTRY.deserialize(e.getValue())));
    return this;
  }

  private Optimizer choose(Weight weight) {
    String path = weight.variable().name();
    List<String> matches = byPath.keySet().stream().filter(p -> Pattern.matches(p, path)).toList();
    if (matches.size() > 1 && !byPath.containsKey(path)) {
      throw new ConfigException(
          "MultiOptimizer: weight '" + path + "' matches several expressions: " + matches);
    }
    return byPath.containsKey(path)
        ? byPath.get(path)
        : matches.isEmpty() ? byDefault : byPath.get(matches.get(0));
  }

  /** The optimizers in use, those with an expression first. */
  private List<Optimizer> all() {
    List<Optimizer> all = new ArrayList<>(byPath.values());
    all.add(byDefault);
    return all.stream().distinct().toList();
  }

  private List<Weight> weightsOf(Optimizer optimizer) {
    return trained().stream().filter(w -> chosen.get(w) == optimizer).toList();
  }

  @Override
  protected void buildSlots(List<Weight> trained) {
    trained.forEach(w -> chosen.put(w, choose(w)));
    for (Optimizer o : all()) {
      if (!weightsOf(o).isEmpty()) {
        o.settings().lossScaleFactor(settings().lossScaleFactor);
        o.build(weightsOf(o));
      }
    }
  }

  @Override
  public void apply(Trace trace, List<Tensor> gradients) {
    for (Optimizer o : all()) {
      List<Tensor> own = new ArrayList<>();
      for (int i = 0; i < trained().size(); i++) {
        if (chosen.get(trained().get(i)) == o) {
          own.add(gradients.get(i));
        }
      }
      if (!own.isEmpty()) {
        o.apply(trace, own);
      }
    }
    Weight iteration = super.variables().get(0);
    trace.assign(iteration.variable(), Ops.add(trace.read(iteration.variable()), 1));
  }

  @Override
  protected void updateStep(Trace trace, int index, Weight weight, Tensor gradient, Tensor rate) {
    throw new UnsupportedOperationException(
        "MultiOptimizer: updates are those of its optimizers; call apply");
  }

  @Override
  public Map<Weight, Weight> finalValues() {
    Map<Weight, Weight> values = new LinkedHashMap<>();
    all().forEach(o -> values.putAll(o.finalValues()));
    return values;
  }

  @Override
  public List<Weight> variables() {
    List<Weight> variables = new ArrayList<>(super.variables());
    all().forEach(o -> variables.addAll(o.variables()));
    return Collections.unmodifiableList(variables);
  }

  /**
   * Those that have weights, as {@code learning_rate_adam}; a second of the same name as {@code
   * learning_rate_adam_1}.
   */
  @Override
  public Map<String, Optimizer> rated() {
    Map<String, Optimizer> rated = new LinkedHashMap<>();
    for (Optimizer o : all()) {
      if (o.iterationVariable() == null) {
        continue;
      }
      String name = "learning_rate_" + o.name();
      for (int i = 1; rated.containsKey(name); i++) {
        name = "learning_rate_" + o.name() + "_" + i;
      }
      rated.put(name, o);
    }
    return rated;
  }

  /** Null: each optimizer has its own. */
  @Override
  public Weight learningRateVariable() {
    return null;
  }
}
