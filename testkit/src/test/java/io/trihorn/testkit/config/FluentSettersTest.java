package io.trihorn.testkit.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Configurable;
import io.trihorn.config.Registry;
import io.trihorn.losses.Losses;
import io.trihorn.metrics.Metrics;
import io.trihorn.optimizers.Optimizer;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.testkit.conformance.KerasNames;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
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

  /** Texts, and numbers, that are valid where what is there plus one is not, or is no other. */
  private static final Map<String, Object> VALID =
      Map.ofEntries(
          Map.entry("reduction", "sum"),
          Map.entry("dtype", "float64"),
          Map.entry("name", "other"),
          Map.entry("curve", "PR"),
          Map.entry("summation_method", "minoring"),
          Map.entry("average", "macro"),
          Map.entry("class_aggregation", "uniform_average"),
          Map.entry("beta", 0.5),
          Map.entry("threshold", 0.25),
          Map.entry("learning_rate_power", -0.25));

  /**
   * What a setter is given is what the configuration has under its name, and nothing else moves.
   */
  @Test
  void eachSetterSetsItsAttribute() throws ReflectiveOperationException {
    int checked = 0;
    for (Registry<? extends Configurable> registry :
        List.of(Losses.REGISTRY, Metrics.REGISTRY, Optimizers.REGISTRY)) {
      for (String name : registry.names()) {
        JsonObject before = json(registry.create(name));
        for (String key : before.keySet()) {
          Configurable object = registry.create(name);
          Method setter = setter(object.getClass(), key);
          Object value = setter == null ? null : other(key, setter, before.get(key));
          if (value == null) {
            continue;
          }
          JsonObject expected = before.deepCopy();
          expected.add(key, new Gson().toJsonTree(value));
          Object returned;
          try {
            returned = setter.invoke(object, value);
          } catch (InvocationTargetException refused) {
            if (refused.getCause() instanceof IllegalArgumentException) {
              continue; // This class knows only some values of the attribute.
            }
            throw refused;
          }
          assertSame(object, returned, name + "." + key);
          assertEquals(expected.get(key), json(object).get(key), name + "." + key);
          assertEquals(expected.keySet(), json(object).keySet(), name + "." + key);
          checked++;
        }
      }
    }
    assertTrue(checked > 400, "only " + checked + " setters were tried");
  }

  /** A factory without arguments makes an object of the class it is named after. */
  @Test
  void factoriesMakeWhatTheyAreNamedAfter() throws ReflectiveOperationException {
    TreeSet<String> wrong = new TreeSet<>();
    int checked = 0;
    for (Class<?> type : List.of(Losses.class, Metrics.class, Optimizers.class)) {
      for (Method method : type.getMethods()) {
        if (Modifier.isStatic(method.getModifiers())
            && method.getParameterCount() == 0
            && Configurable.class.isAssignableFrom(method.getReturnType())) {
          Configurable made = (Configurable) method.invoke(null);
          if (!method.getName().equalsIgnoreCase(made.className())) {
            wrong.add(method.getName() + " makes " + made.className());
          }
          checked++;
        }
      }
    }
    assertEquals(new TreeSet<>(), wrong);
    assertTrue(checked > 50, "only " + checked + " factories were tried");
  }

  private static JsonObject json(Configurable object) {
    Config config = Config.writer(object.className());
    object.configure(config);
    return config.json();
  }

  /** Its setter with one argument of an ordinary type, or null. */
  private static Method setter(Class<?> type, String key) {
    String name = KerasNames.camel(key);
    return Arrays.stream(type.getMethods())
        .filter(m -> Modifier.isPublic(m.getDeclaringClass().getModifiers()) && !m.isBridge())
        .filter(m -> m.getName().equals(name) && m.getParameterCount() == 1 && !m.isVarArgs())
        .findFirst()
        .orElse(null);
  }

  /** Another value than the one that is there, or null where none is known for the type. */
  private static Object other(String key, Method setter, JsonElement now) {
    Class<?> type = setter.getParameterTypes()[0];
    if (type == boolean.class || type == Boolean.class) {
      return now.isJsonNull() || !now.getAsBoolean();
    }
    if (type == String.class) {
      return VALID.get(key);
    }
    boolean whole = type == int.class || type == Integer.class;
    if (whole) {
      return now.isJsonNull() ? 3 : now.getAsInt() + 1;
    }
    if (type == double.class || type == Double.class) {
      return VALID.getOrDefault(key, 0.375);
    }
    return null;
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
