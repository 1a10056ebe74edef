package io.trihorn.testkit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Configurable;
import io.trihorn.config.Registry;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metrics;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.testkit.conformance.KerasNames;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each attribute of a loss, metric or optimizer has a chained setter of Keras's name. */
class FluentSettersTest {
  /** Given to a factory or a constructor, or to the base class by another kind of method. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "fn",
          "learning_rate",
          "inner_optimizer",
          "optimizer_map",
          "specificity",
          "sensitivity",
          "recall",
          "precision");

  @Test
  void everyAttributeHasOne() {
    TreeSet<String> missing = new TreeSet<>();
    Stream.of(Losses.REGISTRY, Metrics.REGISTRY, Optimizers.REGISTRY)
        .flatMap(FluentSettersTest::all)
        .forEach(
            object -> {
              Config config = Config.writer(object.className());
              object.configure(config);
              for (String key : config.json().keySet()) {
                if (!ELSEWHERE.contains(key) && !hasSetter(object.getClass(), key)) {
                  missing.add(object.className() + "." + key);
                }
              }
            });
    assertEquals(new TreeSet<>(), missing);
  }

  private static Stream<Configurable> all(Registry<? extends Configurable> registry) {
    return registry.names().stream().map(registry::create);
  }

  private static boolean hasSetter(Class<?> type, String key) {
    String name = KerasNames.camel(key);
    return Arrays.stream(type.getMethods())
        .filter(m -> Modifier.isPublic(m.getDeclaringClass().getModifiers()))
        .anyMatch(m -> m.getName().equals(name) && m.getParameterCount() == 1);
  }

  @Test
  void settersChangeTheConfiguration() {
    Config auc = Config.writer("AUC");
    Metrics.auc().numThresholds(50).curve("PR").configure(auc);
    assertEquals(50, auc.json().get("num_thresholds").getAsInt());
    assertEquals("PR", auc.json().get("curve").getAsString());
    Config rate = Config.writer("RecallAtPrecision");
    Metrics.recallAtPrecision(0.75).numThresholds(10).configure(rate);
    assertEquals(0.75, rate.json().get("precision").getAsDouble());
    Optimizer optimizer = Optimizers.rmsprop(0.1).rho(0.8).clipnorm(2.0).useEma(true);
    Config rmsprop = Config.writer("RMSprop");
    optimizer.configure(rmsprop);
    assertEquals(2, rmsprop.json().get("clipnorm").getAsDouble());
    assertEquals(0.8, rmsprop.json().get("rho").getAsDouble());
  }

  @Test
  void settersRefuseWhatDoesNotFit() {
    assertThrows(ConfigException.class, () -> Metrics.auc().curve("round"));
    ConfigException e = assertThrows(ConfigException.class, () -> Metrics.f1Score().beta(2));
    assertEquals(
        List.of(), List.of("beta").stream().filter(k -> !e.getMessage().contains(k)).toList());
    assertThrows(ConfigException.class, () -> Metrics.iou(2, List.of(2)));
  }
}
